// The Disk of a node: a page cache over a durable store. Everything the node does happens in memory at once; `flush`
// gathers it into one commit of the store. Clean chunks beyond the bound are forgotten and read again when needed.
import type { RandomSource } from "../base/random.ts";
import { type Disk, DiskError, type DiskFile } from "../ports/disk.ts";
import { CachedFile, type CacheShare } from "./cached-file.ts";
import { type NameChange, planCommit, splitJournal } from "./name-journal.ts";
import type { DiskStore, StoredFile } from "./store.ts";
import { planTear, type TearPlan } from "./torn-writes.ts";

export const CHUNK_BYTES = 256 * 1024;
const CACHE_BYTES = 128 * 1024 * 1024;
/** Evicting goes down to this part of the bound, so that it is seldom done. */
const EVICT_TO = 7 / 8;

const DEAD = "the node of this disk is dead";

export interface MountOptions {
  /** Clean chunks are evicted above it; what is dirty stays, however much. */
  readonly cacheBytes?: number;
  /** Ignored when the store has its own unit. */
  readonly chunkBytes?: number;
}

export interface MountedDisk extends Disk {
  /** The power cut: what was not flushed is gone, and every later call fails with DiskError "closed". */
  kill(): void;
  /** What a power cut would leave on the medium now if it came while that was at work. Changes nothing. */
  planTear(rng: RandomSource): TearPlan;
}

interface FlushRequest {
  readonly names: readonly string[] | null;
  resolve(): void;
  reject(error: unknown): void;
}

/** Opens the store and gives the disk that lives on it. Rejects with DiskError. */
export async function mountDisk(store: DiskStore, options: MountOptions = {}): Promise<MountedDisk> {
  return mountLoaded(store, await store.load(), options);
}

