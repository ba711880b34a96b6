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
  const prefixes = paths.map(prefixOf);
  const isThere = (prefix: string): boolean => disk.exists(prefix + META_PROPERTIES);
  const firstHasMoved = isThere(prefixes[0]!) || (paths.length > 1 && !isThere(""));
  return paths.map((path, i) => ({ path, prefix: i === 0 && !firstHasMoved ? "" : prefixes[i]! }));
}

/** `/var/kafka/a` lies at `var/kafka/a/`. */
function prefixOf(path: string): string {
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  return parts.length === 0 ? "" : `${parts.join("/")}/`;
}
