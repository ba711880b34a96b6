// Completes package-lock.json after `npm install`. npm leaves out the packages of other platforms when it cannot see them
// (a partial mirror, an offline cache), and `npm ci` then refuses the lockfile everywhere. Their entries need only what
// their names say: platform and processor, so that npm knows to skip them here.
// Usage: npm run lock
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const PLATFORMS = [
  "aix",
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
];
const PROCESSORS = ["arm", "arm64", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "x64"];

/** Optional dependencies that no entry of the lockfile answers, as [name, range, the entry that wants it]. */
export function missingOptionals({ packages }) {
  const missing = [];
  for (const [path, entry] of Object.entries(packages)) {
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
      const found = `node_modules/${name}` in packages || `${path}/node_modules/${name}` in packages;
      if (!found) missing.push([name, range, entry]);
    }
  }
  return missing;
}

function entryFor(name, range, parent) {
  const words = name.split(/[/-]/);
  const os = PLATFORMS.find((platform) => words.includes(platform));
  const cpu = PROCESSORS.find((processor) => words.includes(processor));
  if (os === undefined || cpu === undefined)
    throw new Error(`${name} does not say its platform: add it by hand`);
  const libc = words.some((word) => word.startsWith("musl"))
    ? "musl"
    : words.includes("gnu")
      ? "glibc"
      : null;
  return {
    version: range.replace(/^[\^~=]+/, ""),
    cpu: [cpu],
    ...(parent.dev && { dev: true }),
    ...(os === "linux" && libc !== null && { libc: [libc] }),
    ...(parent.license && { license: parent.license }),
    optional: true,
    os: [os],
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = join(resolve(dirname(fileURLToPath(import.meta.url)), "../../.."), "package-lock.json");
  const lock = JSON.parse(readFileSync(file, "utf8"));
  const missing = missingOptionals(lock);
  for (const [name, range, parent] of missing)
    lock.packages[`node_modules/${name}`] = entryFor(name, range, parent);
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`${missing.length} entries added`);
}
