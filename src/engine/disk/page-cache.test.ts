import fc from "fast-check";
import { expect, test } from "vitest";
import { DiskError } from "../ports/disk.ts";
import { againstModel, type DiskBench, diskCases } from "../ports/testing/disk-suite.ts";
import { createMemoryStore } from "./memory-store.ts";
import { type MountedDisk, mountDisk } from "./page-cache.ts";
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
