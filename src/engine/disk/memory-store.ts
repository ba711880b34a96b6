// A disk that is durable as long as somebody holds it: for tests, for a gateway without a data directory, and for the
// simulator, where a node that is killed and started again finds here what it had flushed.
import { DiskError } from "../ports/disk.ts";
import type { DiskStore, StoredFile, StoreOp } from "./store.ts";

/** In pieces, so that a file that grows is not copied again and again. */
const PIECE_BYTES = 256 * 1024;

interface Piece {
  /** May be longer than what is used; zeros then. */
  bytes: Uint8Array;
  usedBytes: number;
  /** The page cache has the same bytes: to be changed in a copy only. */
  shared: boolean;
}

interface MemoryFile {
  /** Of PIECE_BYTES at most; missing where nothing was written. What they do not hold is zeros. */
  readonly pieces: (Piece | undefined)[];
  sizeBytes: number;
}

export interface MemoryStore extends DiskStore {
  /** Commits that would hold more fail with DiskError "full"; null lifts the limit. */
  setQuota(quotaBytes: number | null): void;
  /** What was written of the files; the zeros of an extended file are free. */
  usedBytes(): number;
  /** Empties the disk, as when it is replaced. */
  wipe(): void;
  /** What load() gives, at once. */
  stored(): StoredFile[];
}

export function createMemoryStore(): MemoryStore {
  const files = new Map<string, MemoryFile>();
  let quotaBytes: number | null = null;

  const existing = (name: string): MemoryFile => {
    const file = files.get(name);
    if (file === undefined) throw new DiskError("failed", `${name}: no such file`);
    return file;
  };

  const apply = (op: StoreOp): void => {
    switch (op.kind) {
      case "create":
        files.set(op.name, { pieces: [], sizeBytes: 0 });
        break;
      case "write":
        write(existing(op.name), op);
        break;
      case "truncate":
        resize(existing(op.name), op.sizeBytes);
        break;
      case "rename":
        files.set(op.to, existing(op.from));
        files.delete(op.from);
        break;
      case "remove":
        files.delete(op.name);
        break;
    }
  };

  const usedBytes = (): number => {
    let used = 0;
    for (const { pieces } of files.values()) {
      for (const piece of pieces) used += piece?.usedBytes ?? 0;
    }
    return used;
  };

  const stored = (): StoredFile[] => Array.from(files, ([name, { sizeBytes }]) => ({ name, sizeBytes }));

  return {
    keptBytes: PIECE_BYTES,
    setQuota(bytes) {
      quotaBytes = bytes;
    },
    usedBytes,
    wipe() {
      files.clear();
    },
    stored,
    load: async () => stored(),
    async read(name, position, length) {
      const file = existing(name);
      if (position + length > file.sizeBytes) throw new DiskError("failed", `${name}: read beyond its end`);
      const bytes = new Uint8Array(length);
      for (const { index, at, start, end } of parts(position, length)) {
        const piece = file.pieces[index];
        if (piece !== undefined) bytes.set(piece.bytes.subarray(at, at + end - start), start);
      }
      return bytes;
    },
    async commit(ops) {
      if (quotaBytes !== null && usedBytes() + growth(ops) > quotaBytes) {
        throw new DiskError("full", `the disk of ${quotaBytes} bytes is full`);
      }
      for (const op of ops) apply(op);
    },
  };

  /** At most so many bytes more than now; a commit near the limit may be refused a little early. */
  function growth(ops: readonly StoreOp[]): number {
    let bytes = 0;
    for (const op of ops) {
      if (op.kind !== "write") continue;
      const pieces = files.get(op.name)?.pieces ?? [];
      for (const { index, at, start, end } of parts(op.position, op.bytes.length))
        bytes += Math.max(0, at + end - start - (pieces[index]?.usedBytes ?? 0));
    }
    return bytes;
  }
}

function write(file: MemoryFile, { position, bytes, lasting }: StoreOp & { readonly kind: "write" }): void {
  resize(file, Math.max(file.sizeBytes, position + bytes.length));
  if (lasting && bytes.length === PIECE_BYTES && position % PIECE_BYTES === 0) {
    file.pieces[position / PIECE_BYTES] = { bytes, usedBytes: PIECE_BYTES, shared: true };
    return;
  }
  for (const { index, at, start, end } of parts(position, bytes.length))
    pieceFor(file, index, at + end - start).bytes.set(bytes.subarray(start, end), at);
}

function becomeOwn(piece: Piece): void {
  if (!piece.shared) return;
  piece.bytes = piece.bytes.slice();
  piece.shared = false;
}

function resize(file: MemoryFile, sizeBytes: number): void {
  const { pieces } = file;
  if (sizeBytes < file.sizeBytes) {
    const count = Math.ceil(sizeBytes / PIECE_BYTES);
    pieces.length = Math.min(pieces.length, count);
    const last = pieces[count - 1];
    if (last !== undefined) {
      const kept = sizeBytes - (count - 1) * PIECE_BYTES;
      if (kept < last.usedBytes) becomeOwn(last);
      last.bytes.fill(0, Math.min(kept, last.usedBytes), last.usedBytes);
      last.usedBytes = Math.min(last.usedBytes, kept);
    }
  }
  file.sizeBytes = sizeBytes;
}

/** The piece `index`, to be written to, with room for `usedBytes`. */
function pieceFor({ pieces }: MemoryFile, index: number, usedBytes: number): Piece {
  let piece = pieces[index];
  if (piece === undefined) {
    piece = { bytes: new Uint8Array(0), usedBytes: 0, shared: false };
    pieces[index] = piece;
  }
  becomeOwn(piece);
  if (piece.bytes.length < usedBytes) {
    const wanted = index > 0 ? PIECE_BYTES : Math.max(usedBytes, piece.bytes.length * 2);
    const larger = new Uint8Array(Math.min(PIECE_BYTES, wanted));
    larger.set(piece.bytes);
    piece.bytes = larger;
  }
  piece.usedBytes = Math.max(piece.usedBytes, usedBytes);
  return piece;
}

interface Part {
  readonly index: number;
  /** Where in the piece. */
  readonly at: number;
  /** Which of the bytes. */
  readonly start: number;
  readonly end: number;
}

/** How `length` bytes from `position` fall into pieces. */
function* parts(position: number, length: number): Generator<Part> {
  for (let start = 0; start < length; ) {
    const index = Math.floor((position + start) / PIECE_BYTES);
    const at = position + start - index * PIECE_BYTES;
    const end = Math.min(length, start + PIECE_BYTES - at);
    yield { index, at, start, end };
    start = end;
  }
}
