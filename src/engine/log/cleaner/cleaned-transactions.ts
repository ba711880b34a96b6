// What the cleaner knows of transactions while it walks a log from front to back (Kafka's CleanedTransactionMetadata):
// the data of aborted ones can go at once, and a marker once nothing of its transaction is left.
import type { BatchHeader } from "../../records/batch.ts";
import { controlType } from "../../records/control.ts";
import { RecordCursor } from "../../records/record-cursor.ts";
import { invalidRecord } from "../../records/record-error.ts";
import type { AbortedTxn } from "../txn-index.ts";

interface OngoingAbort {
  readonly transaction: AbortedTxn;
  /** Some of its batches are still there. */
  seen: boolean;
}

export class CleanedTransactions {
  /** Not reached yet, by first offset. */
  private ahead: AbortedTxn[] = [];
  private readonly aborted = new Map<bigint, OngoingAbort>();
  /** Producers with data in a transaction that will be committed. */
  private readonly committed = new Set<bigint>();
  /** Takes the aborted transactions whose marker stays: they belong into the index of the cleaned segment. */
  onRetainedAbort: (transaction: AbortedTxn) => void = () => {};

  add(transactions: readonly AbortedTxn[]): void {
    if (transactions.length === 0) return;
    this.ahead = [...this.ahead, ...transactions].sort((a, b) => a.firstOffset - b.firstOffset);
  }

  /** To be told of every batch, in order. Whether it can be discarded as far as transactions are concerned. */
  canDiscard(bytes: Uint8Array, header: BatchHeader): boolean {
    this.reach(header.lastOffset);
    return header.control ? this.canDiscardMarker(bytes, header) : this.canDiscardData(header);
  }

  private canDiscardData({ transactional, producerId }: BatchHeader): boolean {
    if (!transactional) return false;
    const abort = this.aborted.get(producerId);
    if (abort === undefined) {
      this.committed.add(producerId);
      return false;
    }
    abort.seen = true;
    return true;
  }

  private canDiscardMarker(bytes: Uint8Array, header: BatchHeader): boolean {
    const cursor = new RecordCursor(bytes, header);
    // It was emptied by an earlier round.
    if (!cursor.next()) return true;
    const key = cursor.key();
    if (key === null || key.length < 4)
      throw invalidRecord("Invalid value size found for control record key");
    const type = controlType(key);
    if (type === "COMMIT") return !this.committed.delete(header.producerId);
    if (type !== "ABORT") return false;
    const abort = this.aborted.get(header.producerId);
    this.aborted.delete(header.producerId);
    if (abort?.seen !== true) return true;
    this.onRetainedAbort(abort.transaction);
    return false;
  }

  private reach(offset: number): void {
    let count = 0;
    for (const transaction of this.ahead) {
      if (transaction.firstOffset > offset) break;
      count++;
      const { producerId } = transaction;
      if (!this.aborted.has(producerId)) this.aborted.set(producerId, { transaction, seen: false });
    }
    if (count > 0) this.ahead = this.ahead.slice(count);
  }
}
