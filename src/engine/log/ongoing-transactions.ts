// The transactions of a log that hold back its last stable offset: those that are open, and those whose end is in the log
// but not yet committed (above the high watermark).
import { assert } from "../base/assert.ts";

export interface OpenTransaction {
  readonly producerId: bigint;
  readonly firstOffset: number;
}

/** A transaction that a marker in the log ended. */
export interface CompletedTransaction extends OpenTransaction {
  /** Of the marker. */
  readonly lastOffset: number;
  readonly aborted: boolean;
}

export class OngoingTransactions {
  /** Both by first offset, ascending. */
  private open: OpenTransaction[] = [];
  private unreplicated: CompletedTransaction[] = [];

  get isEmpty(): boolean {
    return this.open.length === 0 && this.unreplicated.length === 0;
  }

  get hasUnreplicated(): boolean {
    return this.unreplicated.length > 0;
  }

  /** From here on nothing is stable; null when everything is. */
  get firstUnstableOffset(): number | null {
    const open = this.open[0]?.firstOffset ?? Number.POSITIVE_INFINITY;
    const first = Math.min(open, this.unreplicated[0]?.firstOffset ?? Number.POSITIVE_INFINITY);
    return first === Number.POSITIVE_INFINITY ? null : first;
  }

  begin(transaction: OpenTransaction): void {
    insert(this.open, transaction);
  }

  /** What the last stable offset would be if `completed` were committed and replicated at once. */
  lastStableOffsetAfter(completed: CompletedTransaction): number {
    const other = this.open.find(({ producerId }) => producerId !== completed.producerId);
    return other?.firstOffset ?? completed.lastOffset + 1;
  }

  complete(completed: CompletedTransaction): void {
    const at = this.open.findIndex(({ firstOffset }) => firstOffset === completed.firstOffset);
    assert(at >= 0, "a transaction that ends has begun");
    this.open.splice(at, 1);
    insert(this.unreplicated, completed);
  }

  /** What ended below `offset` is replicated everywhere, or no longer in the log. */
  replicatedUpTo(offset: number): void {
    if (this.unreplicated.length === 0) return;
    this.unreplicated = this.unreplicated.filter(({ lastOffset }) => lastOffset >= offset);
  }

  clear(): void {
    this.open = [];
    this.unreplicated = [];
  }
}

function insert<T extends OpenTransaction>(list: T[], transaction: T): void {
  let at = list.length;
  while (at > 0 && list[at - 1]!.firstOffset > transaction.firstOffset) at--;
  list.splice(at, 0, transaction);
}
