// What must be true of a cleaned log, told by a plain list of all that was ever appended: who reads the log from its begin
// to its end, and keeps the latest value per key of what was committed, has the same table as if nothing had been cleaned.
import { batchHeaders } from "../../../records/batch.ts";
import { type KafkaRecord, streamRecords } from "../../../records/record.ts";
import type { LocalPartitionLog } from "../../partition-log.ts";

interface Written {
  readonly key: string;
  readonly value: string | null;
  readonly timestamp: number;
  readonly transactional: boolean;
  state: "committed" | "open" | "aborted";
}

const decoder = new TextDecoder();
const text = (bytes: Uint8Array | null): string | null => (bytes === null ? null : decoder.decode(bytes));

export class TableModel {
  private readonly written = new Map<number, Written>();
  private readonly open = new Map<bigint, Written[]>();

  add(offset: number, record: Omit<Written, "state" | "transactional">, transactionOf: bigint | null): void {
    const transactional = transactionOf !== null;
    const entry: Written = { ...record, transactional, state: transactional ? "open" : "committed" };
    this.written.set(offset, entry);
    if (transactionOf !== null)
      this.open.set(transactionOf, [...(this.open.get(transactionOf) ?? []), entry]);
  }

  end(producerId: bigint, commit: boolean): void {
    for (const entry of this.open.get(producerId) ?? []) entry.state = commit ? "committed" : "aborted";
    this.open.delete(producerId);
  }

  isOpen(producerId: bigint): boolean {
    return this.open.has(producerId);
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
        // Where the dirty part begins inside a segment, Kafka's map leaves out what a producer committed after an
        // aborted transaction in that segment: then an older record stays until it is cleaned again.
        if (cleanKeys.has(was.key) && !was.transactional)
          problems.push(`${was.key} is there twice below ${cleanOffset}`);
        cleanKeys.add(was.key);
      }
      if (was.state === "committed") note(table, was);
    }
    const expected = [...this.table()].sort().join();
    const found = [...table].sort().join();
    if (found !== expected) problems.push(`the table is ${found}, and should be ${expected}`);
    return problems;
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
