// The files of a store as an archive has them.

import { utf8Encode } from "../base/utf8.ts";
import type { DiskStore, StoredFile } from "../disk/store.ts";
import { isDeletedDirectory } from "../log/file-names.ts";
import { ArchiveError } from "./archive-error.ts";
import type { TarSource } from "./tar-writer.ts";

const READ_BYTES = 1024 * 1024;

/** Everything of a node's disk, but for what waits to be deleted or was never finished. */
export function belongsToNode({ name }: StoredFile): boolean {
  const folder = name.slice(0, Math.max(0, name.lastIndexOf("/")));
  return !isDeletedDirectory(folder) && !/\.(tmp|deleted|cleaned)$/.test(name);
}

export function storedFile(store: DiskStore, { name, sizeBytes }: StoredFile, as: string): TarSource {
  return {
    name: as,
    sizeBytes,
    async *content() {
      for (let at = 0; at < sizeBytes; at += READ_BYTES) {
        yield await store.read(name, at, Math.min(READ_BYTES, sizeBytes - at));
      }
    },
  };
}

export function textFile(name: string, text: string): TarSource {
  const bytes = utf8Encode(text);
  return { name, sizeBytes: bytes.length, content: () => [bytes] };
}

/** What was read from a store that a node works on is good if every file is still there, and none has become shorter. */
export function assertUnchanged(before: readonly StoredFile[], after: readonly StoredFile[]): void {
  const sizes = new Map(after.map(({ name, sizeBytes }) => [name, sizeBytes]));
  for (const { name, sizeBytes } of before) {
    if ((sizes.get(name) ?? -1) < sizeBytes) throw new ArchiveError("changed", name);
  }
}
