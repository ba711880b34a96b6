// All of golden/storage: the cases step by step, with the files and the dumps of the tool, their compressed batches built
// by us, the tables for single classes, and the sizes of batches.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { RecordedCase } from "../../../src/engine/log/replay/case.ts";
import { loadCodec } from "../../../src/engine/records/compression.ts";
import { readCases, readGolden } from "../golden.ts";
import { Tally } from "../tally.ts";
import { checkCase } from "./check-case.ts";
import { checkOwnBatches, compressedSteps } from "./own-batches.ts";
import { checkSize, type SizeRow } from "./sizes.ts";
import { checkUnit, type UnitRow } from "./units.ts";

export async function runStorage(dir: string): Promise<Tally> {
  for (const codec of [1, 2, 3, 4]) await loadCodec(codec);
  const tally = new Tally();
  for (const path of caseFiles(dir)) {
    const recorded = JSON.parse(readGolden(dir, path)!) as RecordedCase;
    await tally.check(recorded.name, () => checkCase(recorded));
    for (const [index, step] of compressedSteps(recorded).entries()) {
      await tally.check(`${recorded.name}, compressed by us #${index}`, () => checkOwnBatches(step));
    }
  }
  for (const [index, row] of readCases<UnitRow>(dir, "units.jsonl").entries()) {
    await tally.check(`${row.unit} #${index}`, () => checkUnit(row));
  }
  const sizes = readCases<SizeRow>(dir, "sizes.jsonl");
  for (const [index, row] of sizes.entries())
    await tally.check(`size #${index}`, () => checkSize(row, sizes));
  return tally;
}

/** Below `dir`, in whatever folders, sorted. */
function caseFiles(dir: string): string[] {
  const all = readdirSync(dir, { recursive: true, encoding: "utf8" }).sort();
  const cases = all.filter((name) => /\.json(\.gz)?$/.test(name) && !name.startsWith("broker"));
  return cases.map((name) => join(name));
}
