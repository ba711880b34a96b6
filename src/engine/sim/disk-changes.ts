// What was done to a disk since somebody looked last: noted below the engine, so that an invariant can look at what
// changed, and at nothing else, without believing anybody.
import { PassedFile } from "../disk/passed-file.ts";
import type { Disk, DiskFile } from "../ports/disk.ts";

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

class WatchedFile extends PassedFile {
  constructor(
    file: DiskFile,
    private readonly note: Note,
  ) {
    super(file);
  }

  override append(bytes: Uint8Array): void {
    this.note(this.name, this.sizeBytes);
    super.append(bytes);
  }
  override write(position: number, bytes: Uint8Array): void {
    this.note(this.name, Math.min(position, this.sizeBytes));
    super.write(position, bytes);
  }
  override truncate(sizeBytes: number): void {
    this.note(this.name, Math.min(sizeBytes, this.sizeBytes));
    super.truncate(sizeBytes);
  }
}
