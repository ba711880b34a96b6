// One of several log directories as a disk of its own: the files under its prefix on the node's one disk. What fails here
// says which directory it is of, and a directory that has failed is not touched any more.
import { type Disk, DiskError, type DiskFile } from "../ports/disk.ts";

/** A failure of one log directory; the others may go on. */
export class LogDirError extends DiskError {
  constructor(
    readonly path: string,
    { kind, message }: DiskError,
  ) {
    super(kind, `${path}: ${message}`);
  }
}

export function asLogDirError(path: string, error: Error): LogDirError {
  if (error instanceof LogDirError) return error;
  return new LogDirError(path, error instanceof DiskError ? error : new DiskError("failed", error.message));
}

export interface DirectoryDisk extends Disk {
  /** From now on everything fails with `error`. */
  shut(error: LogDirError): void;
}

/** `prefix` ends in "/", or is empty: then everything is of this directory but what lies under `others`. */
export function directoryDisk(
  disk: Disk,
  path: string,
  prefix: string,
  others: readonly string[] = [],
): DirectoryDisk {
  /** What was opened here, by its whole name. Nothing else can be dirty. */
  const opened = new Map<string, { readonly inner: DiskFile; readonly file: DiskFile }>();
  /** Names that were given up since everything was flushed: that they are gone must become durable too. */
  let gone = new Set<string>();
  let failure: LogDirError | null = null;

  const attributed = (error: unknown): unknown =>
    error instanceof DiskError ? asLogDirError(path, error) : error;
  const guarded = <T>(work: () => T): T => {
    if (failure !== null) throw failure;
    try {
      return work();
    } catch (error) {
      throw attributed(error);
    }
  };
  const rejecting = <T>(result: Promise<T>): Promise<T> =>
    result.catch((error: unknown) => {
      throw attributed(error);
    });
  const namesWith = (start: string): string[] => {
    const names = disk.list(prefix + start);
    if (prefix !== "") return names;
    return names.filter((name) => !others.some((other) => name.startsWith(other)));
  };

  const fileOf = (inner: DiskFile): DiskFile => ({
    get name() {
      return inner.name.slice(prefix.length);
    },
    get sizeBytes() {
      return inner.sizeBytes;
    },
    append: (bytes) => guarded(() => inner.append(bytes)),
    write: (position, bytes) => guarded(() => inner.write(position, bytes)),
    truncate: (sizeBytes) => guarded(() => inner.truncate(sizeBytes)),
    read: (position, length) =>
      guarded(() => {
        const found = inner.read(position, length);
        return found instanceof Promise ? rejecting(found) : found;
      }),
    peek: (position, length) => (failure === null ? inner.peek(position, length) : null),
    dirtyRanges: () => inner.dirtyRanges(),
    residentBytes: () => inner.residentBytes(),
  });

  return {
    shut(error) {
      failure = error;
    },
    list: (start = "") => guarded(() => namesWith(start).map((name) => name.slice(prefix.length))),
    exists: (name) => guarded(() => disk.exists(prefix + name)),
    open: (name) =>
      guarded(() => {
        const inner = disk.open(prefix + name);
        const known = opened.get(prefix + name);
        if (known?.inner === inner) return known.file;
        const file = fileOf(inner);
        opened.set(prefix + name, { inner, file });
        return file;
      }),
    remove: (name) =>
      guarded(() => {
        disk.remove(prefix + name);
        opened.delete(prefix + name);
        gone.add(prefix + name);
      }),
    rename: (from, to) =>
      guarded(() => {
        disk.rename(prefix + from, prefix + to);
        const moved = opened.get(prefix + from);
        opened.delete(prefix + from);
        if (moved === undefined) opened.delete(prefix + to);
        else opened.set(prefix + to, moved);
        gone.add(prefix + from);
      }),
    async flush(names) {
      if (failure !== null) throw failure;
      if (names !== undefined) return rejecting(disk.flush(names.map((name) => prefix + name)));
      const flushed = gone;
      gone = new Set();
      try {
        await rejecting(disk.flush([...namesWith(""), ...flushed]));
      } catch (error) {
        for (const name of flushed) gone.add(name);
        throw error;
      }
    },
    /** Of this directory alone. */
    dirtyBytes() {
      let bytes = 0;
      for (const { inner } of opened.values())
        for (const { start, end } of inner.dirtyRanges()) bytes += end - start;
      return bytes;
    },
    /** Of this directory alone. */
    changedFiles(start = "") {
      const theirs = prefix === "" ? others.filter((other) => other.startsWith(start)) : [];
      const here = disk.changedFiles(prefix + start);
      return theirs.reduce((count, other) => count - disk.changedFiles(other), here);
    },
    residentBytes: () => disk.residentBytes(),
    limitCache: (cacheBytes) => disk.limitCache(cacheBytes),
  };
}
