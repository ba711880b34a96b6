// What may be seen of a node's disk from outside: which files there are, what of them is only in the page cache, and
// their bytes, range by range. A node that does not run is asked at its store.

import type { DiskStore } from "../disk/store.ts";
import type { ByteRange, FileSnapshot } from "../inspect/byte-tree.ts";
import { parsePartitionDirectory } from "../log/file-names.ts";
import { type Disk, DiskError } from "../ports/disk.ts";

/** The most that one look brings: whoever wants more asks again. */
export const MOST_BYTES_AT_ONCE = 4 * 1024 * 1024;

export interface NodeFiles {
  list(): Promise<readonly FileSnapshot[]>;
  /** Up to `length` bytes, fewer at the end of the file. Rejects when there is no such file. */
  read(name: string, position: number, length: number): Promise<Uint8Array>;
}

export function filesOfDisk(disk: Disk): NodeFiles {
  return {
    async list() {
      return disk.list().map((name) => {
        const file = disk.open(name);
        return snapshotOf(name, file.sizeBytes, file.dirtyRanges());
      });
    },
    async read(name, position, length) {
      // Opening would make it.
      if (!disk.exists(name)) throw missing(name);
      return disk.open(name).read(position, Math.min(length, MOST_BYTES_AT_ONCE));
    },
  };
}

/** What the last incarnation left: everything is durable. `open` gives the store anew for each look. */
export function filesOfStore(open: () => Promise<DiskStore & { close?(): void }>): NodeFiles {
  async function look<T>(
    work: (store: DiskStore, sizes: ReadonlyMap<string, number>) => Promise<T>,
  ): Promise<T> {
    const store = await open();
    try {
      const files = await store.load();
      return await work(store, new Map(files.map(({ name, sizeBytes }) => [name, sizeBytes])));
    } finally {
      store.close?.();
    }
  }
  return {
    list: () =>
      look(async (_, sizes) =>
        [...sizes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, size]) => snapshotOf(name, size, [])),
      ),
    read: (name, position, length) =>
      look(async (store, sizes) => {
        const sizeBytes = sizes.get(name);
        if (sizeBytes === undefined) throw missing(name);
        const wanted = Math.min(length, sizeBytes - position, MOST_BYTES_AT_ONCE);
        return wanted <= 0 ? new Uint8Array(0) : store.read(name, position, wanted);
      }),
  };
}

const missing = (name: string): DiskError => new DiskError("failed", `${name}: no such file`);

function snapshotOf(name: string, sizeBytes: number, dirty: readonly ByteRange[]): FileSnapshot {
  const slash = name.lastIndexOf("/");
  // A log directory of several lies below the root.
  const folder = name.slice(0, Math.max(0, slash)).split("/").at(-1)!;
  const place = parsePartitionDirectory(folder);
  const digits = /^(\d{20})\./.exec(name.slice(slash + 1))?.[1];
  return {
    name,
    sizeBytes,
    dirty,
    topic: place?.topic ?? null,
    partition: place?.partition ?? null,
    baseOffset: digits === undefined ? null : Number(digits),
  };
}
