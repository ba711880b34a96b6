// Bundles a TypeScript entry point for Node with esbuild into node_modules/.cache.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { esbuildLessonText } from "./lesson-text.mjs";

const root = rootAbove(dirname(fileURLToPath(import.meta.url)));

/** This file runs from its place and from a bundle in the cache; both lie below the project's package.json. */
function rootAbove(folder) {
  return existsSync(join(folder, "package.json")) ? folder : rootAbove(dirname(folder));
}

/**
 * Bundles `entry` (relative to the project) and gives the path of the runnable file. The folder's name is the hash of
 * what is in it. `plugins` are esbuild's, asked before our own.
 */
export async function bundle(entry, plugins = []) {
  const out = join(root, "node_modules/.cache/samsa");
  // As deep as the folder that it ends up in, so that the paths in the source map hold.
  const outdir = join(out, "bundle");
  const result = await build({
    entryPoints: [resolve(root, entry)],
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    write: false,
    outdir,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    sourcemap: "inline",
    sourcesContent: false,
    logLevel: "warning",
    plugins: [...plugins, esbuildLessonText()],
    // Only the entry stands at the top of the bundle.
    chunkNames: "chunks/[name]-[hash]",
    outExtension: { ".js": ".mjs" },
  });
  const hash = createHash("sha256");
  for (const file of result.outputFiles) hash.update(file.path).update(file.contents);
  const folder = join(out, hash.digest("hex").slice(0, 16));
  const main = result.outputFiles.find((file) => relative(outdir, file.path).split("/").length === 1);
  const path = (file) => join(folder, relative(outdir, file.path));
  if (!existsSync(folder)) {
    // Written beside and renamed, so that two runs at once never see half a bundle.
    const draft = `${folder}.${process.pid}`;
    for (const file of result.outputFiles) {
      const target = join(draft, relative(outdir, file.path));
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, file.contents);
    }
    await rename(draft, folder).catch(() => rm(draft, { recursive: true, force: true }));
  }
  return path(main);
}
