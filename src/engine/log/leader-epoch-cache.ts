// Which leader epoch began at which offset (KIP-101): how a follower finds where its log and its leader's part ways.
// Epochs and start offsets both ascend. Kept in leader-epoch-checkpoint, which is written at every change.
import type { Disk } from "../ports/disk.ts";
import { type EpochEntry, formatEpochCheckpoint, parseEpochCheckpoint } from "./checkpoint-file.ts";
import { LEADER_EPOCH_CHECKPOINT } from "./file-names.ts";
import type { EpochEnd } from "./log.ts";
import { readTextFile, writeTextFile } from "./text-file.ts";

export const NO_EPOCH = -1;
const UNKNOWN: EpochEnd = { epoch: NO_EPOCH, endOffset: -1 };

export class LeaderEpochCache {
  private list: EpochEntry[] = [];

  constructor(
    private readonly disk: Disk,
    private directory: string,
  ) {}

  get fileName(): string {
    return `${this.directory}/${LEADER_EPOCH_CHECKPOINT}`;
  }

  movedTo(directory: string): void {
    this.directory = directory;
  }

  get entries(): readonly EpochEntry[] {
    return this.list;
  }

  get latestEpoch(): number {
    return this.list.at(-1)?.epoch ?? NO_EPOCH;
  }

  /** Empty, until the first leader's epoch. */
  createFile(): void {
    this.disk.open(this.fileName);
  }

  /** Rejects with MalformedFileError. */
  async load(): Promise<void> {
    const text = await readTextFile(this.disk, this.fileName);
    if (text === null) {
      this.createFile();
      return;
    }
    for (const entry of parseEpochCheckpoint(text, LEADER_EPOCH_CHECKPOINT)) this.add(entry);
  }

  /** `epoch` begins at `startOffset`. Entries that contradict it go: the log says something newer. */
  assign(epoch: number, startOffset: number): void {
    if (this.add({ epoch, startOffset })) this.write();
  }

  private add(entry: EpochEntry): boolean {
    const last = this.list.at(-1);
    if (last !== undefined && entry.epoch === last.epoch && entry.startOffset >= last.startOffset)
      return false;
    while (this.list.length > 0) {
      const { epoch, startOffset } = this.list.at(-1)!;
      if (epoch < entry.epoch && startOffset < entry.startOffset) break;
      this.list.pop();
    }
    this.list.push(entry);
    return true;
  }

  /** Where `epoch` ended in a log that ends at `logEndOffset`. */
  endOffsetFor(epoch: number, logEndOffset: number): EpochEnd {
    if (epoch === NO_EPOCH) return UNKNOWN;
    if (epoch === this.latestEpoch) return { epoch, endOffset: logEndOffset };
    const higher = this.list.find((entry) => entry.epoch > epoch);
    // An epoch that this log has not reached.
    if (higher === undefined) return UNKNOWN;
    const floor = this.list.findLast((entry) => entry.epoch <= epoch);
    return { epoch: floor?.epoch ?? epoch, endOffset: higher.startOffset };
  }

  /** -1 when the log did not know of epochs then. */
  epochForOffset(offset: number): number {
    return this.list.findLast((entry) => entry.startOffset <= offset)?.epoch ?? NO_EPOCH;
  }

  /** The log ends at `offset` now. */
  truncateFromEnd(offset: number): void {
    const kept = this.list.filter((entry) => entry.startOffset < offset);
    if (kept.length === this.list.length) return;
    this.list = kept;
    this.write();
  }

  /** The log begins at `offset` now: the epoch of that offset is said to begin there. */
  truncateFromStart(offset: number): void {
    const first = this.list.findLast((entry) => entry.startOffset <= offset);
    if (first === undefined) return;
    const later = this.list.filter((entry) => entry.startOffset > offset);
    this.list = [{ epoch: first.epoch, startOffset: offset }, ...later];
    this.write();
  }

  clear(): void {
    this.list = [];
    this.write();
  }

  private write(): void {
    writeTextFile(this.disk, this.fileName, formatEpochCheckpoint(this.list));
  }
}
