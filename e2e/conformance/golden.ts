// Where recorded cases are read from. The project's copy is compressed; a folder given by --dir may hold either form.
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";

/** Every command runs from the project's root. */
const OWN_COPY = resolve("e2e/golden");

export function goldenDir(topic: string, dir: string | undefined): string {
  return dir === undefined ? join(OWN_COPY, topic) : resolve(dir);
}

/** The text of a file that may be there under its own name or with `.gz` behind it; undefined when it is not. */
export function readGolden(dir: string, name: string): string | undefined {
  const plain = name.endsWith(".gz") ? name.slice(0, -3) : name;
  if (existsSync(join(dir, plain))) return readFileSync(join(dir, plain), "utf8");
  const packed = join(dir, `${plain}.gz`);
  return existsSync(packed) ? gunzipSync(readFileSync(packed)).toString("utf8") : undefined;
}

/** The cases of a file, one JSON value a line. None when there is no such file. */
export function readCases<T>(dir: string, name: string): T[] {
  const text = readGolden(dir, name) ?? "";
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T);
}
