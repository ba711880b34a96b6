// The newest batches of a log, for people to look at, and for a truncation to find its place without reading.
import type { BatchSnapshot } from "../inspect/snapshot.ts";
import type { BatchHeader } from "../records/batch.ts";

const KEPT = 64;

export class RecentBatches {
  private list: BatchSnapshot[] = [];

  add(header: BatchHeader, baseOffset: number): void {
    // Cut in halves, so that dropping the old ones costs little.
    if (this.list.length >= 2 * KEPT) this.list = this.list.slice(KEPT);
    this.list.push({
      baseOffset,
      lastOffset: baseOffset + header.lastOffsetDelta,
      records: header.recordCount,
      sizeBytes: header.sizeBytes,
      control: header.control,
    });
  }

  newest(limit: number): readonly BatchSnapshot[] {
    return limit <= 0 ? [] : this.list.slice(-Math.min(limit, KEPT));
  }

  /** False also when the list does not reach back so far. */
  hasBatchAt(offset: number): boolean {
    for (let i = this.list.length - 1; i >= 0; i--) {
      const { baseOffset } = this.list[i]!;
      if (baseOffset <= offset) return baseOffset === offset;
    }
    return false;
  }

  /** Bytes from the batch that holds `offset` to the end of the log; null when the list does not reach back so far. */
  bytesFrom(offset: number): number | null {
    let bytes = 0;
    for (let i = this.list.length - 1; i >= 0; i--) {
      const batch = this.list[i]!;
      if (batch.lastOffset < offset) return bytes;
      bytes += batch.sizeBytes;
      if (batch.baseOffset === offset) return bytes;
    }
    return null;
  }

  /** What lies below has been written anew, in other sizes. */
  forgetBelow(offset: number): void {
    this.list = this.list.filter(({ baseOffset }) => baseOffset >= offset);
  }

  truncateTo(offset: number): void {
    while ((this.list.at(-1)?.lastOffset ?? -1) >= offset) this.list.pop();
  }

  clear(): void {
    this.list = [];
  }
}
