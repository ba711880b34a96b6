// `npm start`: installs if needed, builds if something changed, serves dist/.
import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { installPackages } from "./install.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
const DEFAULT_PORT = 4173;
const SOURCES = ["src", "public", "index.html", "vite.config.ts", "package.json", "package-lock.json"];

/** When the newest of `paths`, and of what lies in them, was changed. */
function newestMs(paths) {
  return Math.max(
    0,
    ...paths.filter(existsSync).map((path) => {
      const { mtimeMs } = statSync(path);
      if (!statSync(path).isDirectory()) return mtimeMs;
      return Math.max(mtimeMs, newestMs(readdirSync(path).map((name) => join(path, name))));
    }),
  );
}

function isBuilt() {
  const page = join(root, "dist/index.html");
  return existsSync(page) && statSync(page).mtimeMs >= newestMs(SOURCES.map((name) => join(root, name)));
}

const port = Number(process.env.PORT ?? DEFAULT_PORT);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`PORT must be a number from 0 to 65535, not "${process.env.PORT}"`);
  process.exit(2);
}

process.chdir(root);
installPackages();
// Only now: Vite may have been installed a moment ago.
const { build, preview } = await import("vite");
if (!isBuilt()) {
  console.log("Building …");
  await build({ root, logLevel: "warn" });
}
const server = await preview({ root, logLevel: "warn", preview: { port, strictPort: true } }).catch(
  (error) => {
    console.error(`Samsa could not be served: ${error.message}`);
    process.exit(1);
  },
);
const { port: served } = server.httpServer.address();
console.log(`Samsa is ready: http://localhost:${served}/`);

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    server.httpServer.close();
    process.exit(0);
  });
}
