import fc from "fast-check";
import { expect, test } from "vitest";
import { randomBelow, seededRandom } from "../base/random.ts";
import { utf8Decode, utf8Encode } from "../base/utf8.ts";
import { type Disk, DiskError } from "../ports/disk.ts";
import type { DiskBench } from "../ports/testing/disk-bench.ts";
import { againstModel, diskCases } from "../ports/testing/disk-suite.ts";
import { createMemoryStore } from "./memory-store.ts";
import { CHUNK_BYTES, type MountedDisk, mountDisk } from "./page-cache.ts";
import type { DiskStore } from "./store.ts";

function memoryBench(chunkBytes: number, recordBytes?: number): DiskBench {
  const store = createMemoryStore();
  const shown: DiskStore & typeof store = recordBytes === undefined ? store : { ...store, recordBytes };
  let disk: MountedDisk | null = null;
  return {
    async mount(options) {
      disk = await mountDisk(shown, { chunkBytes, ...options });
      return disk;
    },
    async crash() {
      disk?.kill();
    },
    setQuota: store.setQuota,
    storedBytes: async () => store.usedBytes(),
  };
}

for (const [title, make] of [
  ["chunks of 256 KiB", () => memoryBench(256 * 1024)],
  ["chunks of 1000 bytes", () => memoryBench(1000)],
  ["records of 4 KiB", () => memoryBench(0, 4096)],
] as const) {
  for (const { name, run } of diskCases()) test(`${title}: ${name}`, () => run(make()));
}

test("any changes, any chunk size: as a plain model", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1 }),
      fc.constantFrom(64, 1000, 65536),
      fc.boolean(),
      (seed, chunk, records) =>
        againstModel(records ? memoryBench(0, chunk) : memoryBench(chunk), seed, chunk === 64 ? 60 : 150),
    ),
    { numRuns: 60 },
  );
});

test("a commit that fails leaves everything to the next one, with what was changed meanwhile", async () => {
  const store = createMemoryStore();
  let fail = true;
  const failing: DiskStore = {
    ...store,
    async commit(ops) {
      await null;
      if (fail) throw new Error("the cable is out");
      await store.commit(ops);
    },
  };
  const disk = await mountDisk(failing, { chunkBytes: 8 });
  disk.open("a").append(Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]));
  const flush = disk.flush();
  disk.open("a").truncate(4);
  disk.open("a").append(Uint8Array.of(50));
  disk.rename("a", "b");
  await expect(flush).rejects.toThrow(new DiskError("failed", "the cable is out"));
  expect(disk.dirtyBytes()).toBe(5);
  fail = false;
  await disk.flush();
  disk.kill();
  const again = await mountDisk(store);
  expect(again.list()).toEqual(["b"]);
  expect(await again.open("b").read(0, 100)).toEqual(Uint8Array.of(1, 2, 3, 4, 50));
});

test("the commit that runs at a power cut rejects for the dead node, whether or not it reached the store", async () => {
  const store = createMemoryStore();
  const disk = await mountDisk(store);
  disk.open("a").append(Uint8Array.of(1));
  const first = disk.flush();
  const second = disk.flush();
  disk.kill();
  await expect(first).rejects.toMatchObject({ kind: "closed" });
  await expect(second).rejects.toMatchObject({ kind: "closed" });
});

test("changes and reads while commits are slow and fail: nothing is lost, nothing comes back", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1 }), async (seed) => {
      const random = seededRandom(seed);
      const below = (bound: number): number => randomBelow(random, bound);
      const store = createMemoryStore();
      let healed = false;
      const pause = async (): Promise<void> => {
        for (let i = below(12); i > 0; i--) await null;
      };
      const slow: DiskStore = {
        load: store.load,
        async read(name, position, length) {
          const bytes = await store.read(name, position, length);
          await pause();
          return bytes;
        },
        async commit(ops) {
          await pause();
          if (!healed && below(3) === 0) throw new Error("failed");
          const done = store.commit(ops);
          await pause();
          await done;
        },
      };
      const disk = await mountDisk(slow, { chunkBytes: 64, cacheBytes: 200 });
      const model = new Map<string, number[]>();
      const running: Promise<unknown>[] = [];
      for (let step = 0; step < 120; step++) {
        const name = `f${below(3)}`;
        const old = model.get(name) ?? [];
        const what = below(12);
        if (what < 5) {
          const bytes = Array.from({ length: below(90) }, () => 1 + below(255));
          disk.open(name).append(Uint8Array.from(bytes));
          model.set(name, [...old, ...bytes]);
        } else if (what < 7) {
          const size = below(old.length + 30);
          disk.open(name).truncate(size);
          model.set(name, [...old.slice(0, size), ...new Array(Math.max(0, size - old.length)).fill(0)]);
        } else if (what < 8) {
          const to = `f${below(3)}`;
          if (!model.has(name) || name === to) continue;
          disk.rename(name, to);
          model.delete(name);
          model.set(to, old);
        } else if (what < 10) {
          const names = below(2) === 0 ? undefined : [name];
          running.push(disk.flush(names).catch((error) => expect(error).toBeInstanceOf(DiskError)));
        } else if (model.has(name)) {
          // Others change the file meanwhile: what comes is only checked at the end.
          const read = disk.open(name).read(below(old.length + 1), 100);
          if (read instanceof Promise) running.push(read.catch(() => null));
        }
        if (below(3) === 0) await pause();
      }
      await Promise.all(running);
      const check = async (from: Disk): Promise<void> => {
        expect(from.list()).toEqual([...model.keys()].sort());
        for (const [name, bytes] of model) {
          expect(Array.from(await from.open(name).read(0, 1e6))).toEqual(bytes);
        }
      };
      await check(disk);
      healed = true;
      await disk.flush();
      await check(disk);
      disk.kill();
      await check(await mountDisk(store));
    }),
    { numRuns: 300 },
  );
});

