// The configs of a topic as the broker obeys them: the topic's own values over the broker's.
import type { LogConfig } from "../log/log.ts";
import type { BrokerConfig } from "./broker-config.ts";
import {
  ConfigError,
  type ConfigValue,
  type Conversion,
  configText,
  parseConfig,
  type TopicConfigDef,
} from "./config-def.ts";
import { TOPIC_CONFIGS } from "./topic-config-table.ts";

const DEFS: ReadonlyMap<string, TopicConfigDef> = new Map(TOPIC_CONFIGS.map((def) => [def.name, def]));

export function topicConfigDef(name: string): TopicConfigDef | undefined {
  return DEFS.get(name);
}

const FACTORS: Readonly<Record<Conversion, number>> = {
  identity: 1,
  "minutes->ms": 60_000,
  "hours->ms": 3_600_000,
};

/** What a topic without an own value gets. */
export function inheritedText(def: TopicConfigDef, broker: BrokerConfig): string | null {
  for (const [name, conversion] of def.brokerSynonyms ?? []) {
    const value = broker.value(name);
    if (value === null) continue;
    return configText(def, conversion === "identity" ? value : (value as number) * FACTORS[conversion]);
  }
  return def.default;
}

/** The value in force. An own value that does not parse, from a log of another version, gives way to the inherited. */
export function topicValue(
  name: string,
  own: ReadonlyMap<string, string>,
  broker: BrokerConfig,
): ConfigValue {
  const def = DEFS.get(name);
  if (def === undefined) throw new ConfigError(`Unknown topic config name: ${name}`);
  const text = own.get(name);
  if (text !== undefined) {
    try {
      return parseConfig(def, text);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
    }
  }
  const inherited = inheritedText(def, broker);
  return inherited === null ? null : parseConfig(def, inherited);
}

export function logConfigOf(own: ReadonlyMap<string, string>, broker: BrokerConfig): LogConfig {
  const number = (name: string): number => topicValue(name, own, broker) as number;
  const text = (name: string): string => topicValue(name, own, broker) as string;
  const policies = topicValue("cleanup.policy", own, broker) as readonly ("delete" | "compact")[];
  const internalSegmentBytes = topicValue("internal.segment.bytes", own, broker) as number | null;
  return {
    segmentBytes: internalSegmentBytes ?? number("segment.bytes"),
    segmentMs: number("segment.ms"),
    segmentJitterMs: number("segment.jitter.ms"),
    segmentIndexBytes: number("segment.index.bytes"),
    indexIntervalBytes: number("index.interval.bytes"),
    maxMessageBytes: number("max.message.bytes"),
    retentionMs: number("retention.ms"),
    retentionBytes: number("retention.bytes"),
    cleanupPolicy: policies,
    minCleanableDirtyRatio: number("min.cleanable.dirty.ratio"),
    minCompactionLagMs: number("min.compaction.lag.ms"),
    maxCompactionLagMs: number("max.compaction.lag.ms"),
    deleteRetentionMs: number("delete.retention.ms"),
    messageTimestampType: text("message.timestamp.type") as LogConfig["messageTimestampType"],
    messageTimestampBeforeMaxMs: number("message.timestamp.before.max.ms"),
    messageTimestampAfterMaxMs: number("message.timestamp.after.max.ms"),
    compressionType: text("compression.type"),
    flushMessages: number("flush.messages"),
    flushMs: number("flush.ms"),
    fileDeleteDelayMs: number("file.delete.delay.ms"),
    preallocate: topicValue("preallocate", own, broker) as boolean,
  };
}
