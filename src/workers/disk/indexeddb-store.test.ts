import "fake-indexeddb/auto";
import { forceCloseDatabase } from "fake-indexeddb";
import { beforeEach, expect, test, vi } from "vitest";
import { type MountedDisk, mountDisk } from "../../engine/disk/page-cache.ts";
import type { DiskBench } from "../../engine/ports/testing/disk-bench.ts";
import { againstModel, diskCases } from "../../engine/ports/testing/disk-suite.ts";
import { createIndexedDbStore, deleteDisk, RECORD_BYTES } from "./indexeddb-store.ts";

let disks = 0;
let name = "";

beforeEach(() => {
  name = `disk-${++disks}`;
});

function indexedDbBench(): DiskBench {
  let disk: MountedDisk | null = null;
  return {
    async mount(options) {
      disk = await mountDisk(createIndexedDbStore(name), options);
      return disk;
    },
    async crash() {
      disk?.kill();
    },
    storedBytes: () => storedBytes(name),
  };
}

/** What the database holds of content. */
async function storedBytes(database: string): Promise<number> {
  const raw = await new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB.open(database);
    request.onsuccess = () => resolve(request.result);
  });
  const records = await new Promise<ArrayBuffer[]>((resolve) => {
    const request = raw.transaction("records").objectStore("records").getAll();
    request.onsuccess = () => resolve(request.result);
  });
  raw.close();
  return records.reduce((sum, record) => sum + record.byteLength, 0);
}

for (const { name: title, run } of diskCases()) test(`IndexedDB: ${title}`, () => run(indexedDbBench()));

test("random changes of files of several records", () => againstModel(indexedDbBench(), 5, 300));

test("a transaction that the browser aborts for want of room changes nothing", async () => {
  const store = createIndexedDbStore(name);
  const disk = await mountDisk(store);
  disk.open("a").append(new Uint8Array(RECORD_BYTES + 10).fill(1));
  await disk.flush();
  disk.open("a").append(new Uint8Array(10).fill(2));
  disk.rename("a", "b");
  const put = vi.spyOn(IDBObjectStore.prototype, "put").mockImplementationOnce(() => {
    throw new DOMException("no room", "QuotaExceededError");
  });
  await expect(disk.flush()).rejects.toMatchObject({
    name: "DiskError",
    kind: "full",
    message: expect.stringMatching(/no more room .*no room/),
  });
  put.mockRestore();
  expect(await createIndexedDbStore(name).load()).toEqual([{ name: "a", sizeBytes: RECORD_BYTES + 10 }]);
  await disk.flush();
  expect(await createIndexedDbStore(name).load()).toEqual([{ name: "b", sizeBytes: RECORD_BYTES + 20 }]);
});

test("every flush is one relaxed transaction", async () => {
  const disk = await mountDisk(createIndexedDbStore(name));
  const transaction = vi.spyOn(IDBDatabase.prototype, "transaction");
  for (const file of ["a", "b"]) disk.open(file).append(Uint8Array.of(1));
  await disk.flush();
  expect(transaction.mock.calls).toEqual([
    [["files", "records"], "readwrite", expect.objectContaining({ durability: "relaxed" })],
  ]);
  transaction.mockRestore();
});

test("a browser that refuses to open gives denied", async () => {
  vi.spyOn(indexedDB, "open").mockImplementationOnce(() => {
    throw new DOMException("private mode", "SecurityError");
  });
  await expect(mountDisk(createIndexedDbStore(name))).rejects.toMatchObject({ kind: "denied" });
});

test("storage that the browser takes away is a failure, not the end of the node", async () => {
  let opened: IDBDatabase | null = null;
  const open = indexedDB.open.bind(indexedDB);
  vi.spyOn(indexedDB, "open").mockImplementationOnce((...parameters) => {
    const request = open(...parameters);
    request.addEventListener("success", () => {
      opened = request.result;
    });
    return request;
  });
  const disk = await mountDisk(createIndexedDbStore(name));
  disk.open("a").append(Uint8Array.of(1));
  forceCloseDatabase(opened! as unknown as typeof IDBDatabase);
  await expect(disk.flush()).rejects.toMatchObject({
    name: "DiskError",
    kind: "failed",
    message: expect.stringMatching(/cleared, evicted or deleted/),
  });
  expect(disk.dirtyBytes()).toBe(1);
});

test("a disk that is deleted under its node fails, and begins empty", async () => {
  const disk = await mountDisk(createIndexedDbStore(name));
  disk.open("a").append(Uint8Array.of(1));
  await disk.flush();
  await deleteDisk(name);
  disk.open("a").append(Uint8Array.of(2));
  await expect(disk.flush()).rejects.toMatchObject({
    name: "DiskError",
    kind: "failed",
    message: expect.stringMatching(/cleared, evicted or deleted/),
  });
  expect((await mountDisk(createIndexedDbStore(name))).list()).toEqual([]);
});

test("the content of deleted files leaves the database", async () => {
  const store = createIndexedDbStore(name);
  const disk = await mountDisk(store);
  disk.open("a").append(new Uint8Array(3 * RECORD_BYTES));
  disk.open("b").append(Uint8Array.of(1));
  await disk.flush();
  disk.rename("b", "a");
  disk.open("a").truncate(0);
  await disk.flush();
  expect(await storedBytes(name)).toBe(0);
});
