// The checkpoint files of a broker whose partitions were replaced: nothing of them is known to be flushed or committed,
// and their logs begin where the other cluster's records had been deleted up to.
import { utf8Decode } from "../base/utf8.ts";
import type { DiskStore, StoredFile } from "../disk/store.ts";
import { formatOffsetCheckpoint, type OffsetEntry, parseOffsetCheckpoint } from "../log/checkpoint-file.ts";
import {
  LOG_START_OFFSET_CHECKPOINT,
  RECOVERY_POINT_CHECKPOINT,
  REPLICATION_OFFSET_CHECKPOINT,
} from "../log/file-names.ts";
import { MalformedFileError } from "../log/text-file.ts";
import type { FoundPartition } from "./survey.ts";

export async function withCheckpoints(
  store: DiskStore,
  files: readonly StoredFile[],
  /** "" for the root. */
  logDir: string,
  copies: readonly FoundPartition[],
): Promise<{ readonly name: string; readonly text: string }[]> {
  const texts: { name: string; text: string }[] = [];
  const isNew = ({ topic, partition }: OffsetEntry): boolean =>
    copies.some((copy) => copy.topic === topic && copy.partition === partition);
  for (const kind of [
    RECOVERY_POINT_CHECKPOINT,
    REPLICATION_OFFSET_CHECKPOINT,
    LOG_START_OFFSET_CHECKPOINT,
  ]) {
    const name = logDir + kind;
    const entries = (await read(store, files, name)).filter((entry) => !isNew(entry));
    if (kind === LOG_START_OFFSET_CHECKPOINT) {
      for (const { topic, partition, logStartOffset } of copies) {
        if (logStartOffset !== null) entries.push({ topic, partition, offset: logStartOffset });
      }
    }
    texts.push({ name, text: formatOffsetCheckpoint(entries) });
  }
  return texts;
}

async function read(store: DiskStore, files: readonly StoredFile[], name: string): Promise<OffsetEntry[]> {
  const file = files.find((known) => known.name === name);
  if (file === undefined || file.sizeBytes === 0) return [];
  try {
    return parseOffsetCheckpoint(utf8Decode(await store.read(name, 0, file.sizeBytes)), name);
  } catch (error) {
    // With a damaged one the node would not start: it is written anew.
    if (error instanceof MalformedFileError) return [];
    throw error;
  }
}