test("what a slow read brings is out of date once the file was cut", async () => {
  const store = createMemoryStore();
  const first = await mountDisk(store);
  first.open("a").append(new Uint8Array(10).fill(1));
  await first.flush();
  let arrive = (): void => {};
  const arrival = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const disk = await mountDisk({
    ...store,
    async read(name, position, length) {
      const bytes = await store.read(name, position, length);
      await arrival;
      return bytes;
    },
  });
  const file = disk.open("a");
  const read = file.read(0, 10);
  file.truncate(3);
  file.truncate(6);
  await disk.flush();
  arrive();
  const expected = Uint8Array.of(1, 1, 1, 0, 0, 0);
  expect(await read).toEqual(expected);
  expect(await file.read(0, 10)).toEqual(expected);
});

test("clean chunks above the bound are given up, dirty ones never", async () => {
  const disk = await mountDisk(createMemoryStore(), { chunkBytes: 1024, cacheBytes: 10 * 1024 });
  disk.open("a").append(new Uint8Array(50 * 1024).fill(7));
  expect(disk.residentBytes()).toBe(50 * 1024);
  await disk.flush();
  expect(disk.residentBytes()).toBeLessThanOrEqual(10 * 1024);
  const read = disk.open("a").read(0, 5000);
  expect(read).toBeInstanceOf(Promise);
  expect((await read).every((byte) => byte === 7)).toBe(true);
});

test("small files take little memory", async () => {
  const disk = await mountDisk(createMemoryStore());
  for (let i = 0; i < 100; i++) disk.open(`f${i}`).append(Uint8Array.of(1));
  expect(disk.residentBytes()).toBeLessThanOrEqual(100 * 1024);
});

test("a torn power cut leaves the first part of what was not flushed, and nothing of new files", async () => {
  const store = createMemoryStore();
  const disk = await mountDisk(store);
  disk.open("log").append(utf8Encode("flushed "));
  await disk.flush();
  disk.open("log").append(utf8Encode("and more that was not"));
  disk.open("new").append(utf8Encode("x"));
  const { ops, torn } = disk.planTear(seededRandom(4));
  disk.kill();
  await store.commit(ops);
  const after = await mountDisk(store);
  const text = utf8Decode(await after.open("log").read(0, 100));
  expect("flushed and more that was not".startsWith(text)).toBe(true);
  expect(text.length).toBe("flushed ".length + torn.reachedBytes);
  expect(torn.reachedBytes).toBeGreaterThan(0);
  expect(torn).toMatchObject({ files: 2, lostBytes: 22 - torn.reachedBytes });
  expect(after.list()).toEqual(["log"]);
});

test("a store that takes its bytes at once gets them without a copy, and has what the file had then", async () => {
  const store = createMemoryStore();
  const given: Uint8Array[] = [];
  const disk = await mountDisk({
    ...store,
    takesAtOnce: true,
    commit(ops) {
      for (const op of ops) if (op.kind === "write") given.push(op.bytes);
      return store.commit(ops);
    },
  });
  const file = disk.open("f");
  file.append(Uint8Array.of(1, 2, 3));
  const flushed = disk.flush();
  file.write(0, Uint8Array.of(9));
  await flushed;
  expect(given.map(({ buffer }) => buffer.byteLength > 3)).toEqual([true]);
  expect([...(await store.read("f", 0, 3))]).toEqual([1, 2, 3]);
  await disk.flush();
  expect([...(await store.read("f", 0, 3))]).toEqual([9, 2, 3]);
});

test("a full chunk is kept by the store in memory without a copy, and what comes later does not change it", async () => {
  const store = createMemoryStore();
  const given: Uint8Array[] = [];
  const disk = await mountDisk({
    ...store,
    commit(ops) {
      for (const op of ops) if (op.kind === "write" && op.lasting === true) given.push(op.bytes);
      return store.commit(ops);
    },
  });
  const file = disk.open("f");
  const durable = async (position: number): Promise<number> => (await store.read("f", position, 1))[0]!;
  file.append(new Uint8Array(CHUNK_BYTES).fill(1));
  await disk.flush();
  expect(given).toHaveLength(1);
  const [kept] = given;
  file.write(5, Uint8Array.of(9));
  file.append(Uint8Array.of(2));
  expect([await durable(5), kept![5], file.peek(5, 1)![0]]).toEqual([1, 1, 9]);
  await disk.flush();
  expect([await durable(5), await durable(CHUNK_BYTES)]).toEqual([9, 2]);
  file.truncate(4);
  file.truncate(CHUNK_BYTES);
  expect([await durable(5), file.peek(5, 1)]).toEqual([9, null]);
  await disk.flush();
  expect([await durable(3), await durable(5), kept![5]]).toEqual([1, 0, 1]);
});

test("the store in memory cuts what it keeps in a copy", async () => {
  const store = createMemoryStore();
  const bytes = new Uint8Array(store.keptBytes!).fill(1);
  await store.commit([
    { kind: "create", name: "f" },
    { kind: "write", name: "f", position: 0, bytes, restIsZeros: true, lasting: true },
    { kind: "truncate", name: "f", sizeBytes: 10 },
    { kind: "truncate", name: "f", sizeBytes: 12 },
    { kind: "write", name: "f", position: 0, bytes: Uint8Array.of(7), restIsZeros: false },
  ]);
  expect([...(await store.read("f", 0, 12))]).toEqual([7, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0]);
  expect(bytes.every((byte) => byte === 1)).toBe(true);
});
