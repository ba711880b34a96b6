// The snapshot files of a log's producers: which there are, and which are still wanted.
import type { Disk } from "../ports/disk.ts";
import { baseOffsetOf, DELETED_SUFFIX, SNAPSHOT_SUFFIX, segmentFile } from "./file-names.ts";

export class ProducerSnapshots {
  /** A snapshot came or went: its name belongs to the next flush of the log. */
  onChange: (name: string) => void = () => {};

  constructor(
    private readonly disk: Disk,
    public directory: string,
  ) {}

  /** Ascending. */
  get offsets(): number[] {
    const names = this.disk.list(`${this.directory}/`);
    return names.map((name) => baseOffsetOf(name, SNAPSHOT_SUFFIX)).filter((offset) => offset !== null);
  }

  get latestOffset(): number | null {
    return this.offsets.at(-1) ?? null;
  }

  read(offset: number): Uint8Array | Promise<Uint8Array> {
    const file = this.disk.open(this.nameOf(offset));
    return file.read(0, file.sizeBytes);
  }

  write(offset: number, content: Uint8Array): void {
    const name = this.nameOf(offset);
    const file = this.disk.open(name);
    file.truncate(0);
    file.append(content);
    this.onChange(name);
  }

  remove(offset: number): void {
    this.disk.remove(this.nameOf(offset));
    this.onChange(this.nameOf(offset));
  }

  /** The snapshot at `offset`, if there is one, waits to be deleted: the name that it has then. */
  markDeleted(offset: number): string[] {
    const name = this.nameOf(offset);
    if (!this.disk.exists(name)) return [];
    this.disk.rename(name, name + DELETED_SUFFIX);
    this.onChange(name);
    return [name + DELETED_SUFFIX];
  }

  /** Removes those that belong to no segment, but for the newest one if nothing lies above it: that of a clean stop. */
  removeStrays(baseOffsets: readonly number[]): void {
    const bases = new Set(baseOffsets);
    const strays = this.offsets.filter((offset) => !bases.has(offset));
    const newest = strays.at(-1);
    for (const offset of strays) {
      if (offset !== newest || offset < (baseOffsets.at(-1) ?? 0)) this.remove(offset);
    }
  }

  private nameOf(offset: number): string {
    return segmentFile(this.directory, offset, SNAPSHOT_SUFFIX);
  }
}