/** For whoever has loaded the store already and cannot wait (the simulator's world). */
export function mountLoaded(
  store: DiskStore,
  stored: readonly StoredFile[],
  options: MountOptions = {},
): MountedDisk {
  let cacheBytes = options.cacheBytes ?? CACHE_BYTES;
  const files = new Map<string, CachedFile>();
  const dirtyFiles = new Set<CachedFile>();
  const waiting: FlushRequest[] = [];
  let journal: NameChange[] = [];
  const waitingReads: (() => void)[] = [];
  let flushing = false;
  let committing = false;
  let residentBytes = 0;
  let dirtyBytes = 0;
  let ticks = 0;
  let alive = true;

  const assertAlive = (): void => {
    if (!alive) throw new DiskError("closed", DEAD);
  };

  const chunkBytes = store.recordBytes ?? options.chunkBytes ?? CHUNK_BYTES;
  const share: CacheShare = {
    chunkBytes,
    recordBytes: store.recordBytes ?? null,
    takesAtOnce: store.takesAtOnce ?? false,
    keepsChunks: store.keptBytes === chunkBytes,
    assertAlive,
    async readStore(file, position, length) {
      // The store knows the file by its old name until the commit that runs is through.
      if (committing) await new Promise<void>((resolve) => waitingReads.push(resolve));
      assertAlive();
      if (file.gone || file.durableName === null) throw new DiskError("failed", `${file.name} was deleted`);
      return asDiskError(() => store.read(file.durableName!, position, length));
    },
    resized(deltaBytes) {
      residentBytes += deltaBytes;
      if (deltaBytes >= 0 && residentBytes > cacheBytes) evict();
    },
    dirtied(deltaBytes) {
      dirtyBytes += deltaBytes;
    },
    becameDirty(file) {
      dirtyFiles.add(file);
    },
    wasCut(file) {
      journal.push({ kind: "cut", file, name: file.name });
    },
    tick: () => ++ticks,
  };

  function evict(): void {
    const candidates = Array.from(files.values(), (file) => [...file.evictable()]).flat();
    candidates.sort((a, b) => a.usedAt - b.usedAt);
    for (const candidate of candidates) {
      if (residentBytes <= cacheBytes * EVICT_TO) return;
      candidate.evict();
    }
  }

  function forget(file: CachedFile): void {
    files.delete(file.name);
    dirtyFiles.delete(file);
    journal.push({ kind: "remove", file, name: file.name });
    file.release();
  }

  /** One commit for all who asked while the one before ran. */
  async function commitLoop(): Promise<void> {
    flushing = true;
    while (waiting.length > 0) {
      const requests = waiting.splice(0);
      const all = requests.some((request) => request.names === null);
      let failure: { readonly error: unknown } | null = null;
      try {
        committing = true;
        await commitNow(all ? null : requests.flatMap((request) => request.names ?? []));
        assertAlive();
      } catch (error) {
        // What a medium says that was taken away with its node is of no interest.
        failure = { error: alive ? error : new DiskError("closed", DEAD) };
      }
      committing = false;
      for (const resume of waitingReads.splice(0)) resume();
      for (const request of requests) {
        if (failure === null) request.resolve();
        else request.reject(failure.error);
      }
      // Lets the reads that waited reach the store before the next commit.
      await null;
    }
    flushing = false;
  }

  async function commitNow(names: readonly string[] | null): Promise<void> {
    assertAlive();
    const { taken, left } = splitJournal(journal, names);
    const changed = new Set<CachedFile>();
    const wanted = names === null ? dirtyFiles : names.map((name) => files.get(name));
    for (const file of wanted) if (file?.durableName != null && file.isDirty) changed.add(file);
    for (const { file } of taken) if (!file.gone && file.durableName !== null) changed.add(file);
    const ops = planCommit(taken, changed);
    for (const { file, kind } of taken) if (kind === "create" && !file.gone) changed.add(file);
    journal = left;
    // The names as this commit leaves them; the files may be renamed while it runs.
    const carried = Array.from(changed, (file) => [file, file.name] as const);
    for (const [file] of carried) dirtyFiles.delete(file);
    try {
      if (ops.length > 0) await asDiskError(() => store.commit(ops));
    } catch (error) {
      for (const [file] of carried) {
        file.rollBack();
        if (!file.gone) dirtyFiles.add(file);
      }
      journal = [...taken, ...journal];
      throw error;
    }
    for (const [file, name] of carried) file.commit(name);
    if (residentBytes > cacheBytes) evict();
  }

  for (const { name, sizeBytes } of stored) files.set(name, new CachedFile(share, name, sizeBytes));

  return {
    list(prefix = "") {
      assertAlive();
      return [...files.keys()].filter((name) => name.startsWith(prefix)).sort();
    },
    exists(name) {
      assertAlive();
      return files.has(name);
    },
    open(name): DiskFile {
      assertAlive();
      let file = files.get(name);
      if (file === undefined) {
        file = new CachedFile(share, name, null);
        files.set(name, file);
        journal.push({ kind: "create", file, name });
      }
      return file;
    },
    remove(name) {
      assertAlive();
      const file = files.get(name);
      if (file !== undefined) forget(file);
    },
    rename(from, to) {
      assertAlive();
      const file = files.get(from);
      if (file === undefined) throw new DiskError("failed", `${from}: no such file`);
      if (from === to) return;
      const replaced = files.get(to);
      if (replaced !== undefined) forget(replaced);
      files.delete(from);
      files.set(to, file);
      file.name = to;
      journal.push({ kind: "rename", file, name: to, from });
    },
    flush(names) {
      return new Promise((resolve, reject) => {
        waiting.push({ names: names ?? null, resolve, reject });
        if (!flushing) void commitLoop();
      });
    },
    dirtyBytes: () => dirtyBytes,
    changedFiles: (prefix = "") => journal.filter(({ name }) => name.startsWith(prefix)).length,
    kill() {
      alive = false;
      for (const file of files.values()) file.release();
      files.clear();
      dirtyFiles.clear();
      journal = [];
    },
    planTear: (rng) => planTear(files.values(), rng),
    residentBytes: () => residentBytes,
    limitCache(bytes) {
      cacheBytes = bytes;
      if (residentBytes > cacheBytes) evict();
    },
  };
}

async function asDiskError<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DiskError) throw error;
    throw new DiskError("failed", error instanceof Error ? error.message : String(error));
  }
}
