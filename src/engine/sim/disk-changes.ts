// What was done to a disk since somebody looked last: noted below the engine, so that an invariant can look at what
// changed, and at nothing else, without believing anybody.
import type { ByteRange, Disk, DiskFile } from "../ports/disk.ts";

export interface DiskChanges {
  /**
   * By name of file, the first byte that may be another than when this was asked last; 0, too, for a name that another
   * file has now, or none.
   */
  take(): ReadonlyMap<string, number>;
}

type Note = (name: string, from: number) => void;

export function watchDisk<D extends Disk>(disk: D): { readonly disk: D; readonly changes: DiskChanges } {
  let changed = new Map<string, number>();
  const note: Note = (name, from) => {
    const before = changed.get(name);
    if (before === undefined || from < before) changed.set(name, from);
  };
  const files = new WeakMap<DiskFile, DiskFile>();
  const watched = (file: DiskFile): DiskFile => {
    const known = files.get(file);
    if (known !== undefined) return known;
    const made = new WatchedFile(file, note);
    files.set(file, made);
    return made;
  };
  return {
    changes: {
      take() {
        const taken = changed;
        changed = new Map();
        return taken;
      },
    },
    disk: {
      ...disk,
      open(name) {
        if (!disk.exists(name)) note(name, 0);
        return watched(disk.open(name));
      },
      remove(name) {
        note(name, 0);
        disk.remove(name);
      },
      rename(from, to) {
        note(from, 0);
        note(to, 0);
        disk.rename(from, to);
      },
    },
  };
}

/** A class, for files come and go: each text file is a new one whenever it is written. */
class WatchedFile implements DiskFile {
  constructor(
    private readonly file: DiskFile,
    private readonly note: Note,
  ) {}

  get name(): string {
    return this.file.name;
  }
  get sizeBytes(): number {
    return this.file.sizeBytes;
  }
  append(bytes: Uint8Array): void {
    const { file } = this;
    this.note(file.name, file.sizeBytes);
    file.append(bytes);
  }
  write(position: number, bytes: Uint8Array): void {
    const { file } = this;
    this.note(file.name, Math.min(position, file.sizeBytes));
    file.write(position, bytes);
  }
  truncate(sizeBytes: number): void {
    const { file } = this;
    this.note(file.name, Math.min(sizeBytes, file.sizeBytes));
    file.truncate(sizeBytes);
  }
  read(position: number, length: number): Uint8Array | Promise<Uint8Array> {
    return this.file.read(position, length);
  }
  peek(position: number, length: number): Uint8Array | null {
    return this.file.peek(position, length);
  }
  dirtyRanges(): readonly ByteRange[] {
    return this.file.dirtyRanges();
  }
  residentBytes(): number {
    return this.file.residentBytes();
  }
}
