// A disk that is durable as long as somebody holds it: for tests, for a gateway without a data directory, and for the
// simulator, where a node that is killed and started again finds here what it had flushed.
import { DiskError } from "../ports/disk.ts";
import type { DiskStore, StoredFile, StoreOp } from "./store.ts";

/** In pieces, so that a file that grows is not copied again and again. */
const PIECE_BYTES = 256 * 1024;

interface MemoryFile {
  /** All but the last are PIECE_BYTES long, the last may be longer than the file; zeros behind the file's end. */
  readonly pieces: Uint8Array[];
  sizeBytes: number;
}

export interface MemoryStore extends DiskStore {
  /** Commits that would hold more fail with DiskError "full"; null lifts the limit. */
  setQuota(quotaBytes: number | null): void;
  usedBytes(): number;
  /** Empties the disk, as when it is replaced. */
  wipe(): void;
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
      case "write": {
        const file = existing(op.name);
        resize(file, Math.max(file.sizeBytes, op.position + op.bytes.length));
        for (const [piece, at, start, end] of parts(file, op.position, op.bytes.length))
          piece.set(op.bytes.subarray(start, end), at);
        break;
      }
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
    for (const file of files.values()) used += file.sizeBytes;
    return used;
  };

  return {
    setQuota(bytes) {
      quotaBytes = bytes;
    },
    usedBytes,
    wipe() {
      files.clear();
    },
    async load(): Promise<StoredFile[]> {
      return Array.from(files, ([name, file]) => ({ name, sizeBytes: file.sizeBytes }));
    },
    async read(name, position, length) {
      const file = existing(name);
      if (position + length > file.sizeBytes) throw new DiskError("failed", `${name}: read beyond its end`);
      const bytes = new Uint8Array(length);
      for (const [piece, at, start, end] of parts(file, position, length))
        bytes.set(piece.subarray(at, at + end - start), start);
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
      if (op.kind === "write") {
        const sizeBytes = files.get(op.name)?.sizeBytes ?? 0;
        bytes += Math.max(0, op.position + op.bytes.length - Math.max(sizeBytes, op.position));
      }
    }
    return bytes;
  }
}

function resize(file: MemoryFile, sizeBytes: number): void {
  const { pieces } = file;
  const count = Math.ceil(sizeBytes / PIECE_BYTES);
  if (sizeBytes < file.sizeBytes) {
    pieces.length = count;
    pieces.at(-1)?.fill(0, sizeBytes - (count - 1) * PIECE_BYTES);
  } else {
    for (let i = Math.max(0, pieces.length - 1); i < count; i++) {
      const needed = Math.min(PIECE_BYTES, sizeBytes - i * PIECE_BYTES);
      pieces[i] = grown(pieces[i], i > 0 ? PIECE_BYTES : needed);
    }
  }
  file.sizeBytes = sizeBytes;
}

function grown(piece: Uint8Array | undefined, sizeBytes: number): Uint8Array {
  if (piece !== undefined && piece.length >= sizeBytes) return piece;
  const larger = new Uint8Array(Math.min(PIECE_BYTES, Math.max(sizeBytes, (piece?.length ?? 0) * 2)));
  if (piece !== undefined) larger.set(piece);
  return larger;
}

type Part = readonly [piece: Uint8Array, at: number, start: number, end: number];

/** The pieces under `length` bytes from `position`: where in the piece, and which of those bytes. */
function* parts(file: MemoryFile, position: number, length: number): Generator<Part> {
  for (let start = 0; start < length; ) {
    const index = Math.floor((position + start) / PIECE_BYTES);
    const at = position + start - index * PIECE_BYTES;
    const end = Math.min(length, start + PIECE_BYTES - at);
    yield [file.pieces[index]!, at, start, end];
    start = end;
  }
}
