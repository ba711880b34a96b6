// A node's disk: named files behind a page cache. Writes land in the cache at once and become durable with `flush`;
// what was not flushed when the node dies is gone, as at a power cut.
// Names are paths with "/" as Kafka lays them out: `orders-0/00000000000000000000.log`. There are no directories.

export type DiskErrorKind =
  /** The quota is used up. */
  | "full"
  /** The storage refused to open: private mode, blocked or evicted storage. */
  | "denied"
  /** Reading or writing failed. */
  | "failed"
  /** The node of this disk is dead; nothing more happens on it. No failure of the disk. */
  | "closed";

/** The disk failed. A broker takes its log directory offline (KAFKA_STORAGE_ERROR), a controller stops. */
export class DiskError extends Error {
  override readonly name = "DiskError";
  constructor(
    readonly kind: DiskErrorKind,
    message: string,
  ) {
    super(message);
  }
}

/** A range of byte positions, `end` exclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface DiskFile {
  readonly name: string;
  readonly sizeBytes: number;
  /** Adds `bytes` at the end. They are copied: the caller may reuse its buffer. */
  append(bytes: Uint8Array): void;
  /** Overwrites at `position`, growing the file if needed; a gap reads as zeros. */
  write(position: number, bytes: Uint8Array): void;
  /** Cuts or extends (with zeros) to `sizeBytes`. What it extends costs nothing, in memory or on the medium. */
  truncate(sizeBytes: number): void;
  /**
   * Up to `length` bytes at `position`, fewer at the end of the file. At once when the page cache has them, as a
   * promise when the disk must be read (rejects with DiskError). The result is the caller's, and stays as it is.
   */
  read(position: number, length: number): Uint8Array | Promise<Uint8Array>;
  /**
   * Looks at the cache itself, without a copy: up to `length` bytes at `position`, fewer where the cache has them in
   * another place. Null when it has none of them at hand. Not to be written to; what is done with the file later does not
   * show in it.
   */
  peek(position: number, length: number): Uint8Array | null;
  /** What was written here and a power cut would lose now, in order. */
  dirtyRanges(): readonly ByteRange[];
  /** Bytes of memory that its content takes in the page cache. */
  residentBytes(): number;
}

export interface Disk {
  /** Names of all files that begin with `prefix`, sorted. */
  list(prefix?: string): string[];
  exists(name: string): boolean;
  /** Opens a file, creating it empty if there is none. The same name gives the same object. */
  open(name: string): DiskFile;
  /** Deletes a file; nothing happens if there is none. */
  remove(name: string): void;
  /** Renames a file, replacing `to`. The DiskFile follows: its `name` is `to` then. */
  rename(from: string, to: string): void;
  /**
   * Makes all that was done to `names` (to every file, when left out) durable, in one transaction: after a crash
   * either all of it is there or none. Rejects with DiskError; the changes then stay in the cache, still dirty.
   */
  flush(names?: readonly string[]): Promise<void>;
  /** Bytes in the cache that a power cut would lose now. */
  dirtyBytes(): number;
  /** How many files whose name begins with `prefix` were created, renamed, deleted or cut, which a crash would undo. */
  changedFiles(prefix?: string): number;
  /** Bytes of memory that the content of all files takes in the cache. */
  residentBytes(): number;
  /** How many they may be: beyond it what is clean is given up. What is dirty stays, however much it is. */
  limitCache(cacheBytes: number): void;
}
