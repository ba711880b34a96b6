// A node's disk in IndexedDB: one database per disk, the content of its files cut into records. A flush is one
// transaction, so that a crash of the tab leaves all of it or nothing.
import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from "idb";
import type { DiskStore, StoredFile, StoreOp } from "../../engine/disk/store.ts";
import { DiskError, type DiskErrorKind } from "../../engine/ports/disk.ts";

/** Large enough that a transaction is few requests, small enough that a flush of a few bytes does not write much more. */
export const RECORD_BYTES = 256 * 1024;

interface FileRow {
  /** Names the records of the content, which stay where they are when the file is renamed. */
  readonly id: number;
  readonly sizeBytes: number;
}

interface DiskSchema extends DBSchema {
  files: { key: string; value: FileRow };
  /** Key: file id, index of the record. A record that is missing, or short, ends in zeros. */
  records: { key: [number, number]; value: ArrayBuffer };
}

type Database = IDBPDatabase<DiskSchema>;

/** Puts and deletes of a commit, worked out before its transaction begins or, for partial records, inside it. */
interface Records {
  get(key: [number, number]): Promise<ArrayBuffer | undefined>;
  put(value: ArrayBuffer, key: [number, number]): Promise<unknown>;
  delete(key: IDBKeyRange): Promise<void>;
}

export interface IndexedDbStore extends DiskStore {
  /** Ends the connection, so that the database can be deleted. */
  close(): void;
}

/** The store of the disk `name`. Opens with load(). */
export function createIndexedDbStore(name: string): IndexedDbStore {
  let database: Database | null = null;
  let rows = new Map<string, FileRow>();
  let nextId = 0;
  const taken = `The browser closed the storage of the disk ${name}: it was cleared, evicted or deleted`;

  /** The connection, which somebody may have ended meanwhile, belongs to a disk whose node lives: that is a failure. */
  const connected = (): Database => {
    if (database === null) throw new DiskError("failed", taken);
    return database;
  };

  return {
    recordBytes: RECORD_BYTES,

    async load(): Promise<StoredFile[]> {
      try {
        database = await openDB<DiskSchema>(name, 1, {
          upgrade(fresh) {
            fresh.createObjectStore("files");
            fresh.createObjectStore("records");
          },
          blocking(_current, _next, event) {
            // Somebody deletes the disk: let go, or that would wait for ever.
            (event.target as IDBDatabase).close();
          },
          terminated() {
            database = null;
          },
        });
        const transaction = database.transaction("files");
        const [names, values] = await Promise.all([
          transaction.store.getAllKeys(),
          transaction.store.getAll(),
        ]);
        rows = new Map(names.map((file, i) => [file, values[i]!]));
      } catch (error) {
        throw diskError(error, "denied");
      }
      for (const row of rows.values()) nextId = Math.max(nextId, row.id + 1);
      return Array.from(rows, ([file, row]) => ({ name: file, sizeBytes: row.sizeBytes }));
    },

    async read(file, position, length) {
      const row = rows.get(file);
      if (row === undefined) throw new DiskError("failed", `${file}: no such file`);
      const first = Math.floor(position / RECORD_BYTES);
      const last = Math.floor((position + length - 1) / RECORD_BYTES);
      const bytes = new Uint8Array(length);
      try {
        const store = connected().transaction("records").store;
        const reads: Promise<void>[] = [];
        for (let index = first; index <= last; index++) {
          const start = index * RECORD_BYTES - position;
          reads.push(
            store.get([row.id, index]).then((record) => {
              if (record !== undefined) copyRecord(bytes, start, new Uint8Array(record));
            }),
          );
        }
        await Promise.all(reads);
      } catch (error) {
        throw diskError(error, "failed");
      }
      return bytes;
    },

    async commit(ops) {
      const draft = new Map(rows);
      let draftId = nextId;
      try {
        const transaction = connected().transaction(["files", "records"], "readwrite", {
          durability: "relaxed",
        });
        const files = transaction.objectStore("files");
        const records = transaction.objectStore("records");
        const work = [transaction.done];
        try {
          for (const op of ops) {
            if (op.kind === "write") await writeRecords(records, rowOf(draft, op.name), op, work);
            else if (op.kind === "truncate")
              await cutRecords(records, rowOf(draft, op.name), op.sizeBytes, work);
            else if (op.kind !== "create") rowOf(draft, op.kind === "rename" ? op.from : op.name);
            const replaced = applyToRows(draft, op, () => draftId++);
            if (replaced !== null) work.push(records.delete(allRecords(replaced.id)));
          }
          for (const [file, row] of draft) {
            if (rows.get(file) !== row) work.push(files.put(row, file).then(() => {}));
          }
          for (const file of rows.keys()) if (!draft.has(file)) work.push(files.delete(file));
          // Everything is asked for: the browser need not wait whether more comes.
          transaction.commit();
        } catch (error) {
          transaction.done.catch(() => {});
          transaction.abort();
          await Promise.allSettled(work);
          throw error;
        }
        await Promise.all(work);
      } catch (error) {
        throw diskError(error, "failed");
      }
      rows = draft;
      nextId = draftId;
    },

    close() {
      database?.close();
      database = null;
    },
  };
}

