// Makes the editor's typings of the module "samsa" from its real declarations: one self-contained text,
// `declare module "samsa" { … }`. Usage: node src/node/launch/typings.mjs [--check]
// --check writes nothing, and fails when what is written down is not what would be written.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
const API = join(root, "src/engine/clients/api");
export const TYPINGS_FILE = join(root, "src/ui/editor/samsa-typings/samsa.d.ts.txt");

const HEADER = "// Made from src/engine/clients/api by src/node/launch/typings.mjs: change it there.\n";

/** The declarations of every file that samsa.ts reaches, as the compiler writes them, internal parts left out. */
function emitDeclarations() {
  const cache = join(root, "node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "samsa-typings-"));
  try {
    const config = {
      extends: join(root, "tsconfig.base.json"),
      compilerOptions: {
        lib: ["ES2023"],
        types: [],
        noEmit: false,
        declaration: true,
        emitDeclarationOnly: true,
        stripInternal: true,
        rootDir: join(root, "src/engine"),
        outDir: join(folder, "out"),
      },
      files: [join(API, "samsa.ts"), join(root, "src/engine/base/globals.d.ts")],
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
    const tsc = join(root, "node_modules/typescript/lib/tsc.js");
    const { status, stdout } = spawnSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8" });
    if (status !== 0) throw new Error(`the declarations could not be made:\n${stdout}`);
    const out = join(folder, "out/clients/api");
    const texts = new Map();
    const visit = (name) => {
      if (texts.has(name)) return;
      const text = readFileSync(join(out, `${name}.d.ts`), "utf8");
      texts.set(name, text);
      for (const [, target] of text.matchAll(/\bfrom "([^"]+)"/g)) {
        const file = relative(out, resolve(out, target)).replace(/\.ts$/, "");
        if (file.startsWith("..")) throw new Error(`${name}.ts shows ${target}, which is not in clients/api`);
        visit(file);
      }
    };
    visit("samsa");
    return texts;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const PRIVATE_MEMBER = /^ {4}(?:\/\*\*[^\n]*\*\/\n {4})?private (?!constructor)[^\n]*\n/gm;
const IMPORT = /^import [^;]*;\n/gm;
const LINE_COMMENT = /^\/\/[^\n]*\n/gm;
const EXPORTED = /^export (?:declare )?((?:abstract )?(?:class|interface|type|const|function) (\w+))/gm;

export function makeTypings() {
  const texts = emitDeclarations();
  const face = texts.get("samsa");
  texts.delete("samsa");
  const shown = new Set(
    [...face.matchAll(/export \{([^}]*)\}/g)].flatMap(([, names]) =>
      names
        .split(",")
        .map((name) => name.trim().replace(/^type /, ""))
        .filter((name) => name !== ""),
    ),
  );
  const seen = new Map();
  const parts = [...texts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, text]) =>
      text
        .replace(LINE_COMMENT, "")
        .replace(IMPORT, "")
        .replace(PRIVATE_MEMBER, "")
        .replace(EXPORTED, (_, declaration, name) => {
          const before = seen.get(name);
          if (before !== undefined && before !== file)
            throw new Error(`${name} is in ${before} and in ${file}`);
          seen.set(name, file);
          return shown.has(name) ? `export ${declaration}` : declaration;
        })
        .replace(/^declare /gm, "")
        .replace(/^export \{\};\n/gm, "")
        .trim(),
    );
  const missing = [...shown].filter((name) => !seen.has(name));
  if (missing.length > 0) throw new Error(`not declared: ${missing.join(", ")}`);
  const body = parts
    .filter((part) => part !== "")
    .join("\n\n")
    .replace(/^(?=.)/gm, "    ");
  // With an export list of its own the module shows nothing that is not marked.
  return `${HEADER}declare module "samsa" {\n${body}\n    export {};\n}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = makeTypings();
  if (process.argv.includes("--check")) {
    if (readFileSync(TYPINGS_FILE, "utf8") !== text) {
      console.error("The editor's typings are out of date: node src/node/launch/typings.mjs");
      process.exit(1);
    }
  } else {
    mkdirSync(dirname(TYPINGS_FILE), { recursive: true });
    writeFileSync(TYPINGS_FILE, text);
    console.log(`${relative(root, TYPINGS_FILE)}: ${text.split("\n").length} lines`);
  }
}
