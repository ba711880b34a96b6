// .txnindex: the transactions that were aborted by a marker in this segment (KIP-98). A consumer that reads only what was
// committed is told of them, and leaves their records out. The file is made with its first entry; an entry has 34 bytes.
import { assert } from "../base/assert.ts";
import { toLong, toNumber } from "../base/long.ts";
import type { Disk, DiskFile } from "../ports/disk.ts";

export const ABORTED_TXN_BYTES = 34;
const VERSION = 0;

export interface AbortedTxn {
  readonly producerId: bigint;
  readonly firstOffset: number;
  /** Of the abort marker. */
  readonly lastOffset: number;
  /** When the marker was written: entries that end above what a reader wants need not be looked for. */
  readonly lastStableOffset: number;
}

export interface AbortedTxns {
  readonly transactions: readonly AbortedTxn[];
  /** No later segment can have more of them. */
  readonly complete: boolean;
}

/** The index says what cannot be: its segment must be recovered. */
export class CorruptIndexError extends Error {
  override readonly name = "CorruptIndexError";
}

export class TxnIndex {
  private list: AbortedTxn[] = [];

  constructor(
    private readonly disk: Disk,
    /** Where the file is or will be. */
    private fileName: string,
  ) {}

  get name(): string {
    return this.fileName;
  }

  get exists(): boolean {
    return this.disk.exists(this.fileName);
  }

  get transactions(): readonly AbortedTxn[] {
    return this.list;
  }

  /** Takes the entries from the file. */
  async load(): Promise<void> {
    this.list = [];
    if (!this.exists) return;
    const file = this.disk.open(this.fileName);
    this.list = parseAbortedTxns(await file.read(0, file.sizeBytes));
  }

  /** Throws CorruptIndexError. */
  sanityCheck(baseOffset: number): void {
    for (const { lastOffset, firstOffset } of this.list) {
      if (lastOffset >= baseOffset) continue;
      throw new CorruptIndexError(
        `Last offset of aborted transaction ${firstOffset}-${lastOffset} in index ${this.fileName} is less than start offset ${baseOffset}`,
      );
    }
  }

  append(txn: AbortedTxn): void {
    const last = this.list.at(-1);
    assert(
      last === undefined || txn.lastOffset > last.lastOffset,
      "aborted transactions ascend by their markers",
    );
    const bytes = new Uint8Array(ABORTED_TXN_BYTES);
    const view = new DataView(bytes.buffer);
    view.setInt16(0, VERSION);
    view.setBigInt64(2, txn.producerId);
    view.setBigInt64(10, toLong(txn.firstOffset));
    view.setBigInt64(18, toLong(txn.lastOffset));
    view.setBigInt64(26, toLong(txn.lastStableOffset));
    this.file().append(bytes);
    this.list.push(txn);
  }

  /** Those that a reader of [fromOffset, upperBoundOffset) must know of. */
  collect(fromOffset: number, upperBoundOffset: number): AbortedTxns {
    const transactions: AbortedTxn[] = [];
    for (const txn of this.list) {
      if (txn.lastOffset >= fromOffset && txn.firstOffset < upperBoundOffset) transactions.push(txn);
      if (txn.lastStableOffset >= upperBoundOffset) return { transactions, complete: true };
    }
    return { transactions, complete: false };
  }

  /** Removes those whose marker is at `offset` or above. */
  truncateTo(offset: number): void {
    const kept = this.list.findIndex(({ lastOffset }) => lastOffset >= offset);
    if (kept >= 0) this.cut(kept);
  }

  /** Before it is built anew from the log. */
  reset(): void {
    if (this.exists) this.cut(0);
  }

  private cut(count: number): void {
    this.list.length = count;
    this.file().truncate(count * ABORTED_TXN_BYTES);
  }

  private file(): DiskFile {
    return this.disk.open(this.fileName);
  }

  /** The file has been renamed with its segment. */
  movedTo(name: string): void {
    this.fileName = name;
  }
}

/** A torn last entry does not count. The version, which has only ever been one, is not looked at. */
export function parseAbortedTxns(bytes: Uint8Array): AbortedTxn[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const list: AbortedTxn[] = [];
  for (let at = 0; at + ABORTED_TXN_BYTES <= bytes.length; at += ABORTED_TXN_BYTES) {
    list.push({
      producerId: view.getBigInt64(at + 2),
      firstOffset: toNumber(view.getBigInt64(at + 10)),
      lastOffset: toNumber(view.getBigInt64(at + 18)),
      lastStableOffset: toNumber(view.getBigInt64(at + 26)),
    });
  }
  return list;
}
