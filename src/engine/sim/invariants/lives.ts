// The lives of brokers. Whoever speaks of a broker whose power was cut, or whose disk failed or was emptied, means the
// life before, until its new one is registered: what it had acknowledged then may be gone, and neither its leader nor the
// controller can know.
import type { EngineEvent } from "../../trace/event.ts";

export class Lives {
  /** Of the newest life of each broker. */
  private readonly epochs = new Map<number, number>();
  private readonly cut = new Set<number>();
  private readonly started = new Set<number>();
  private readonly diskless = new Set<number>();

  onEvent({ source, event }: EngineEvent): void {
    if (event.kind === "node-starting") {
      this.started.add(Number(source));
    } else if (event.kind === "node-stopped") {
      this.started.delete(Number(source));
      const kept = !this.diskless.delete(Number(source)) && event.reason === "controlled";
      if (!kept) this.cut.add(Number(source));
    } else if (event.kind === "disk-failed") {
      this.diskless.add(Number(source));
    } else if (event.kind === "command" && event.command["kind"] === "wipeDisk") {
      this.cut.add(Number(event.command["node"]));
    } else if (event.kind === "broker-registered") {
      // A controller that starts tells again what it finds in its log.
      if (event.brokerEpoch <= (this.epochs.get(event.broker) ?? -1)) return;
      this.epochs.set(event.broker, event.brokerEpoch);
      // What it sent before the cut may have come later.
      if (this.started.has(event.broker)) this.cut.delete(event.broker);
    }
  }

  /** Its power was cut, and it is not registered again. */
  isAwaited(broker: number): boolean {
    return this.cut.has(broker);
  }
}
