// What must be true of a cleaned log, told by a plain list of all that was ever appended: who reads the log from its begin
// to its end, and keeps the latest value per key of what was committed, has the same table as if nothing had been cleaned.
import { batchHeaders } from "../../../records/batch.ts";
import { type KafkaRecord, streamRecords } from "../../../records/record.ts";
import type { LocalPartitionLog } from "../../partition-log.ts";

interface Written {
  readonly key: string;
  readonly value: string | null;
  readonly timestamp: number;
  /** Of the producer of its transaction. */
  readonly producerId: bigint | null;
  /** A cleaning did not note it as the latest of its key: see noteLeftOut. */
  leftOut: boolean;
  state: "committed" | "open" | "aborted";
}

const decoder = new TextDecoder();
const text = (bytes: Uint8Array | null): string | null => (bytes === null ? null : decoder.decode(bytes));

export class TableModel {
  private readonly written = new Map<number, Written>();
  private readonly open = new Map<bigint, Written[]>();
  /** Offsets of the markers that abort, by producer. */
  private readonly aborts = new Map<bigint, number[]>();

  add(
    offset: number,
    record: Pick<Written, "key" | "value" | "timestamp">,
    transactionOf: bigint | null,
  ): void {
    const state = transactionOf === null ? "committed" : "open";
    const entry: Written = { ...record, producerId: transactionOf, leftOut: false, state };
    this.written.set(offset, entry);
    if (transactionOf !== null)
      this.open.set(transactionOf, [...(this.open.get(transactionOf) ?? []), entry]);
  }

  /** With a marker at `offset`. */
  end(offset: number, producerId: bigint, commit: boolean): void {
    for (const entry of this.open.get(producerId) ?? []) entry.state = commit ? "committed" : "aborted";
    this.open.delete(producerId);
    if (!commit) this.aborts.set(producerId, [...(this.aborts.get(producerId) ?? []), offset]);
  }

  isOpen(producerId: bigint): boolean {
    return this.open.has(producerId);
  }

  /**
   * Before a cleaning. Where the dirty part begins inside a segment, Kafka's cleaner is told of the transactions that were
   * aborted in that segment before, and does not meet their markers: what the same producer commits afterwards counts as
   * aborted while the keys are noted. So an older record of such a key stays until the key is dirty again, and comes
   * back where the later one was a tombstone.
   */
  noteLeftOut(log: LocalPartitionLog, firstDirtyOffset: number): void {
    const segment = log.segmentList.findLast(({ baseOffset }) => baseOffset <= firstDirtyOffset);
    if (segment === undefined) return;
    const { offset: begin } = segment.index.lookup(firstDirtyOffset);
    for (const { producerId, lastOffset } of segment.txnIndex.transactions) {
      if (lastOffset < log.logStartOffset || lastOffset >= begin) continue;
      const end = this.aborts.get(producerId)?.find((offset) => offset >= begin) ?? Number.POSITIVE_INFINITY;
      for (const [offset, entry] of this.written)
        if (entry.producerId === producerId && offset >= begin && offset < end) entry.leftOut = true;
    }
  }

  /** What is wrong with `log`, which is clean below `cleanOffset`. */
  async problems(log: LocalPartitionLog, cleanOffset: number): Promise<string[]> {
    const problems: string[] = [];
    const table = new Map<string, string>();
    const cleanKeys = new Set<string>();
    let last = -1;
    for (const record of await dataOf(log)) {
      const { offset } = record;
      const was = this.written.get(offset);
      if (offset <= last) problems.push(`offset ${offset} comes after ${last}`);
      last = offset;
      if (was === undefined || was.key !== text(record.key) || was.value !== text(record.value)) {
        problems.push(`offset ${offset} is not what was written`);
        continue;
      }
      if (was.timestamp !== record.timestamp) {
        problems.push(`offset ${offset} has timestamp ${record.timestamp}, not ${was.timestamp}`);
      }
      if (offset < cleanOffset) {
        if (was.state === "aborted") problems.push(`offset ${offset} was aborted and is still there`);
        if (cleanKeys.has(was.key) && !was.leftOut)
          problems.push(`${was.key} is there twice below ${cleanOffset}`);
        cleanKeys.add(was.key);
      }
      if (was.state === "committed") note(table, was);
    }
    const isSure = ([key]: [string, string]): boolean => !this.isLeftOut(key);
    const expected = [...this.table()].filter(isSure).sort().join();
    const found = [...table].filter(isSure).sort().join();
    if (found !== expected) problems.push(`the table is ${found}, and should be ${expected}`);
    return problems;
  }

  private isLeftOut(key: string): boolean {
    return [...this.written.values()].some((entry) => entry.key === key && entry.leftOut);
  }

  private table(): Map<string, string> {
    const table = new Map<string, string>();
    for (const entry of this.written.values()) if (entry.state === "committed") note(table, entry);
    return table;
  }
}

function note(table: Map<string, string>, { key, value }: Written): void {
  if (value === null) table.delete(key);
  else table.set(key, value);
}

/** All records of the log but markers. */
export async function dataOf(log: LocalPartitionLog): Promise<KafkaRecord[]> {
  const records: KafkaRecord[] = [];
  for (const segment of log.segmentList) {
    const bytes = await segment.logFile.read(0, segment.sizeBytes);
    for (const header of batchHeaders(bytes)) {
      if (!header.control) records.push(...streamRecords(bytes, header));
    }
  }
  return records;
}
