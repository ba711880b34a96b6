// A disk that outlives the incarnations of its node: what was flushed is in the platter, the rest in the cache of the
// incarnation that wrote it.
import type { Disk, DiskFile } from "../ports/disk.ts";

/** What a power cut leaves. */
export interface Platter {
  files: Map<string, Uint8Array>;
}

class CachedFile implements DiskFile {
  bytes: Uint8Array;
  sizeBytes: number;
  dirtyBytes = 0;
  constructor(
    public name: string,
    durable: Uint8Array | undefined,
  ) {
    this.bytes = durable?.slice() ?? new Uint8Array(256);
    this.sizeBytes = durable?.length ?? 0;
  }
  append(bytes: Uint8Array): void {
    this.write(this.sizeBytes, bytes);
  }
  write(position: number, bytes: Uint8Array): void {
    this.reserve(position + bytes.length);
    this.bytes.set(bytes, position);
    this.sizeBytes = Math.max(this.sizeBytes, position + bytes.length);
    this.dirtyBytes += bytes.length;
  }
  truncate(sizeBytes: number): void {
    this.reserve(sizeBytes);
    this.bytes.fill(0, sizeBytes);
    this.sizeBytes = sizeBytes;
    this.dirtyBytes = Math.max(this.dirtyBytes, 1);
  }
  read(position: number, length: number): Uint8Array {
    return this.bytes.slice(position, Math.min(this.sizeBytes, position + length));
  }
  private reserve(sizeBytes: number): void {
    if (sizeBytes <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(sizeBytes, 2 * this.bytes.length));
    grown.set(this.bytes);
    this.bytes = grown;
  }
}

/** `settle` takes the time that the platter needs, then calls back unless the node died meanwhile. */
export function openMemoryDisk(platter: Platter, settle: (done: () => void) => void): Disk {
  const cache = new Map([...platter.files].map(([name, bytes]) => [name, new CachedFile(name, bytes)]));
  let gone = new Set<string>();
  return {
    list: (prefix = "") => [...cache.keys()].filter((name) => name.startsWith(prefix)).sort(),
    exists: (name) => cache.has(name),
    open(name) {
      let file = cache.get(name);
      if (file === undefined) {
        file = new CachedFile(name, undefined);
        file.dirtyBytes = 1;
        cache.set(name, file);
      }
      return file;
    },
    remove(name) {
      if (cache.delete(name)) gone.add(name);
    },
    rename(from, to) {
      const file = cache.get(from);
      if (file === undefined) return;
      cache.delete(from);
      gone.add(from);
      file.name = to;
      file.dirtyBytes = Math.max(file.dirtyBytes, 1);
      cache.set(to, file);
    },
    flush(names) {
      const next = new Map(platter.files);
      for (const name of names ?? gone) if (gone.has(name) && !cache.has(name)) next.delete(name);
      for (const name of names ?? cache.keys()) {
        const file = cache.get(name);
        if (file === undefined || file.dirtyBytes === 0) continue;
        next.set(name, file.read(0, file.sizeBytes));
        file.dirtyBytes = 0;
      }
      if (names === undefined) gone = new Set();
      return new Promise((resolve) =>
        settle(() => {
          platter.files = next;
          resolve();
        }),
      );
    },
    dirtyBytes: () => [...cache.values()].reduce((sum, file) => sum + file.dirtyBytes, 0),
  };
}
