// The write-back of the page cache, which an operating system does for Kafka: what was appended becomes durable a little
// later, and the checkpoints follow. Until then a power cut takes it, and replication is what saves it.

import type { LogManager, PartitionLog } from "../../log/log.ts";
import type { Timer } from "../../ports/clock.ts";
import { DiskError } from "../../ports/disk.ts";
import type { NodePorts } from "../../ports/ports.ts";

export interface WritebackHost {
  readonly ports: NodePorts;
  readonly logs: LogManager;
  delayMs(): number;
  highWatermarks(): ReadonlyMap<PartitionLog, number>;
  diskFailed(error: DiskError): void;
  crashed(error: unknown): void;
}

export class Writeback {
  private timer: Timer | null = null;
  private dueMs = Number.POSITIVE_INFINITY;
  private flushing = false;
  private stopped = false;

  constructor(private readonly host: WritebackHost) {}

  /** Something was written: it will be flushed within the delay, or sooner if asked, with all that comes until then. */
  dirty(withinMs = Number.POSITIVE_INFINITY): void {
    if (this.flushing || this.stopped) return;
    const { clock } = this.host.ports;
    const delayMs = Math.min(this.host.delayMs(), withinMs);
    const dueMs = clock.monotonicMs() + delayMs;
    if (this.timer !== null && dueMs >= this.dueMs) return;
    this.timer?.cancel();
    this.dueMs = dueMs;
    this.timer = clock.setTimer(delayMs, () => {
      this.timer = null;
      void this.flush().catch((error: unknown) => this.host.crashed(error));
    });
  }

  /** Puts what was committed since the last checkpoint on its way to the disk. */
  checkpoint(): void {
    if (this.stopped || this.flushing) return;
    this.host.logs.checkpoint(this.host.highWatermarks());
    if (this.host.ports.disk.dirtyBytes() > 0) this.dirty();
  }

  stop(): void {
    this.stopped = true;
    this.timer?.cancel();
  }

  private async flush(): Promise<void> {
    const { logs, ports } = this.host;
    this.flushing = true;
    const bytes = ports.disk.dirtyBytes();
    try {
      await logs.flushAll();
      if (this.stopped) return;
      logs.checkpoint(this.host.highWatermarks());
      await ports.disk.flush();
      if (bytes > 0) ports.trace.emit({ kind: "disk-flushed", bytes });
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      if (error.kind !== "closed") this.host.diskFailed(error);
      return;
    } finally {
      this.flushing = false;
    }
    if (ports.disk.dirtyBytes() > 0) this.dirty();
  }
}
