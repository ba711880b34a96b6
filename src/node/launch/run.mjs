// Runs a TypeScript entry point under Node. Usage: node src/node/launch/run.mjs ENTRY.ts [arguments of the entry]
import { pathToFileURL } from "node:url";
import { bundle } from "./bundle.mjs";

const [node, , entry, ...rest] = process.argv;
if (entry === undefined) {
  console.error("usage: run.mjs ENTRY.ts [arguments]");
  process.exit(2);
}
const file = await bundle(entry);
process.setSourceMapsEnabled(true);
process.argv = [node, file, ...rest];
await import(pathToFileURL(file).href);
