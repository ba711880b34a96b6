// How lesson texts get into a bundle: `*.md` as the HTML of its Markdown, `*.ts?raw` as the text it is. One plugin for
// Vite (pages, tests) and one for esbuild (the command line), made of the same two functions.
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { marked } from "marked";

async function htmlOf(path) {
  return await marked.parse(await readFile(path, "utf8"), { gfm: true, async: true });
}

/** Vite reads `?raw` by itself. */
export function viteLessonText() {
  return {
    name: "samsa-lesson-text",
    enforce: "pre",
    async load(id) {
      if (!id.endsWith(".md")) return undefined;
      return { code: `export default ${JSON.stringify(await htmlOf(id))};`, map: null, moduleType: "js" };
    },
  };
}

export function esbuildLessonText() {
  return {
    name: "samsa-lesson-text",
    setup(build) {
      build.onLoad({ filter: /\.md$/ }, async ({ path }) => ({
        contents: await htmlOf(path),
        loader: "text",
      }));
      build.onResolve({ filter: /\?raw$/ }, ({ path, resolveDir }) => ({
        path: resolve(resolveDir, path.slice(0, -"?raw".length)),
        namespace: "raw",
      }));
      build.onLoad({ filter: /.*/, namespace: "raw" }, async ({ path }) => ({
        contents: await readFile(path, "utf8"),
        loader: "text",
        resolveDir: dirname(path),
      }));
    },
  };
}
