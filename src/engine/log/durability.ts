// What of a log a power cut would take. Kafka calls the border recovery point: what lies below it was flushed.
import { type Disk, DiskError } from "../ports/disk.ts";

/** Names of the files that hold anything of [fromOffset, toOffset). */
type DirtyFiles = (fromOffset: number, toOffset: number) => readonly string[];

export class Durability {
  /** Ends of the flushes that run; a truncation lowers them. */
  private readonly running = new Set<{ endOffset: number }>();
  /**
   * Files below the recovery point that changed since the last flush: deleted, cut, replaced or rolled. They belong to
   * the next one, or a crash would bring back what a truncation took.
   */
  private changedNames: string[] = [];
  private background: Promise<void> = Promise.resolve();

  constructor(
    private readonly disk: Disk,
    private readonly dirtyFiles: DirtyFiles,
    /** Records below it survive a power cut. */
    public recoveryPoint: number,
  ) {}

  changed(names: readonly string[]): void {
    this.changedNames.push(...names);
  }

  /** The log ends at `offset` now. */
  endsAt(offset: number): void {
    this.recoveryPoint = Math.min(this.recoveryPoint, offset);
    for (const flush of this.running) flush.endOffset = Math.min(flush.endOffset, offset);
  }

  /** Below `offset` there is nothing any more that could be lost. */
  startsAt(offset: number): void {
    this.recoveryPoint = Math.max(this.recoveryPoint, offset);
  }

  /** Makes everything below `offset` durable; the log ends there or later. Rejects with DiskError. */
  async flush(offset: number): Promise<void> {
    const names = [...this.dirtyFiles(this.recoveryPoint, offset), ...this.changedNames];
    await this.flushedBy(this.disk.flush(names), offset);
  }

  /** The same, when nobody waits for it. A disk that fails now fails whoever flushes next, too. */
  flushInBackground(offset: number): void {
    const running = this.flush(offset).catch((error: unknown) => {
      if (!(error instanceof DiskError)) throw error;
    });
    this.background = this.background.then(() => running);
  }

  /** Settles when nothing is being flushed in the background any more. */
  async settled(): Promise<void> {
    await this.background;
  }

  /** Makes durable what changed below the recovery point, and no more. Rejects with DiskError. */
  async flushChanged(): Promise<void> {
    await this.flushedBy(this.disk.flush(this.changedNames), this.recoveryPoint);
  }

  /** `flushed` makes durable what the log holds now. */
  async flushedBy(flushed: Promise<void>, logEndOffset: number): Promise<void> {
    const flush = { endOffset: logEndOffset };
    const { changedNames } = this;
    this.changedNames = [];
    this.running.add(flush);
    try {
      await flushed.catch((error: unknown) => {
        this.changedNames.push(...changedNames);
        throw error;
      });
      this.recoveryPoint = Math.max(this.recoveryPoint, flush.endOffset);
    } finally {
      this.running.delete(flush);
    }
  }
}
