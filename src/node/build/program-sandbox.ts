// Builds what learners' programs run in: one self-contained classic script with the client library (a module could not
// be put before a program's text), and the sandbox document, whose only script is inline and named by its hash.
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { type Plugin as BundlePlugin, build } from "esbuild";
import type { Plugin } from "vite";

const FRAME = "src/workers/program/frame.ts";
const MODULE = "virtual:program-sandbox";
const RESOLVED = `\0${MODULE}`;
const FRAME_FILE = "sandbox.html";
const DEV_RUNTIME = "/@program-runtime.js";

/** A program can fetch nothing, so the WebAssembly of Zstandard comes inside the script; decoded when it is used. */
const zstdInside: BundlePlugin = {
  name: "samsa-zstd-inside",
  setup(bundler) {
    const web = join(dirname(createRequire(import.meta.url).resolve("@bokuweb/zstd-wasm")), "../web");
    const path = (file: string): string => JSON.stringify(join(web, file));
    bundler.onResolve({ filter: /^@bokuweb\/zstd-wasm$/ }, ({ path }) => ({
      path,
      namespace: "zstd-inside",
    }));
    bundler.onLoad({ filter: /.*/, namespace: "zstd-inside" }, () => ({
      resolveDir: web,
      contents: `
        import { Module, waitInitialized } from ${path("module.js")};
        import bytes from ${path("zstd.wasm")};
        export { compress } from ${path("simple/compress.js")};
        export { decompress } from ${path("simple/decompress.js")};
        export async function init() {
          Module.init(bytes);
          await waitInitialized();
        }`,
    }));
  },
};

async function bundle(root: string, entry: string, minify: boolean): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    absWorkingDir: root,
    bundle: true,
    write: false,
    format: "iife",
    platform: "browser",
    target: "es2022",
    minify,
    // The names of exceptions are part of what a learner reads.
    keepNames: true,
    legalComments: "none",
    plugins: [zstdInside],
    loader: { ".wasm": "binary" },
    logLevel: "warning",
  });
  return outputFiles[0]!.text;
}

/** No network at all, no script but the one inside, workers only of its own making. */
function frameDocument(script: string): string {
  const hash = createHash("sha256").update(script).digest("base64");
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${hash}' 'wasm-unsafe-eval'`,
    "worker-src blob:",
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Samsa: programs</title>
</head>
<body><script>${script}</script></body>
</html>
`;
}

/** `runtime` is the entry of the script that goes before a program's text. */
export function programSandbox(runtime: string): Plugin {
  let isBuild = false;
  let root = "";
  return {
    name: "samsa-program-sandbox",
    configResolved(config) {
      isBuild = config.command === "build";
      root = config.root;
    },
    resolveId: (id) => (id === MODULE ? RESOLVED : undefined),
    async load(id) {
      if (id !== RESOLVED) return undefined;
      if (!isBuild) {
        return `export const runtimeUrl = ${JSON.stringify(DEV_RUNTIME)};\nexport const frameUrl = "/${FRAME_FILE}";`;
      }
      const [script, frame] = await Promise.all([bundle(root, runtime, true), bundle(root, FRAME, true)]);
      const asset = this.emitFile({ type: "asset", name: "program-runtime.js", source: script });
      // Beside index.html under a fixed name: servers may be told to treat it apart.
      this.emitFile({ type: "asset", fileName: FRAME_FILE, source: frameDocument(frame.trim()) });
      const runtimeUrl = `import.meta.ROLLUP_FILE_URL_${asset}`;
      const frameUrl = `new URL(/* @vite-ignore */ "../${FRAME_FILE}", import.meta.url).href`;
      return `export const runtimeUrl = ${runtimeUrl};\nexport const frameUrl = ${frameUrl};`;
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const path = (request.url ?? "").split("?")[0];
        if (path !== DEV_RUNTIME && path !== `/${FRAME_FILE}`) return next();
        const isFrame = path !== DEV_RUNTIME;
        bundle(root, isFrame ? FRAME : runtime, false)
          .then((script) => {
            response.setHeader("Content-Type", isFrame ? "text/html" : "text/javascript");
            response.end(isFrame ? frameDocument(script.trim()) : script);
          })
          .catch(next);
      });
    },
  };
}
