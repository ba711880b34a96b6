// Dynamic configs of groups and of client metrics subscriptions (KIP-714, KIP-848, KIP-932, KIP-1071).
import type { ConfigDef } from "../../config/config-def.ts";

const byName = (defs: readonly ConfigDef[]): ReadonlyMap<string, ConfigDef> =>
  new Map(defs.map((def) => [def.name, def]));

export const GROUP_CONFIGS = byName([
  { name: "consumer.session.timeout.ms", type: "INT", default: "45000", min: 1 },
  { name: "consumer.heartbeat.interval.ms", type: "INT", default: "5000", min: 1 },
  { name: "share.session.timeout.ms", type: "INT", default: "45000", min: 1 },
  { name: "share.heartbeat.interval.ms", type: "INT", default: "5000", min: 1 },
  { name: "share.record.lock.duration.ms", type: "INT", default: "30000", min: 1000 },
  { name: "share.auto.offset.reset", type: "STRING", default: "latest" },
  {
    name: "share.isolation.level",
    type: "STRING",
    default: "read_uncommitted",
    oneOf: ["read_committed", "read_uncommitted"],
  },
  { name: "streams.session.timeout.ms", type: "INT", default: "45000", min: 1 },
  { name: "streams.heartbeat.interval.ms", type: "INT", default: "5000", min: 1 },
  { name: "streams.num.standby.replicas", type: "INT", default: "0", min: 0 },
  { name: "streams.initial.rebalance.delay.ms", type: "INT", default: "3000", min: 0 },
]);

export const CLIENT_METRICS_CONFIGS = byName([
  { name: "metrics", type: "LIST", default: "" },
  { name: "interval.ms", type: "INT", default: "300000", min: 100, max: 3_600_000 },
  { name: "match", type: "LIST", default: "" },
]);

const MATCH_KEYS: ReadonlySet<string> = new Set([
  "client_instance_id",
  "client_id",
  "client_software_name",
  "client_software_version",
  "client_source_address",
  "client_source_port",
]);

/** `<label>=<regular expression>`. */
export function isLegalMatch(pattern: string): boolean {
  if (pattern === "") return true;
  const equals = pattern.indexOf("=");
  if (equals < 0 || !MATCH_KEYS.has(pattern.slice(0, equals).trim())) return false;
  try {
    new RegExp(pattern.slice(equals + 1).trim());
    return true;
  } catch {
    return false;
  }
}
