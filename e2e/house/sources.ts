// The project's own source files and what they import, for the tests that guard the house rules.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** Tracked files and new ones that are not ignored, as paths from the root. */
export function projectFiles(): string[] {
  const args = ["ls-files", "--cached", "--others", "--exclude-standard"];
  const listed = execFileSync("git", args, { cwd: ROOT, encoding: "utf8" }).split("\n");
  const deleted = new Set(
    execFileSync("git", ["ls-files", "--deleted"], { cwd: ROOT, encoding: "utf8" }).split("\n"),
  );
  return listed.filter((file) => file !== "" && !deleted.has(file));
}

export function sourceFiles(): string[] {
  return projectFiles().filter((file) => /^(src|e2e)\/.*\.(ts|tsx|mjs|css)$/.test(file));
}

export function read(file: string): string {
  return readFileSync(join(ROOT, file), "utf8");
}

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s+(?:[^"'`;]*?\sfrom\s+)?["']([^"']+)["']|import\(\s*["']([^"']+)["']\s*\)/g;

/** Paths from the root for relative imports, package names for the others. */
export function importsOf(file: string): string[] {
  const text = read(file);
  const targets: string[] = [];
  for (const [, fixed, lazy] of text.matchAll(IMPORT)) {
    const target = fixed ?? lazy!;
    targets.push(target.startsWith(".") ? relative(ROOT, resolve(ROOT, dirname(file), target)) : target);
  }
  return targets;
}
