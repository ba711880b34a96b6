// The names of a segment's files, which change while it replaces others or waits to be deleted.
import type { Disk } from "../ports/disk.ts";
import { DELETED_SUFFIX, SEGMENT_SUFFIXES, segmentFile } from "./file-names.ts";

export class SegmentFiles {
  constructor(
    readonly disk: Disk,
    private directory: string,
    private readonly baseOffset: number,
    private suffix: string,
  ) {}

  nameOf(kind: string): string {
    return segmentFile(this.directory, this.baseOffset, kind) + this.suffix;
  }

  /** Those that there are. */
  get present(): string[] {
    return SEGMENT_SUFFIXES.map((kind) => this.nameOf(kind)).filter((name) => this.disk.exists(name));
  }

  changeSuffix(suffix: string): void {
    for (const kind of SEGMENT_SUFFIXES) {
      const name = this.nameOf(kind);
      const renamed = segmentFile(this.directory, this.baseOffset, kind) + suffix;
      if (this.disk.exists(name)) this.disk.rename(name, renamed);
    }
    this.suffix = suffix;
  }

  /** Out of the way. */
  markDeleted(): void {
    this.changeSuffix(this.suffix + DELETED_SUFFIX);
  }

  /** Somebody renamed them all. */
  movedTo(directory: string): void {
    this.directory = directory;
  }
}
