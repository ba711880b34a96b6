// What the machine wants done waits here for the disk: nothing that it wants to say leaves before all that it had written
// by then is durable; one flush serves all that came together meanwhile. A broker's copy counts for nobody's commit, so
// its flushes hold up nothing.
import { DiskError } from "../ports/disk.ts";
import type { Durability } from "./durability.ts";
import type { Effect } from "./effect.ts";

export interface EffectQueueOptions {
  readonly durability: Durability;
  /** Of a controller, whose word has to hold. */
  readonly waitsForDisk: boolean;
  carryOut(effect: Effect): void;
  /** The disk of one that does not wait for it has failed. */
  onDiskFailure(error: DiskError): void;
  fail(error: unknown): void;
}

export class EffectQueue {
  private queue: Effect[] = [];
  private releasing = false;
  private flushing: Promise<void> | null = null;
  private diskFailed = false;
  private closed = false;

  constructor(private readonly options: EffectQueueOptions) {}

  add(effects: readonly Effect[]): void {
    this.queue.push(...effects);
  }

  /** In order, and behind the flush that covers it. */
  async release(): Promise<void> {
    if (this.releasing) return;
    this.releasing = true;
    const { durability, waitsForDisk, carryOut, fail } = this.options;
    try {
      while (this.queue.length > 0 && !this.closed) {
        const effects = this.queue;
        this.queue = [];
        if (waitsForDisk && this.isDirty) await durability.flush();
        for (const effect of effects) if (!this.closed) carryOut(effect);
      }
      if (!waitsForDisk && this.isDirty) this.flushSoon();
    } catch (error) {
      fail(error);
    } finally {
      this.releasing = false;
    }
  }

  /** Nothing of what is waiting will be done. */
  close(): void {
    this.closed = true;
  }

  async flushLast(): Promise<void> {
    await this.flushing;
    if (!this.diskFailed) await this.options.durability.flush();
  }

  private get isDirty(): boolean {
    return !this.diskFailed && this.options.durability.isDirty;
  }

  /** Durable soon, and nobody waits for it. */
  private flushSoon(): void {
    const { durability, onDiskFailure, fail } = this.options;
    this.flushing ??= durability
      .flush()
      .catch((error: unknown) => {
        if (!(error instanceof DiskError)) return fail(error);
        this.diskFailed = true;
        onDiskFailure(error);
      })
      .finally(() => {
        this.flushing = null;
        if (!this.closed && this.isDirty) this.flushSoon();
      });
  }
}
