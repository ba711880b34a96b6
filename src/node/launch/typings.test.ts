// The editor must promise what the module has: its typings are made anew and compared, and the programs of the lessons
// are checked against them.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../../..");

test("the editor's typings are those of the module", () => {
  const { status, stderr } = spawnSync(process.execPath, ["src/node/launch/typings.mjs", "--check"], {
    cwd: root,
    encoding: "utf8",
  });
  expect({ status, stderr: stderr.replace(/^npm warn.*\n/gm, "") }).toEqual({ status: 0, stderr: "" });
});

test("the programs of the lessons are typed right", () => {
  const programs = readdirSync(join(root, "src/lessons"), { recursive: true, encoding: "utf8" })
    .filter((file) => /(^|\/)(start|solution|wrong)[^/]*\.ts$/.test(file))
    .map((file) => join(root, "src/lessons", file));
  expect(programs.length).toBeGreaterThan(0);
  const cache = join(root, "node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "samsa-programs-"));
  try {
    const typings = spawnSync(process.execPath, ["-e", PRINT_TYPINGS], { cwd: root, encoding: "utf8" });
    writeFileSync(join(folder, "samsa.d.ts"), typings.stdout);
    writeFileSync(
      join(folder, "globals.d.ts"),
      "declare const console: { log(...values: unknown[]): void; error(...values: unknown[]): void };",
    );
    const compilerOptions = { lib: ["ES2023"], types: [], noEmit: true, allowImportingTsExtensions: true };
    const config = {
      extends: join(root, "tsconfig.base.json"),
      compilerOptions,
      files: [join(folder, "samsa.d.ts"), join(folder, "globals.d.ts"), ...programs],
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
    const tsc = join(root, "node_modules/typescript/lib/tsc.js");
    const { status, stdout } = spawnSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8" });
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

const PRINT_TYPINGS =
  'import("./src/node/launch/typings.mjs").then(({ makeTypings }) => process.stdout.write(makeTypings()))';
