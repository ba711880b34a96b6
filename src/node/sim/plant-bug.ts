// Puts a planted bug into a bundle while esbuild makes it.
import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";
import type { PlantedBug } from "../../engine/sim/bugs/planted-bug.ts";

/** Throws when the text to be replaced is not there exactly once: the source has moved on without its bug. */
export function spoil(source: string, { name, file, find, replace }: PlantedBug): string {
  const parts = source.split(find);
  if (parts.length !== 2)
    throw new Error(`the bug ${name} finds its place ${parts.length - 1} times in ${file}, not once`);
  return parts.join(replace);
}

export function plantBug(bug: PlantedBug): Plugin {
  return {
    name: "planted-bug",
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (!path.endsWith(`/${bug.file}`)) return undefined;
        return { contents: spoil(await readFile(path, "utf8"), bug), loader: "ts" };
      });
    },
  };
}
