// What lies under the page cache: durable named files that change only by commits. A host has one kind of store
// (IndexedDB, real files), tests and the simulator have one in memory.

export interface StoredFile {
  readonly name: string;
  readonly sizeBytes: number;
}

/** One change of a commit. They are done in the order of the list. */
export type StoreOp =
  /** An empty file of this name; what had the name before is gone. */
  | { readonly kind: "create"; readonly name: string }
  /** Overwrites or extends; `position` is never beyond the end. The store must not keep `bytes`, unless they are lasting. */
  | {
      readonly kind: "write";
      readonly name: string;
      readonly position: number;
      readonly bytes: Uint8Array;
      /** `bytes` begin a record (see recordBytes), and what follows them in it is zeros, or behind the file's end. */
      readonly restIsZeros: boolean;
      /** Nobody will ever change `bytes`, neither here nor there. */
      readonly lasting?: boolean;
    }
  /** Cuts, or extends with zeros, which take no room. */
  | { readonly kind: "truncate"; readonly name: string; readonly sizeBytes: number }
  /** Replaces `to`. */
  | { readonly kind: "rename"; readonly from: string; readonly to: string }
  | { readonly kind: "remove"; readonly name: string };

/**
 * All methods reject with DiskError. The page cache calls `load` once, first, and never calls `read` or `commit`
 * while a commit runs; reads that run when a commit is called see the files as they were before it.
 */
export interface DiskStore {
  /**
   * When the store keeps files as records of fixed size: a write of whole records, but for zeros at their end, needs no
   * reading. The page cache then writes so where it has the whole record.
   */
  readonly recordBytes?: number;
  /** When `commit` returns its promise, it has taken what it needs of the bytes: they need not be copied for it. */
  readonly takesAtOnce?: boolean;
  /** A store in memory need not copy: lasting writes of so many bytes, at a multiple of them, it keeps as they are. */
  readonly keptBytes?: number;
  load(): Promise<readonly StoredFile[]>;
  /** Exactly `length` bytes, all of them within the file. */
  read(name: string, position: number, length: number): Promise<Uint8Array>;
  /** After a crash all of `ops` are there or none, as far as the medium can promise it (see each store). */
  commit(ops: readonly StoreOp[]): Promise<void>;
}
