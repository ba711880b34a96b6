// Where the directories of log.dirs lie on the node's one disk. A node with one directory has its files at the root of
// the disk; of several, each has its files under its own path. Who had one and gets more keeps the first where it is.
import type { Disk } from "../ports/disk.ts";
import { META_PROPERTIES } from "./file-names.ts";

export interface LogDirPlace {
  readonly path: string;
  /** "" for the root, else with a "/" at its end. */
  readonly prefix: string;
}

export function placeLogDirs(paths: readonly string[], disk: Disk): LogDirPlace[] {
  const prefixes = paths.map(logDirPrefix);
  const isThere = (prefix: string): boolean => disk.exists(prefix + META_PROPERTIES);
  const firstHasMoved = isThere(prefixes[0]!) || (paths.length > 1 && !isThere(""));
  return paths.map((path, i) => ({ path, prefix: i === 0 && !firstHasMoved ? "" : prefixes[i]! }));
}

/** `/var/kafka/a` lies at `var/kafka/a/`. */
export function logDirPrefix(path: string): string {
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  return parts.length === 0 ? "" : `${parts.join("/")}/`;
}

/** Says of a file whether it lies in the directory `path`, by what is on the disk now. */
export function isInLogDir(disk: Disk, path: string): (name: string) => boolean {
  const prefix = logDirPrefix(path);
  if (disk.exists(prefix + META_PROPERTIES)) return (name) => name.startsWith(prefix);
  // It lies at the root, with the others below it.
  const others = disk
    .list()
    .filter((name) => name.endsWith(`/${META_PROPERTIES}`))
    .map((name) => name.slice(0, -META_PROPERTIES.length));
  return (name) => !others.some((other) => name.startsWith(other));
}
