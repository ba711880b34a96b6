// Installs the packages of the lockfile when they are missing or older than it; silent when there is nothing to do.
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
const lock = join(root, "package-lock.json");
// npm writes this file last, so it is there only after a complete install.
const installed = join(root, "node_modules/.package-lock.json");

export function installPackages() {
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  console.log("Installing packages (once; a minute or so) …");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const { status } = spawnSync(npm, ["ci"], { cwd: root, stdio: "inherit" });
  if (status !== 0) {
    console.error("The packages could not be installed. Is the npm registry reachable?");
    process.exit(status ?? 1);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) installPackages();
