// Small text files that are always written whole: beside the old one, then renamed over it.
import { utf8Decode, utf8Encode } from "../base/utf8.ts";
import type { Disk } from "../ports/disk.ts";

/** The content is right, its form is not: the log that it belongs to cannot be loaded. */
export class MalformedFileError extends Error {
  override readonly name = "MalformedFileError";
}

export function writeTextFile(disk: Disk, name: string, text: string): void {
  const draft = disk.open(`${name}.tmp`);
  draft.truncate(0);
  draft.append(utf8Encode(text));
  disk.rename(draft.name, name);
}

/** Null when there is no such file. */
export async function readTextFile(disk: Disk, name: string): Promise<string | null> {
  if (!disk.exists(name)) return null;
  const file = disk.open(name);
  return utf8Decode(await file.read(0, file.sizeBytes));
}
