import { expect, test } from "vitest";
import { createMemoryStore } from "../disk/memory-store.ts";
import { mountDisk } from "../disk/page-cache.ts";
import { watchDisk } from "./disk-changes.ts";

const BYTES = new Uint8Array(10);

test("each change is told once, with the first byte that it may have touched", async () => {
  const { disk, changes } = watchDisk(await mountDisk(createMemoryStore()));
  const taken = (): Record<string, number> => Object.fromEntries(changes.take());
  const file = disk.open("a");
  expect(taken()).toEqual({ a: 0 });
  file.append(BYTES);
  file.append(BYTES);
  expect(taken()).toEqual({ a: 0 });
  file.append(BYTES);
  expect(taken()).toEqual({ a: 20 });
  file.write(25, BYTES);
  file.write(5, BYTES);
  file.append(BYTES);
  expect(taken()).toEqual({ a: 5 });
  file.truncate(12);
  expect(taken()).toEqual({ a: 12 });
  file.truncate(40);
  expect(taken()).toEqual({ a: 12 });
  // Bytes that a gap leaves are new, too.
  file.write(60, BYTES);
  expect(taken()).toEqual({ a: 40 });
  expect(disk.open("a")).toBe(file);
  await file.read(0, 10);
  await disk.flush();
  expect(taken()).toEqual({});
  disk.open("b").append(BYTES);
  disk.rename("a", "c");
  expect(taken()).toEqual({ a: 0, b: 0, c: 0 });
  file.append(BYTES);
  disk.remove("b");
  expect(taken()).toEqual({ b: 0, c: 70 });
});
