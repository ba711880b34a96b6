// The configs of one running broker: what its properties file said, what was set dynamically for all brokers and for
// this one, and Kafka's defaults under them. The most specific value wins.

import { BROKER_CONFIGS, DYNAMIC_ONLY_CONFIGS } from "./broker-config-table.ts";
import {
  type BrokerConfigDef,
  ConfigError,
  type ConfigValue,
  configText,
  parseConfig,
} from "./config-def.ts";
import { checkRequirements } from "./requirements.ts";

/** Kafka's numbers of config sources. */
export const ConfigSource = {
  DYNAMIC_TOPIC: 1,
  DYNAMIC_BROKER: 2,
  DYNAMIC_DEFAULT_BROKER: 3,
  STATIC_BROKER: 4,
  DEFAULT: 5,
  CLIENT_METRICS: 7,
  GROUP: 8,
} as const;

export interface ConfigSynonym {
  readonly name: string;
  readonly value: string | null;
  readonly source: number;
}

/**
 * After how many milliseconds the page cache writes dirty data to disk, Samsa's own property: an operating system does
 * so after about 30 s, too long for a power cut that one can watch.
 */
export const WRITEBACK_PROPERTY = "samsa.page.cache.writeback.ms";
/** How much memory the page cache may take, where an operating system takes all that is free. */
export const CACHE_PROPERTY = "samsa.page.cache.bytes";
/** How much of it may wait to be written: then producers wait too, as Linux makes writers wait at its dirty ratio. */
export const DIRTY_PROPERTY = "samsa.page.cache.dirty.bytes";
const MIB = 1024 * 1024;
const SAMSA_CONFIGS: readonly BrokerConfigDef[] = [
  { name: WRITEBACK_PROPERTY, type: "INT", default: "1000", min: 1 },
  { name: CACHE_PROPERTY, type: "LONG", default: `${128 * MIB}`, min: MIB, updateMode: "per-broker" },
  { name: DIRTY_PROPERTY, type: "LONG", default: `${32 * MIB}`, min: 65_536, updateMode: "per-broker" },
];

const DEFS: ReadonlyMap<string, BrokerConfigDef> = new Map(
  [...BROKER_CONFIGS, ...DYNAMIC_ONLY_CONFIGS, ...SAMSA_CONFIGS].map((def) => [def.name, def]),
);

export function brokerConfigDef(name: string): BrokerConfigDef | undefined {
  return DEFS.get(name);
}

type Texts = ReadonlyMap<string, string>;
const NO_TEXTS: Texts = new Map();

export class BrokerConfig {
  /** As given, after their names and values were found to be good. */
  readonly statics: Texts;
  private dynamicBroker: Texts = NO_TEXTS;
  private dynamicDefault: Texts = NO_TEXTS;
  private readonly resolved = new Map<string, ConfigValue>();

  /** Throws ConfigError for a value that Kafka refuses. Names that Kafka does not know are kept and have no effect. */
  constructor(properties: Readonly<Record<string, string>>) {
    this.statics = new Map(Object.entries(properties));
    for (const [name, text] of this.statics) {
      const def = DEFS.get(name);
      if (def !== undefined) parseConfig(def, text);
    }
    checkRequirements(this);
  }

  /** What the metadata log says now about all brokers and about this one. Values that do not parse are passed over. */
  updateDynamic(defaults: Texts, own: Texts): void {
    this.dynamicDefault = onlyDynamic(defaults);
    this.dynamicBroker = onlyDynamic(own);
    this.resolved.clear();
  }

  number(name: string): number {
    return this.value(name) as number;
  }
  flag(name: string): boolean {
    return this.value(name) as boolean;
  }
  text(name: string): string {
    return this.value(name) as string;
  }

  /** The value in force; null when there is none. */
  value(name: string): ConfigValue {
    let value = this.resolved.get(name);
    if (value === undefined) {
      value = this.resolve(name);
      this.resolved.set(name, value);
    }
    return value;
  }

  private resolve(name: string): ConfigValue {
    const def = DEFS.get(name);
    if (def === undefined) throw new ConfigError(`Unknown configuration '${name}'`);
    const text =
      this.dynamicBroker.get(name) ?? this.dynamicDefault.get(name) ?? this.statics.get(name) ?? def.default;
    return text === null ? null : parseConfig(def, text);
  }

  /**
   * All values that `name` and its synonyms have, the one in force first; cut off before the first one of that very name
   * as Kafka does, so that a value known only under another name is not listed.
   */
  synonymsOf(name: string): readonly ConfigSynonym[] {
    const def = DEFS.get(name);
    const names = def?.synonyms ?? [name];
    const found: ConfigSynonym[] = [];
    const add = (texts: Texts, source: number): void => {
      for (const synonym of names) {
        const text = texts.get(synonym);
        if (text !== undefined) found.push({ name: synonym, value: shownText(synonym, text), source });
      }
    };
    add(this.dynamicBroker, ConfigSource.DYNAMIC_BROKER);
    add(this.dynamicDefault, ConfigSource.DYNAMIC_DEFAULT_BROKER);
    add(this.statics, ConfigSource.STATIC_BROKER);
    for (const synonym of names) {
      const fallback = DEFS.get(synonym)?.default ?? null;
      if (fallback !== null)
        found.push({ name: synonym, value: shownText(synonym, fallback), source: ConfigSource.DEFAULT });
    }
    const from = found.findIndex((synonym) => synonym.name === name);
    return from < 0 ? [] : found.slice(from);
  }

  /** What was set for all brokers. */
  get dynamicDefaults(): readonly (readonly [name: string, text: string])[] {
    return [...this.dynamicDefault];
  }

  /** What was set for all brokers or for this one. */
  get dynamicNames(): readonly string[] {
    return [...new Set([...this.dynamicDefault.keys(), ...this.dynamicBroker.keys()])].sort();
  }

  /** Every name that a description of this broker shows. */
  get shownNames(): readonly string[] {
    const names = new Set([...this.statics.keys(), ...this.dynamicNames]);
    for (const def of BROKER_CONFIGS) if (def.internal !== true) names.add(def.name);
    return [...names];
  }
}

/** Text of a value as answers show it; secrets are never shown. A name that Kafka does not know may be a secret. */
export function shownText(name: string, text: string): string | null {
  const def = DEFS.get(name);
  if (def === undefined || isSensitive(name)) return null;
  return configText(def, parseConfig(def, text));
}

export function isSensitive(name: string): boolean {
  const def = DEFS.get(name);
  return def === undefined || def.type === "PASSWORD";
}

function onlyDynamic(texts: Texts): Texts {
  const kept = new Map<string, string>();
  for (const [name, text] of texts) {
    const def = DEFS.get(name);
    if (def === undefined) {
      kept.set(name, text);
      continue;
    }
    if (def.updateMode === undefined) continue;
    try {
      parseConfig(def, text);
      kept.set(name, text);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
    }
  }
  return kept;
}
