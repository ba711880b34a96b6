// Reads the newest snapshot from disk: what a node that starts begins with.
import type { MetadataRecord } from "./metadata-record.ts";
import type { RaftLog } from "./raft-log.ts";
import { decodeSnapshot, type ReadSnapshot } from "./snapshot-file.ts";

const READ_BYTES = 1024 * 1024;

export interface LoadedSnapshot {
  readonly content: ReadSnapshot;
  readonly bytes: Uint8Array;
}

/** Null when there is none. Rejects with RecordError when it is damaged. */
export async function newestSnapshot(
  { snapshots }: RaftLog,
  decode?: (value: Uint8Array) => MetadataRecord,
): Promise<LoadedSnapshot | null> {
  const newest = snapshots.latest;
  if (newest === null) return null;
  const { id, file } = newest;
  const bytes = new Uint8Array(file.sizeBytes);
  for (let at = 0; at < bytes.length; ) {
    const piece = await file.read(at, Math.min(READ_BYTES, bytes.length - at));
    if (piece.length === 0) break;
    bytes.set(piece, at);
    at += piece.length;
  }
  return { content: decodeSnapshot(id, bytes, decode), bytes };
}
