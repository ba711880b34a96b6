// The write-back of the page cache, which an operating system does for Kafka: what was appended becomes durable a little
// later, and the checkpoints follow. Until then a power cut takes it, and replication is what saves it. When the disk is
// slower than the writers, they wait: what is dirty stays within its bound.

import type { LogManager, PartitionLog } from "../../log/log.ts";
import type { Timer } from "../../ports/clock.ts";
import { DiskError } from "../../ports/disk.ts";
import type { NodePorts } from "../../ports/ports.ts";

export interface WritebackHost {
  readonly ports: NodePorts;
  readonly logs: LogManager;
  delayMs(): number;
  /** So much may be dirty before writers wait. */
  dirtyBoundBytes(): number;
  highWatermarks(): ReadonlyMap<PartitionLog, number>;
  diskFailed(error: DiskError): void;
  crashed(error: unknown): void;
}

/** The part of the bound from which on write-back does not wait any more. */
const HURRY_AT = 1 / 2;

export class Writeback {
  private timer: Timer | null = null;
  private dueMs = Number.POSITIVE_INFINITY;
  /**
   * By when what was written while a flush ran wants to be flushed; null when nothing was. The disk may have it by then,
   * but the logs do not know.
   */
  private nextDueMs: number | null = null;
  private readonly waiting: { readonly bytes: number; readonly resume: () => void }[] = [];
  private flushing = false;
  private stopped = false;

  constructor(private readonly host: WritebackHost) {}

  /** Something was written: it will be flushed within the delay, or sooner if asked, with all that comes until then. */
  dirty(withinMs = Number.POSITIVE_INFINITY): void {
    if (this.stopped) return;
    const { clock } = this.host.ports;
    if (this.flushing) {
      this.nextDueMs = Math.min(this.nextDueMs ?? Number.POSITIVE_INFINITY, clock.monotonicMs() + withinMs);
      return;
    }
    const hurry = this.dirtyBytes > this.host.dirtyBoundBytes() * HURRY_AT;
    const delayMs = hurry ? 0 : Math.min(this.host.delayMs(), withinMs);
    const dueMs = clock.monotonicMs() + delayMs;
    if (this.timer !== null && dueMs >= this.dueMs) return;
    this.timer?.cancel();
    this.dueMs = dueMs;
    this.timer = clock.setTimer(delayMs, () => {
      this.timer = null;
      void this.flush().catch((error: unknown) => this.host.crashed(error));
    });
  }

  /** Resolves when `bytes` may be written; undefined when that is now. */
  room(bytes: number): Promise<void> | undefined {
    if (this.stopped || (this.waiting.length === 0 && this.freeBytes() > 0)) return undefined;
    return new Promise((resume) => {
      this.waiting.push({ bytes, resume });
      this.dirty(0);
    });
  }

  /** How many wait for room. */
  get waitingWrites(): number {
    return this.waiting.length;
  }

  private freeBytes(): number {
    return this.host.dirtyBoundBytes() - this.dirtyBytes;
  }

  /** What there is to flush. */
  private get dirtyBytes(): number {
    return this.host.ports.disk.dirtyBytes() - this.host.logs.stuckBytes;
  }

  /** Bytes, or files that were deleted meanwhile: what Kafka deletes after a delay nobody reports here. */
  private get hasWork(): boolean {
    const { ports, logs } = this.host;
    return this.dirtyBytes > 0 || ports.disk.changedFiles() > logs.stuckFiles;
  }

  /** In the order in which they came, as many as there is room for. */
  private admit(): void {
    let freeBytes = this.stopped ? Number.POSITIVE_INFINITY : this.freeBytes();
    while (freeBytes > 0) {
      const next = this.waiting.shift();
      if (next === undefined) return;
      freeBytes -= next.bytes;
      next.resume();
    }
  }

  /** Puts what was committed since the last checkpoint on its way to the disk. */
  checkpoint(): void {
    if (this.stopped || this.flushing) return;
    this.host.logs.checkpoint(this.host.highWatermarks());
    if (this.hasWork) this.dirty();
  }

  stop(): void {
    this.stopped = true;
    this.timer?.cancel();
    // What they write now fails, or nobody hears of it.
    this.admit();
  }

  private async flush(): Promise<void> {
    const { logs, ports } = this.host;
    this.flushing = true;
    const bytes = this.dirtyBytes;
    try {
      await logs.flushAll();
      if (this.stopped) return;
      logs.checkpoint(this.host.highWatermarks());
      await logs.flushFiles();
      if (bytes > 0) ports.trace.emit({ kind: "disk-flushed", bytes });
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      if (error.kind !== "closed") this.host.diskFailed(error);
      if (this.stopped || error.kind === "closed") return;
      // Another log directory works still.
      this.nextDueMs ??= ports.clock.monotonicMs();
    } finally {
      this.flushing = false;
    }
    this.admit();
    const { nextDueMs } = this;
    this.nextDueMs = null;
    if (this.waiting.length > 0) this.dirty(0);
    else if (nextDueMs !== null) this.dirty(Math.max(0, nextDueMs - ports.clock.monotonicMs()));
    else if (this.hasWork) this.dirty();
  }
}
