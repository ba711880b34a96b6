// The topic configs of a recorded case, as a log obeys them.
import type { LogConfig } from "../log.ts";

type Texts = Readonly<Record<string, unknown>>;

const MAX_LONG_TEXT = "9223372036854775807";

/** Config names of Kafka's topics, and where their numbers go. */
const NUMBERS: Readonly<Record<string, keyof LogConfig>> = {
  "segment.bytes": "segmentBytes",
  "internal.segment.bytes": "segmentBytes",
  "segment.ms": "segmentMs",
  "segment.jitter.ms": "segmentJitterMs",
  "segment.index.bytes": "segmentIndexBytes",
  "index.interval.bytes": "indexIntervalBytes",
  "max.message.bytes": "maxMessageBytes",
  "retention.ms": "retentionMs",
  "retention.bytes": "retentionBytes",
  "min.cleanable.dirty.ratio": "minCleanableDirtyRatio",
  "min.compaction.lag.ms": "minCompactionLagMs",
  "max.compaction.lag.ms": "maxCompactionLagMs",
  "delete.retention.ms": "deleteRetentionMs",
  "message.timestamp.before.max.ms": "messageTimestampBeforeMaxMs",
  "message.timestamp.after.max.ms": "messageTimestampAfterMaxMs",
  "flush.messages": "flushMessages",
  "flush.ms": "flushMs",
  "file.delete.delay.ms": "fileDeleteDelayMs",
};

export function withConfigs(base: LogConfig, configs: Texts): LogConfig {
  const config: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(configs)) {
    const text = String(value);
    const number = Object.hasOwn(NUMBERS, name) ? NUMBERS[name] : undefined;
    if (number !== undefined)
      config[number] = text === MAX_LONG_TEXT ? Number.MAX_SAFE_INTEGER : Number(text);
    else if (name === "cleanup.policy") config["cleanupPolicy"] = policies(text);
    else if (name === "message.timestamp.type") config["messageTimestampType"] = text;
    else if (name === "compression.type") config["compressionType"] = text;
    else if (name === "preallocate") config["preallocate"] = text === "true";
  }
  return config as unknown as LogConfig;
}

function policies(text: string): readonly string[] {
  return text
    .split(",")
    .map((policy) => policy.trim())
    .filter((policy) => policy === "delete" || policy === "compact");
}
