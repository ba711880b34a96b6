import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type MountedDisk, mountDisk } from "../../engine/disk/page-cache.ts";
import type { DiskBench } from "../../engine/ports/testing/disk-bench.ts";
import { diskCases } from "../../engine/ports/testing/disk-suite.ts";
import { createFileStore } from "./file-store.ts";

let directory = "";

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "samsa-disk-"));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

function fileBench(): DiskBench {
  let disk: MountedDisk | null = null;
  return {
    async mount(options) {
      disk = await mountDisk(createFileStore(join(directory, "data")), options);
      return disk;
    },
    async crash() {
      disk?.kill();
    },
    async storedBytes() {
      const entries = await readdir(join(directory, "data"), { recursive: true });
      const found = await Promise.all(entries.map((entry) => stat(join(directory, "data", entry))));
      return found.reduce((sum, file) => sum + (file.isFile() ? file.blocks * 512 : 0), 0);
    },
  };
}

for (const { name, run } of diskCases()) test(`files: ${name}`, () => run(fileBench()));

test("the engine's names are paths below the directory, and empty directories go", async () => {
  const disk = await mountDisk(createFileStore(directory));
  disk.open("orders-0/00000000000000000000.log").append(Uint8Array.of(1, 2, 3));
  await disk.flush();
  expect([...(await readFile(join(directory, "orders-0/00000000000000000000.log")))]).toEqual([1, 2, 3]);
  disk.remove("orders-0/00000000000000000000.log");
  await disk.flush();
  expect(await readdir(directory)).toEqual([]);
});

test("a directory that cannot be opened is denied or failed, not a crash", async () => {
  await mountDisk(createFileStore(directory)).then(async (disk) => {
    disk.open("plain").append(Uint8Array.of(1));
    await disk.flush();
  });
  await expect(mountDisk(createFileStore(join(directory, "plain")))).rejects.toMatchObject({
    name: "DiskError",
  });
});
