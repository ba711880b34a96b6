// The configs that a topic begins with, as CreateTopics tells them: its own values, then what the cluster, the node and
// the defaults give.
import { type Conversion, configText, type TopicConfigDef } from "../../config/config-def.ts";
import { TOPIC_CONFIGS } from "../../config/topic-config-table.ts";
import type { ControllerState } from "../decision.ts";
import { CLUSTER_DEFAULT, ResourceType } from "./effective-config.ts";

/** Kafka's ConfigSource, as it stands in responses. */
const Source = {
  TOPIC: 1,
  DYNAMIC_BROKER: 2,
  DYNAMIC_DEFAULT_BROKER: 3,
  STATIC_BROKER: 4,
  DEFAULT: 5,
} as const;

const FACTORS: Readonly<Record<Conversion, bigint>> = {
  identity: 1n,
  "minutes->ms": 60_000n,
  "hours->ms": 3_600_000n,
};

export interface CreatedConfig {
  readonly name: string;
  readonly value: string | null;
  readonly readOnly: boolean;
  readonly configSource: number;
  readonly isSensitive: boolean;
}

export function creationConfigs(
  { image, settings }: ControllerState,
  own: readonly { readonly name: string; readonly value: string | null }[],
): CreatedConfig[] {
  const layers: readonly (readonly [source: number, values: ReadonlyMap<string, string>])[] = [
    [Source.DYNAMIC_BROKER, image.configs({ type: ResourceType.BROKER, name: String(settings.nodeId) })],
    [Source.DYNAMIC_DEFAULT_BROKER, image.configs({ type: ResourceType.BROKER, name: CLUSTER_DEFAULT })],
    [Source.STATIC_BROKER, settings.staticConfigs],
  ];
  const ownValues = new Map(own.map(({ name, value }) => [name, value]));
  return TOPIC_CONFIGS.filter((def) => def.internal !== true)
    .map((def): CreatedConfig => {
      const value = ownValues.get(def.name);
      const entry = { name: def.name, readOnly: false, isSensitive: false };
      if (value !== undefined && value !== null) return { ...entry, value, configSource: Source.TOPIC };
      for (const [configSource, values] of layers) {
        const inherited = inheritedFrom(def, values);
        if (inherited !== null) return { ...entry, value: inherited, configSource };
      }
      return { ...entry, value: def.default, configSource: Source.DEFAULT };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function inheritedFrom(def: TopicConfigDef, values: ReadonlyMap<string, string>): string | null {
  for (const [name, conversion] of def.brokerSynonyms ?? []) {
    const text = values.get(name);
    if (text === undefined) continue;
    if (conversion === "identity" || !/^-?\d+$/.test(text.trim())) return text;
    return configText(def, Number(BigInt(text.trim()) * FACTORS[conversion]));
  }
  return null;
}
