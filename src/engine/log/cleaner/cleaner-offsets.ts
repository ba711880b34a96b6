// cleaner-offset-checkpoint: up to where each compacted log of a log directory is clean.
import type { Disk } from "../../ports/disk.ts";
import { formatOffsetCheckpoint, parseOffsetCheckpoint } from "../checkpoint-file.ts";
import type { CleanableLog } from "../cleanable-log.ts";
import { CLEANER_OFFSET_CHECKPOINT } from "../file-names.ts";
import { readTextFile, writeTextFile } from "../text-file.ts";

type LogName = Pick<CleanableLog, "topic" | "partition">;

export class CleanerOffsets {
  private readonly offsets = new Map<string, LogName & { readonly offset: number }>();

  constructor(private readonly disk: Disk) {}

  /** Rejects with MalformedFileError. */
  async load(): Promise<void> {
    const text = await readTextFile(this.disk, CLEANER_OFFSET_CHECKPOINT);
    if (text === null) return;
    for (const entry of parseOffsetCheckpoint(text, CLEANER_OFFSET_CHECKPOINT)) {
      this.offsets.set(keyOf(entry), entry);
    }
  }

  /** Makes the file where there is none: it is there as soon as somebody cleans. */
  createFile(): void {
    this.disk.open(CLEANER_OFFSET_CHECKPOINT);
  }

  /** Null when the log was never cleaned. */
  get(log: LogName): number | null {
    return this.offsets.get(keyOf(log))?.offset ?? null;
  }

  set(log: LogName, offset: number): void {
    const { topic, partition } = log;
    this.offsets.set(keyOf(log), { topic, partition, offset });
    this.write();
  }

  /** What was cleaned at `offset` and behind it is no more. True when that changes something. */
  truncate(log: LogName, offset: number): boolean {
    const isLower = (this.get(log) ?? -1) > offset;
    if (isLower) this.set(log, offset);
    return isLower;
  }

  remove(log: LogName): void {
    if (this.offsets.delete(keyOf(log))) this.write();
  }

  async flush(): Promise<void> {
    await this.disk.flush([CLEANER_OFFSET_CHECKPOINT]);
  }

  private write(): void {
    writeTextFile(this.disk, CLEANER_OFFSET_CHECKPOINT, formatOffsetCheckpoint([...this.offsets.values()]));
  }
}

const keyOf = ({ topic, partition }: LogName): string => `${topic}-${partition}`;
