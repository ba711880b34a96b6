// A disk that is durable as long as somebody holds it: for tests, for a gateway without a data directory, and for the
// simulator, where a node that is killed and started again finds here what it had flushed.
import { DiskError } from "../ports/disk.ts";
import type { DiskStore, StoredFile, StoreOp } from "./store.ts";

interface MemoryFile {
  /** Longer than the file while it grows. */
  bytes: Uint8Array;
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
        files.set(op.name, { bytes: new Uint8Array(0), sizeBytes: 0 });
        break;
      case "write": {
        const file = existing(op.name);
        resize(file, Math.max(file.sizeBytes, op.position + op.bytes.length));
        file.bytes.set(op.bytes, op.position);
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
      return file.bytes.slice(position, position + length);
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
  if (sizeBytes > file.bytes.length) {
    const grown = new Uint8Array(Math.max(sizeBytes, file.bytes.length * 2));
    grown.set(file.bytes.subarray(0, file.sizeBytes));
    file.bytes = grown;
  } else if (sizeBytes < file.sizeBytes) {
    file.bytes.fill(0, sizeBytes, file.sizeBytes);
  }
  file.sizeBytes = sizeBytes;
}
