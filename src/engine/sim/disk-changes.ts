// What was done to a disk since somebody looked last: noted below the engine, so that an invariant can look at what
// changed, and at nothing else, without believing anybody.
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
    const known = files.get(file) ?? watchFile(file, note);
    files.set(file, known);
    return known;
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

function watchFile(file: DiskFile, note: Note): DiskFile {
  return {
    get name() {
      return file.name;
    },
    get sizeBytes() {
      return file.sizeBytes;
    },
    append(bytes) {
      note(file.name, file.sizeBytes);
      file.append(bytes);
    },
    write(position, bytes) {
      note(file.name, Math.min(position, file.sizeBytes));
      file.write(position, bytes);
    },
    truncate(sizeBytes) {
      note(file.name, Math.min(sizeBytes, file.sizeBytes));
      file.truncate(sizeBytes);
    },
    read: (position, length) => file.read(position, length),
    peek: (position, length) => file.peek(position, length),
    dirtyRanges: () => file.dirtyRanges(),
    residentBytes: () => file.residentBytes(),
  };
}
