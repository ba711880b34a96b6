// Builds the app together with the pages that only tests open, apart from dist/, and serves it as `npm start` would.
import { build, preview } from "vite";

const port = Number(process.argv[2]);
const outDir = process.argv[3] ?? "node_modules/.cache/samsa-browser-tests";

await build({ mode: "browser-tests", logLevel: "warn", build: { outDir, emptyOutDir: true } });
const server = await preview({
  mode: "browser-tests",
  build: { outDir },
  preview: { port, strictPort: true },
});
server.printUrls();
