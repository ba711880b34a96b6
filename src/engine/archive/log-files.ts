// Which files of a log directory an archive carries: what recovery builds on, and nothing that waits to be deleted.
import {
  isDeletedDirectory,
  LEADER_EPOCH_CHECKPOINT,
  PARTITION_METADATA,
  parsePartitionDirectory,
} from "../log/file-names.ts";

const SEGMENT_FILE = /^\d{20}\.(log|index|timeindex|txnindex|snapshot)(\.swap)?$/;
/** Of the metadata log: a snapshot, and the state of the quorum. */
const METADATA_FILE = /^(\d{20}-\d{10}\.checkpoint|quorum-state)$/;

export interface PartitionName {
  readonly topic: string;
  readonly partition: number;
}

/** Null for a name that is no partition's: topics are named with letters, digits, ".", "_" and "-". */
export function partitionOf(directory: string): PartitionName | null {
  if (isDeletedDirectory(directory)) return null;
  const parsed = parsePartitionDirectory(directory);
  if (parsed === null || parsed.topic.length > 249 || !/^[\w.-]+$/.test(parsed.topic)) return null;
  return Number.isSafeInteger(parsed.partition) && parsed.partition < 1_000_000 ? parsed : null;
}

/**
 * Where the partition's directory lies on a disk: below one of several log directories, or at the root, where it is made
 * when there is none yet.
 */
export function logDirOfPartition(names: readonly string[], directory: string): string {
  const end = `${directory}/${PARTITION_METADATA}`;
  const found = names.find((name) => {
    const isIt = name === end || name.endsWith(`/${end}`);
    return isIt && !name.split("/").some(isDeletedDirectory);
  });
  return found === undefined ? "" : found.slice(0, -end.length);
}

export function isPartitionFile(name: string): boolean {
  return (
    SEGMENT_FILE.test(name) ||
    METADATA_FILE.test(name) ||
    name === LEADER_EPOCH_CHECKPOINT ||
    name === PARTITION_METADATA
  );
}

export const isLogFile = (name: string): boolean => /^\d{20}\.log$/.test(name);

/** Topics that the cluster keeps for itself: another cluster's cannot be merged into them. */
export const isInternalTopic = (topic: string): boolean =>
  topic.startsWith("__") &&
  ["__cluster_metadata", "__consumer_offsets", "__transaction_state", "__share_group_state"].includes(topic);
