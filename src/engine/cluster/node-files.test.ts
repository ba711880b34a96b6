import { expect, test } from "vitest";
import { createMemoryStore } from "../disk/memory-store.ts";
import { mountDisk } from "../disk/page-cache.ts";
import { filesOfDisk, filesOfStore } from "./node-files.ts";

const LOG = "orders-0/00000000000000000007.log";

test("a living disk shows what is only in the page cache; a store what a power cut leaves", async () => {
  const store = createMemoryStore();
  const disk = await mountDisk(store);
  disk.open(LOG).append(Uint8Array.of(1, 2, 3));
  disk.open("meta.properties").append(Uint8Array.of(9));
  await disk.flush();
  disk.open(LOG).append(Uint8Array.of(4, 5));
  const living = filesOfDisk(disk);
  expect(await living.list()).toEqual([
    { name: "meta.properties", sizeBytes: 1, dirty: [], topic: null, partition: null, baseOffset: null },
    { name: LOG, sizeBytes: 5, dirty: [{ start: 3, end: 5 }], topic: "orders", partition: 0, baseOffset: 7 },
  ]);
  expect([...(await living.read(LOG, 1, 100))]).toEqual([2, 3, 4, 5]);
  disk.kill();
  const left = filesOfStore(async () => store);
  expect((await left.list()).map(({ name, sizeBytes }) => [name, sizeBytes])).toEqual([
    ["meta.properties", 1],
    [LOG, 3],
  ]);
  expect([...(await left.read(LOG, 2, 100))]).toEqual([3]);
  expect(await left.read(LOG, 3, 1)).toHaveLength(0);
});

test("looking makes no files", async () => {
  const disk = await mountDisk(createMemoryStore());
  const files = filesOfDisk(disk);
  await expect(files.read("nothing.log", 0, 1)).rejects.toThrow("nothing.log: no such file");
  await expect(filesOfStore(async () => createMemoryStore()).read("nothing.log", 0, 1)).rejects.toThrow(
    "no such file",
  );
  expect(await files.list()).toEqual([]);
});

test("below a log directory of several, a partition's files are known too", async () => {
  const disk = await mountDisk(createMemoryStore());
  disk.open(`data/2/${LOG}`).append(Uint8Array.of(1));
  expect(await filesOfDisk(disk).list()).toMatchObject([{ topic: "orders", partition: 0, baseOffset: 7 }]);
});
