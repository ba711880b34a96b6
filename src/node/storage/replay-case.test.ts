import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readBatchHeader } from "../../engine/records/batch.ts";
import { replayCase } from "./replay-case.ts";

let out: string;
beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), "samsa-replay-"));
});
afterAll(() => rm(out, { recursive: true, force: true }));

test("a recorded case leaves its files, with what is in them", async () => {
  const { steps, files } = await replayCase("e2e/golden/storage/cases/plain/reopen.json.gz", out);
  expect(steps).toBeGreaterThan(3);
  const names = await readdir(join(out, "t-0"));
  expect(names).toHaveLength(files);
  expect(names).toContain("partition.metadata");
  const log = await readFile(join(out, "t-0/00000000000000000000.log"));
  expect(readBatchHeader(log).baseOffset).toBe(0);
  const again = await replayCase("e2e/golden/storage/cases/roll/preallocate.json.gz", out);
  expect(await readdir(join(out, "t-0"))).toHaveLength(again.files);
  expect((await stat(join(out, "t-0/00000000000000000002.log"))).size).toBe(700);
});

test("what is no case is refused", async () => {
  await expect(replayCase("package.json", out)).rejects.toMatchObject({ name: "CaseError" });
});
