// The voter set and kraft.version as the log tells them: the newest counts, committed or not (KIP-853). A truncation
// brings back the one before. A static quorum has neither in its log, and its voters out of the configuration.
import { type BatchHeader, batchHeaders } from "../records/batch.ts";
import { readControlRecord } from "../records/control.ts";
import { readRecords } from "../records/record.ts";
import { type VoterSet, votersOfRecord } from "./voter-set.ts";

interface Entry<T> {
  readonly offset: number;
  readonly value: T;
}

export class VoterHistory {
  private voterSets: Entry<VoterSet>[] = [];
  private versions: Entry<number>[] = [];

  constructor(private readonly staticVoters: VoterSet) {}

  get voters(): VoterSet {
    return this.voterSets.at(-1)?.value ?? this.staticVoters;
  }
  /** Null for the static ones; -1 for those of the snapshot that a new cluster begins with. */
  get votersOffset(): number | null {
    return this.voterSets.at(-1)?.offset ?? null;
  }
  get kraftVersion(): number {
    return this.versions.at(-1)?.value ?? 0;
  }
  votersAt(offset: number): VoterSet | null {
    return this.voterSets.findLast((entry) => entry.offset <= offset)?.value ?? null;
  }
  kraftVersionAt(offset: number): number {
    return this.versions.findLast((entry) => entry.offset <= offset)?.value ?? 0;
  }

  /** Begins anew with what a snapshot has. `lastOffset` is the last one that it covers. */
  loadSnapshot(bytes: Uint8Array, lastOffset: number): void {
    this.voterSets = [];
    this.versions = [];
    for (const header of batchHeaders(bytes)) this.read(bytes, header, lastOffset);
  }

  /** Batches that were appended to the log. */
  loadLog(bytes: Uint8Array): void {
    for (const header of batchHeaders(bytes)) this.read(bytes, header, null);
  }

  private read(bytes: Uint8Array, header: BatchHeader, fixedOffset: number | null): void {
    if (!header.control) return;
    readRecords(bytes, header).forEach((record, index) => {
      const control = readControlRecord(record);
      const offset = fixedOffset ?? header.baseOffset + index;
      if (control?.type === "KRAFT_VOTERS") {
        this.voterSets.push({ offset, value: votersOfRecord(control.message) });
      } else if (control?.type === "KRAFT_VERSION") {
        this.versions.push({ offset, value: control.message.kRaftVersion });
      }
    });
  }

  truncateFrom(endOffset: number): void {
    this.voterSets = this.voterSets.filter(({ offset }) => offset < endOffset);
    this.versions = this.versions.filter(({ offset }) => offset < endOffset);
  }

  /** What was in force before `startOffset` is needed no more, but for the newest of it. */
  forgetBefore(startOffset: number): void {
    this.voterSets = sinceNewestBefore(this.voterSets, startOffset);
    this.versions = sinceNewestBefore(this.versions, startOffset);
  }
}

function sinceNewestBefore<T>(entries: Entry<T>[], startOffset: number): Entry<T>[] {
  const newest = entries.findLastIndex(({ offset }) => offset <= startOffset);
  return newest < 0 ? entries : entries.slice(newest);
}
