// Which registrations of brokers follow a power cut. A broker that had opened its logs and did not close them comes back
// without what it had not flushed, or, with its disk emptied, without anything; one that was cut before it opened them,
// after a shutdown in order, lost nothing.
import type { EngineEvent } from "../../trace/event.ts";

/** Each of these shows that the logs are open; the first start of all finds none to recover. */
const OPENED: ReadonlySet<string> = new Set<EngineEvent["event"]["kind"]>([
  "log-recovered",
  "records-appended",
  "node-ready",
]);

export class PowerCuts {
  /** Have opened their logs and run. */
  private readonly open = new Set<string>();
  private readonly cut = new Set<string>();
  private readonly counts = new Map<number, number>();
  /** Of the newest life of each broker. */
  private readonly epochs = new Map<number, number>();
  private readonly unclean = new Set<string>();

  onEvent({ source, event }: EngineEvent): void {
    if (OPENED.has(event.kind)) {
      this.open.add(source);
      // Only now the newest registration is surely its own: one that it sent before the cut may have come later.
      if (event.kind === "node-ready" && this.cut.delete(source))
        this.unclean.add(`${source} ${this.epochs.get(Number(source)) ?? -1}`);
    } else if (event.kind === "node-stopped") {
      const isCut = event.reason !== "controlled" && this.open.delete(source);
      this.open.delete(source);
      if (isCut) this.lost(source);
    } else if (event.kind === "command" && event.command["kind"] === "wipeDisk") {
      // It comes back with nothing, however it ended.
      this.lost(`${event.command["node"]}`);
    } else if (event.kind === "broker-registered") {
      // A controller that starts tells again what it finds in its log.
      if (event.brokerEpoch <= (this.epochs.get(event.broker) ?? -1)) return;
      this.epochs.set(event.broker, event.brokerEpoch);
    }
  }

  private lost(broker: string): void {
    this.cut.add(broker);
    this.counts.set(Number(broker), this.countOf(Number(broker)) + 1);
  }

  countOf(broker: number): number {
    return this.counts.get(broker) ?? 0;
  }

  /** Power was cut, and it is not ready again. */
  isAwaited(broker: number): boolean {
    return this.cut.has(`${broker}`);
  }

  isUnclean(broker: number, brokerEpoch: number): boolean {
    return this.unclean.has(`${broker} ${brokerEpoch}`);
  }
}
