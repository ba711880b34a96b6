// What the files of a log directory are called: Kafka's names, so that its tools find their way.

export const LOG_SUFFIX = ".log";
export const INDEX_SUFFIX = ".index";
export const TIME_INDEX_SUFFIX = ".timeindex";
export const TXN_INDEX_SUFFIX = ".txnindex";
export const SEGMENT_SUFFIXES = [LOG_SUFFIX, INDEX_SUFFIX, TIME_INDEX_SUFFIX, TXN_INDEX_SUFFIX];
/** The producers' state where a segment begins. */
export const SNAPSHOT_SUFFIX = ".snapshot";

/** A segment's file that waits to be deleted for good. */
export const DELETED_SUFFIX = ".deleted";
/** What the cleaner had not finished. */
export const CLEANED_SUFFIX = ".cleaned";
/** What the cleaner had finished, and not yet put in the place of what it was made from. */
export const SWAP_SUFFIX = ".swap";

export const LEADER_EPOCH_CHECKPOINT = "leader-epoch-checkpoint";
export const PARTITION_METADATA = "partition.metadata";

export const RECOVERY_POINT_CHECKPOINT = "recovery-point-offset-checkpoint";
export const REPLICATION_OFFSET_CHECKPOINT = "replication-offset-checkpoint";
export const LOG_START_OFFSET_CHECKPOINT = "log-start-offset-checkpoint";
export const CLEANER_OFFSET_CHECKPOINT = "cleaner-offset-checkpoint";
export const META_PROPERTIES = "meta.properties";
export const CLEAN_SHUTDOWN = ".kafka_cleanshutdown";

const OFFSET_DIGITS = 20;

/** `orders-0/00000000000000000042.log` */
export function segmentFile(directory: string, baseOffset: number, suffix: string): string {
  return `${directory}/${String(baseOffset).padStart(OFFSET_DIGITS, "0")}${suffix}`;
}

/** The base offset in a segment file's name; null for any other file. */
export function baseOffsetOf(name: string, suffix: string): number | null {
  const file = name.slice(name.lastIndexOf("/") + 1);
  if (!file.endsWith(suffix)) return null;
  const digits = file.slice(0, -suffix.length);
  return /^\d+$/.test(digits) ? Number(digits) : null;
}

/** The offset that begins the name of any file of a segment, whatever follows; null when there is none. */
export function offsetInName(name: string): number | null {
  const file = name.slice(name.lastIndexOf("/") + 1);
  const digits = file.slice(0, Math.max(file.indexOf("."), 0));
  return /^\d+$/.test(digits) ? Number(digits) : null;
}

export function partitionDirectory(topic: string, partition: number): string {
  return `${topic}-${partition}`;
}

/** Null for a directory that holds no partition, or one that waits to be deleted. */
export function parsePartitionDirectory(
  directory: string,
): { readonly topic: string; readonly partition: number } | null {
  const match = /^(.+)-(\d+)$/.exec(directory);
  return match === null ? null : { topic: match[1]!, partition: Number(match[2]) };
}

/** `orders-0.<32 hex digits>-delete`: a deleted partition, until its files go. Kafka shortens long topic names. */
export function deletedDirectory(topic: string, partition: number, uniqueId: string): string {
  const suffix = `-${partition}.${uniqueId}-delete`;
  return `${topic.slice(0, 255 - suffix.length)}${suffix}`;
}

export function isDeletedDirectory(directory: string): boolean {
  return /\.[0-9a-f]{32}-delete$/.test(directory);
}

/** `orders-0.<32 hex digits>-future`: a copy on its way into another log directory. */
export function futureDirectory(topic: string, partition: number, uniqueId: string): string {
  return `${topic}-${partition}.${uniqueId}-future`;
}

/** Null for any other directory. */
export function parseFutureDirectory(directory: string): ReturnType<typeof parsePartitionDirectory> {
  const match = /^(.+)\.[0-9a-f]{32}-future$/.exec(directory);
  return match === null ? null : parsePartitionDirectory(match[1]!);
}
