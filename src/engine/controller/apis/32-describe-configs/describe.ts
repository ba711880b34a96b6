// Configs as DescribeConfigs tells them. The first of the synonyms is where the value comes from.

import {
  type BrokerConfig,
  brokerConfigDef,
  ConfigSource,
  type ConfigSynonym,
  isSensitive,
  shownText,
} from "../../../config/broker-config.ts";
import { CLIENT_METRICS_CONFIGS } from "../../../config/client-metrics-config.ts";
import { CONFIG_TYPE_IDS, type ConfigDef, configText, parseConfig } from "../../../config/config-def.ts";
import { GROUP_CONFIGS, groupValue } from "../../../config/group-config.ts";
import { inheritedText } from "../../../config/topic-config.ts";
import { TOPIC_CONFIGS } from "../../../config/topic-config-table.ts";
import type { ResponseInput } from "../../../protocol/schema.ts";
import type { DescribeConfigs } from "../../../protocol/schemas/32-describe-configs.ts";

type Result = NonNullable<ResponseInput<typeof DescribeConfigs>["results"]>[number];
export type DescribedConfig = NonNullable<Result["configs"]>[number];
type Wanted = (name: string) => boolean;

const UNKNOWN_TYPE = 0;

export function describeTopic(
  own: ReadonlyMap<string, string>,
  broker: BrokerConfig,
  wanted: Wanted,
  withSynonyms: boolean,
): DescribedConfig[] {
  return TOPIC_CONFIGS.filter((def) => def.internal !== true && wanted(def.name)).map((def) => {
    const ownText = own.get(def.name);
    const text = ownText ?? inheritedText(def, broker);
    const value = text === null ? null : configText(def, parseConfig(def, text));
    const synonyms: ConfigSynonym[] =
      def.serverDefault === undefined ? [] : [...broker.synonymsOf(def.serverDefault)];
    if (ownText !== undefined)
      synonyms.unshift({ name: def.name, value, source: ConfigSource.DYNAMIC_TOPIC });
    return dynamicRow(def, value, synonyms, withSynonyms);
  });
}

/** A group follows its broker where it has no value of its own (KIP-1071). */
export function describeGroup(
  own: ReadonlyMap<string, string>,
  broker: BrokerConfig,
  wanted: Wanted,
  withSynonyms: boolean,
): DescribedConfig[] {
  return GROUP_CONFIGS.filter(({ name }) => wanted(name)).map((def) => {
    const { name, brokerSynonym } = def;
    const value = configText(def, groupValue(def, own, broker));
    const synonyms: ConfigSynonym[] =
      brokerSynonym === undefined
        ? [{ name, value: def.default, source: ConfigSource.DEFAULT }]
        : [...broker.synonymsOf(brokerSynonym)];
    if (own.has(name)) synonyms.unshift({ name, value, source: ConfigSource.GROUP });
    return dynamicRow(def, value, synonyms, withSynonyms);
  });
}

export function describeClientMetrics(
  own: ReadonlyMap<string, string>,
  wanted: Wanted,
  withSynonyms: boolean,
): DescribedConfig[] {
  return CLIENT_METRICS_CONFIGS.filter(({ name }) => wanted(name)).map((def) => {
    const { name } = def;
    const value = configText(def, parseConfig(def, own.get(name) ?? def.default));
    const synonyms = own.has(name) ? [{ name, value, source: ConfigSource.CLIENT_METRICS }] : [];
    return dynamicRow(def, value, synonyms, withSynonyms);
  });
}

function dynamicRow(
  def: ConfigDef,
  value: string | null,
  synonyms: readonly ConfigSynonym[],
  withSynonyms: boolean,
): DescribedConfig {
  return {
    name: def.name,
    value,
    readOnly: false,
    configSource: synonyms[0]?.source ?? ConfigSource.DEFAULT,
    isSensitive: false,
    synonyms: withSynonyms ? [...synonyms] : [],
    configType: CONFIG_TYPE_IDS[def.type],
    documentation: null,
  };
}

/** All of the node that is asked. */
export function describeBroker(
  broker: BrokerConfig,
  wanted: Wanted,
  withSynonyms: boolean,
): DescribedConfig[] {
  return broker.shownNames.filter(wanted).map((name) => {
    const def = brokerConfigDef(name);
    const sensitive = isSensitive(name);
    const value = def === undefined || sensitive ? null : configText(def, broker.value(name));
    const synonyms = broker.synonymsOf(name);
    return row(name, value, synonyms, sensitive, withSynonyms);
  });
}

/** What was set dynamically for all brokers. */
export function describeDefaults(
  broker: BrokerConfig,
  wanted: Wanted,
  withSynonyms: boolean,
): DescribedConfig[] {
  return broker.dynamicDefaults
    .filter(([name]) => wanted(name))
    .map(([name, text]) => {
      const sensitive = isSensitive(name);
      const synonyms = broker
        .synonymsOf(name)
        .filter(({ source }) => source === ConfigSource.DYNAMIC_DEFAULT_BROKER);
      return row(name, shownText(name, text), synonyms, sensitive, withSynonyms);
    });
}

function row(
  name: string,
  value: string | null,
  synonyms: readonly ConfigSynonym[],
  sensitive: boolean,
  withSynonyms: boolean,
): DescribedConfig {
  const def = brokerConfigDef(name);
  return {
    name,
    value,
    readOnly: def?.updateMode === undefined,
    configSource: synonyms[0]?.source ?? ConfigSource.DEFAULT,
    isSensitive: sensitive,
    synonyms: withSynonyms ? synonyms : [],
    configType: def === undefined ? UNKNOWN_TYPE : CONFIG_TYPE_IDS[def.type],
    documentation: null,
  };
}
