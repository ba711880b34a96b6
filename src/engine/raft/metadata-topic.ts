// The topic of the cluster's metadata (KIP-595): known by a fixed id, on every node, in a log like any other.
import { METADATA_TOPIC_ID } from "../base/uuid.ts";
import type { LogConfig, LogManager, PartitionLog } from "../log/log.ts";

export const METADATA_TOPIC = "__cluster_metadata";
export const METADATA_PARTITION = 0;
export const METADATA_DIRECTORY = `${METADATA_TOPIC}-${METADATA_PARTITION}`;

/** Never cleaned as other logs are: snapshots take the place of what is old. */
export const METADATA_LOG_CONFIG: LogConfig = {
  segmentBytes: 1024 * 1024 * 1024,
  segmentMs: 7 * 24 * 60 * 60 * 1000,
  segmentJitterMs: 0,
  segmentIndexBytes: 10 * 1024 * 1024,
  indexIntervalBytes: 4096,
  maxMessageBytes: 8 * 1024 * 1024,
  retentionMs: -1,
  retentionBytes: -1,
  cleanupPolicy: [],
  minCleanableDirtyRatio: 0.5,
  minCompactionLagMs: 0,
  maxCompactionLagMs: Number.MAX_SAFE_INTEGER,
  deleteRetentionMs: 24 * 60 * 60 * 1000,
  messageTimestampType: "CreateTime",
  messageTimestampBeforeMaxMs: Number.MAX_SAFE_INTEGER,
  messageTimestampAfterMaxMs: Number.MAX_SAFE_INTEGER,
  compressionType: "producer",
  flushMessages: Number.MAX_SAFE_INTEGER,
  flushMs: Number.MAX_SAFE_INTEGER,
  fileDeleteDelayMs: 60_000,
  preallocate: false,
};

/** The node's metadata log, opened by recovery or made now. */
export function openMetadataLog(logs: LogManager): PartitionLog {
  const existing = logs.get(METADATA_TOPIC, METADATA_PARTITION);
  if (existing === undefined) {
    return logs.create(METADATA_TOPIC, METADATA_PARTITION, METADATA_TOPIC_ID, METADATA_LOG_CONFIG);
  }
  existing.updateConfig(METADATA_LOG_CONFIG);
  return existing;
}