/** Deletes the disk `name`; connections that are still open give way. */
export async function deleteDisk(name: string): Promise<void> {
  try {
    await deleteDB(name);
  } catch (error) {
    throw diskError(error, "failed");
  }
}

// ---- rows: names, sizes ----

function rowOf(rows: ReadonlyMap<string, FileRow>, name: string): FileRow {
  const row = rows.get(name);
  if (row === undefined) throw new DiskError("failed", `${name}: no such file`);
  return row;
}

/** Changes the rows as `op` says; the row whose content is gone with it, if any. */
function applyToRows(rows: Map<string, FileRow>, op: StoreOp, newId: () => number): FileRow | null {
  switch (op.kind) {
    case "create": {
      const replaced = rows.get(op.name) ?? null;
      rows.set(op.name, { id: newId(), sizeBytes: 0 });
      return replaced;
    }
    case "write": {
      const row = rowOf(rows, op.name);
      const end = op.position + op.bytes.length;
      if (end > row.sizeBytes) rows.set(op.name, { ...row, sizeBytes: end });
      return null;
    }
    case "truncate":
      rows.set(op.name, { ...rowOf(rows, op.name), sizeBytes: op.sizeBytes });
      return null;
    case "rename": {
      const row = rowOf(rows, op.from);
      const replaced = rows.get(op.to) ?? null;
      rows.delete(op.from);
      rows.set(op.to, row);
      return replaced;
    }
    case "remove": {
      const row = rowOf(rows, op.name);
      rows.delete(op.name);
      return row;
    }
  }
}

// ---- records: content ----

const allRecords = (id: number): IDBKeyRange => recordsFrom(id, 0);
const recordsFrom = (id: number, index: number): IDBKeyRange =>
  IDBKeyRange.bound([id, index], [id, Infinity]);

async function writeRecords(
  records: Records,
  row: FileRow,
  { position, bytes, restIsZeros }: StoreOp & { readonly kind: "write" },
  work: Promise<unknown>[],
): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const at = position + done;
    const index = Math.floor(at / RECORD_BYTES);
    const start = index * RECORD_BYTES;
    const end = Math.min(start + RECORD_BYTES, position + bytes.length);
    const part = bytes.subarray(done, done + end - at);
    const isLast = end === position + bytes.length;
    const restIsNothing = end === start + RECORD_BYTES || (isLast && (restIsZeros || end >= row.sizeBytes));
    const whole = at === start && restIsNothing;
    let record = part;
    if (!whole) {
      const before = new Uint8Array((await records.get([row.id, index])) ?? new ArrayBuffer(0));
      record = new Uint8Array(Math.max(before.length, end - start));
      record.set(before);
      record.set(part, at - start);
    }
    work.push(records.put(bufferOf(record), [row.id, index]));
    done += part.length;
  }
}

async function cutRecords(
  records: Records,
  row: FileRow,
  sizeBytes: number,
  work: Promise<unknown>[],
): Promise<void> {
  if (sizeBytes >= row.sizeBytes) return;
  const index = Math.floor(sizeBytes / RECORD_BYTES);
  const kept = sizeBytes - index * RECORD_BYTES;
  const before = kept === 0 ? undefined : await records.get([row.id, index]);
  work.push(records.delete(recordsFrom(row.id, index)));
  if (before !== undefined) work.push(records.put(before.slice(0, kept), [row.id, index]));
}

/** A buffer with these bytes and no others. The database copies what it is given at once. */
function bufferOf(bytes: Uint8Array): ArrayBuffer {
  const { buffer } = bytes;
  const isWhole = buffer instanceof ArrayBuffer && buffer.byteLength === bytes.length;
  return isWhole ? buffer : bytes.slice().buffer;
}

/** Copies what of `record` falls into `bytes` when it is laid at `start`, which may be negative. */
function copyRecord(bytes: Uint8Array, start: number, record: Uint8Array): void {
  const from = Math.max(0, -start);
  const to = Math.min(record.length, bytes.length - start);
  if (from < to) bytes.set(record.subarray(from, to), start + from);
}

/** What browsers say is short, at times empty: what it means comes first. */
function diskError(error: unknown, otherwise: DiskErrorKind): DiskError {
  if (error instanceof DiskError) return error;
  const { name, message } = error as DOMException;
  const said = message === "" ? name : `${name}: ${message}`;
  if (name === "QuotaExceededError")
    return new DiskError("full", `The browser has no more room for this page (${said})`);
  if (name === "InvalidStateError" || name === "NotFoundError")
    return new DiskError(
      "failed",
      `The browser closed the storage: it was cleared, evicted or deleted (${said})`,
    );
  const what =
    otherwise === "denied" ? "The browser does not open its storage" : "The browser's storage failed";
  return new DiskError(otherwise, `${what} (${said})`);
}
