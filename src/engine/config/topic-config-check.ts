// Whether a topic may have these configs: Kafka's LogConfig.validate. What the topic does not set is the broker's.
import type { BrokerConfig } from "./broker-config.ts";
import { ConfigError, type ConfigValue, parseConfig } from "./config-def.ts";
import { inheritedText, topicConfigDef } from "./topic-config.ts";

/** What the topic had before, and will have. */
export interface TopicConfigChange {
  readonly before: ReadonlyMap<string, string>;
  readonly own: ReadonlyMap<string, string>;
}

/** Throws ConfigError. */
export function checkTopicConfigs({ before, own }: TopicConfigChange, broker: BrokerConfig): void {
  for (const [name] of own) {
    if (topicConfigDef(name) === undefined) throw new ConfigError(`Unknown topic config name: ${name}`);
  }
  for (const [name, text] of own) parseConfig(topicConfigDef(name)!, text);
  const value = (name: string): ConfigValue => {
    const def = topicConfigDef(name)!;
    return parseConfig(def, own.get(name) ?? inheritedText(def, broker));
  };
  const number = (name: string): number => value(name) as number;
  const [leastLag, mostLag] = [number("min.compaction.lag.ms"), number("max.compaction.lag.ms")];
  if (leastLag > mostLag) {
    throw new ConfigError(
      `conflict topic config setting min.compaction.lag.ms (${leastLag}) > max.compaction.lag.ms (${mostLag})`,
    );
  }
  const wasTiered = before.get("remote.storage.enable")?.toLowerCase() === "true";
  if (value("remote.storage.enable") === true) checkTiered(value, broker);
  else if (wasTiered && value("remote.log.delete.on.disable") !== true) {
    throw new ConfigError(
      "It is invalid to disable remote storage without deleting remote data. If you want to keep the remote data and turn to read only, please set `remote.storage.enable=true,remote.log.copy.disable=true`. If you want to disable remote storage and delete all remote data, please set `remote.storage.enable=false,remote.log.delete.on.disable=true`.",
    );
  }
}

/** Tiered storage (KIP-405). */
function checkTiered(value: (name: string) => ConfigValue, broker: BrokerConfig): void {
  if (!broker.flag("remote.log.storage.system.enable")) {
    throw new ConfigError(
      "Tiered Storage functionality is disabled in the broker. Topic cannot be configured with remote log storage.",
    );
  }
  const policies = value("cleanup.policy") as readonly string[];
  if (policies.some((policy) => policy !== "delete")) {
    throw new ConfigError(
      "Remote log storage only supports topics with cleanup.policy=delete or cleanup.policy being an empty list.",
    );
  }
  checkLocalRetention("bytes", value);
  checkLocalRetention("ms", value);
  if (value("remote.log.copy.disable") !== true) return;
  for (const unit of ["bytes", "ms"] as const) {
    const [all, local] = [value(`retention.${unit}`), value(`local.retention.${unit}`)];
    if (local !== FOLLOWS && local !== all) {
      throw new ConfigError(
        `When \`remote.log.copy.disable\` is set to true, the \`local.retention.${unit}\` and \`retention.${unit}\` must be set to the identical value because there will be no more logs copied to the remote storage.`,
      );
    }
  }
}

/** Of a local retention: it is that of the whole topic. */
const FOLLOWS = -2;
const UNLIMITED = -1;

function checkLocalRetention(unit: "ms" | "bytes", value: (name: string) => ConfigValue): void {
  const [whole, name] = [`retention.${unit}`, `local.retention.${unit}`];
  const [all, local] = [value(whole) as number, value(name) as number];
  if (all < 0 || local === FOLLOWS) return;
  const invalid = (why: string): ConfigError =>
    new ConfigError(`Invalid value ${local} for configuration ${name}: ${why}`);
  if (local === UNLIMITED) throw invalid(`Value must not be -1 as ${whole} value is set as ${all}.`);
  if (local > all) throw invalid(`Value must not be more than ${whole} property value: ${all}`);
}
