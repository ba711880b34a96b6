// A store that is watched: whether it is at work, and when what it was asked to do so far is done.
import type { DiskStore } from "./store.ts";

export interface WatchedStore {
  readonly store: DiskStore;
  isIdle(): boolean;
  /** Resolves when everything that was asked of it before has ended, well or not. */
  settled(): Promise<void>;
}

export function watchStore(store: DiskStore): WatchedStore {
  const running = new Set<Promise<unknown>>();

  function watched<T>(work: Promise<T>): Promise<T> {
    const ended: Promise<unknown> = work.then(
      () => running.delete(ended),
      () => running.delete(ended),
    );
    running.add(ended);
    return work;
  }

  return {
    store: {
      ...store,
      load: () => watched(store.load()),
      read: (name, position, length) => watched(store.read(name, position, length)),
      commit: (ops) => watched(store.commit(ops)),
    },
    isIdle: () => running.size === 0,
    settled: async () => {
      if (running.size > 0) await Promise.all(running);
    },
  };
}
