// Checks the types of each world against its own tsconfig: the engine knows neither DOM nor Node.
import { spawnSync } from "node:child_process";

const worlds = [
  "src/engine",
  "src/workers",
  "src/workers/tsconfig.tests.json",
  "src/lessons",
  "src/node",
  "src/ui",
  "e2e",
];
let failed = false;
for (const world of worlds) {
  const { status } = spawnSync("npx", ["--no-install", "tsc", "-p", world], { stdio: "inherit" });
  if (status !== 0) {
    failed = true;
    console.error(`types: ${world} failed`);
  }
}
process.exit(failed ? 1 : 0);
