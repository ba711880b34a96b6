// Where files wait until they are complete: a directory that a node takes for a deleted partition's. If the import ends
// in between, even by a crash, the node's next start does away with them.
import { deletedDirectory } from "../log/file-names.ts";
import type { Rng } from "../ports/rng.ts";

export function stagingDirectory(topic: string, partition: number, rng: Rng): string {
  const hex = Array.from({ length: 4 }, () => rng.nextUint32().toString(16).padStart(8, "0")).join("");
  return deletedDirectory(topic, partition, hex);
}
