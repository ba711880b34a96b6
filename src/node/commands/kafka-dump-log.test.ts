import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { imageFilesOf } from "../../engine/log/dump/testing/golden-dumps.ts";
import { kafkaDumpLog } from "./kafka-dump-log.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "samsa-dump-"));
  const files = imageFilesOf().get("broker/static/broker-clean")!;
  for (const name of ["00000000000000000001.log", "00000000000000000001.index"])
    await writeFile(join(folder, name), files.get(`txn-0/${name}`)!);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function run(...args: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await kafkaDumpLog.run(args, { out: (line) => out.push(line), err: (line) => err.push(line) });
  return { out, err, code };
}

test("several files, and at the end on the error stream what does not fit together", async () => {
  const log = join(folder, "00000000000000000001.log");
  const { out, err, code } = await run("--deep-iteration", `--files=${log},${join(folder, "notes")}`);
  expect(out[0]).toBe(`Dumping ${log}`);
  expect(out[1]).toBe("Log starting offset: 1");
  expect(out.at(-1)).toBe(`Dumping ${join(folder, "notes")}`);
  expect(err).toEqual([
    `Ignoring unknown file ${join(folder, "notes")}`,
    `Non-consecutive offsets in ${log}`,
    "  -1 is followed by 1",
  ]);
  expect(code).toBe(0);
});

test.each([
  [
    ["--files", "nosuch.log"],
    ["Dumping nosuch.log"],
    'java.lang.NumberFormatException: For input string: "nosuch"',
  ],
  [
    ["--files", "/nowhere/07.log"],
    ["Dumping /nowhere/07.log", "Log starting offset: 7"],
    "java.nio.file.NoSuchFileException: /nowhere/07.log",
  ],
  [["--file", "a"], [], "joptsimple.UnrecognizedOptionException: file is not a recognized option"],
  [["--files"], [], "joptsimple.OptionMissingRequiredArgumentException: Option files requires an argument"],
  [
    ["--files", "a", "--files", "b"],
    [],
    "joptsimple.MultipleArgumentsForOptionException: Found multiple arguments for option files, but you asked for only one",
  ],
  [
    ["--files", "a", "--max-bytes", "many"],
    [],
    "joptsimple.OptionArgumentConversionException: Cannot parse argument 'many' of option max-bytes",
  ],
])("%j ends as Kafka's tool ends", async (args, lines, exception) => {
  const { out, err, code } = await run(...args);
  expect(out).toEqual(lines);
  expect(err).toEqual([`Exception in thread "main" ${exception}`]);
  expect(code).toBe(1);
});

test("without files it tells its usage and fails; the version is Kafka's", async () => {
  const bare = await run();
  expect([bare.code, bare.out]).toEqual([1, []]);
  expect(bare.err[0]).toContain("--files <String: file1, file2, ...>");
  const missing = await run("--print-data-log");
  expect(missing.err[0]).toMatch(/^Missing required argument "\[files\]"\n/);
  expect(missing.code).toBe(1);
  expect(await run("--version")).toEqual({ out: ["4.3.1"], err: [], code: 0 });
});
