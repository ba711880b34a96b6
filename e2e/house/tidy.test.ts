// What a tidy tree looks like: rules that no linter has.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { missingOptionals } from "../../src/node/launch/complete-lock.mjs";
import { projectFiles, ROOT, read, sourceFiles } from "./sources.ts";

const LONGEST_FILE_LINES = 500;
/** Tables of data, not prose: nobody reads them top to bottom. */
const DATA_FILES = /^src\/engine\/protocol\/(schemas\/|errors\.ts)|\/config\/.*-table\.ts$/;

test("no file is too long to read", () => {
  const long = sourceFiles()
    .filter((file) => !DATA_FILES.test(file))
    .map((file) => [file, read(file).split("\n").length] as const)
    .filter(([, lines]) => lines > LONGEST_FILE_LINES);
  expect(long).toEqual([]);
});

test("nothing is put off or silenced in the source", () => {
  const marks =
    /\b(?:TODO|FIXME|XXX)\b|@ts-(?:ignore|nocheck|expect-error)|biome-ignore|\.(?:skip|only|todo|fixme)\(/;
  const own = "e2e/house/tidy.test.ts";
  const found = sourceFiles().filter((file) => file !== own && marks.test(read(file)));
  expect(found).toEqual([]);
});

test("no catch-all names", () => {
  const bad = projectFiles().filter((file) => /\/(utils?|helpers?|misc|common)\.(ts|tsx)$/.test(file));
  expect(bad).toEqual([]);
});

test("the documents that a newcomer needs are there", () => {
  const names = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "GAPS.md", "LICENSE", ".ci/run"];
  expect(names.filter((name) => !existsSync(join(ROOT, name)))).toEqual([]);
});

test("the lockfile names no registry host", () => {
  expect(read("package-lock.json")).not.toContain('"resolved"');
});

test("the lockfile is complete for every platform: npm ci refuses it otherwise (npm run lock)", () => {
  expect(missingOptionals(JSON.parse(read("package-lock.json")))).toEqual([]);
});
