// The disk of the virtual world: a memory store that outlives the incarnations of its node, under a page cache that
// dies with each. Reading and committing take virtual time; a power cut in between leaves nothing of the commit.
import { createMemoryStore } from "../disk/memory-store.ts";
import { type MountedDisk, mountLoaded } from "../disk/page-cache.ts";
import type { DiskStore } from "../disk/store.ts";

/** Takes the time that the platter needs, then calls back unless the node died meanwhile. */
export type Seek = (done: () => void) => void;

export interface Platter {
  /** What is durable, for whoever looks at it from outside. To be changed only while nobody has it mounted. */
  readonly store: DiskStore;
  mount(seek: Seek): MountedDisk;
}

export function createPlatter(): Platter {
  const store = createMemoryStore();
  return {
    store,
    mount(seek) {
      const seeking = <T>(work: () => Promise<T>): Promise<T> =>
        new Promise((resolve, reject) => seek(() => void work().then(resolve, reject)));
      const slow: DiskStore = {
        load: () => store.load(),
        read: (name, position, length) => seeking(() => store.read(name, position, length)),
        commit: (ops) => seeking(() => store.commit(ops)),
      };
      return mountLoaded(slow, store.stored());
    },
  };
}
