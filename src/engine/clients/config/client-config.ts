// The configuration of one client: what the program gave, as typed values.
import { ConfigException } from "../api/exceptions.ts";
import type { Properties } from "../api/properties.ts";
import { type ConfigKey, type KnowsClass, parseConfigs } from "./config-def.ts";
import { invalidValue } from "./validators.ts";

/** A plain object with dotted keys, or a Map (Properties is one). */
export type GivenConfigs = Readonly<Record<string, unknown>> | ReadonlyMap<string, unknown> | Properties;

export function givenConfigs(configs: GivenConfigs): Map<string, unknown> {
  if (configs instanceof Map) return new Map(configs);
  return new Map(Object.entries(configs).filter(([, value]) => value !== undefined));
}

const HIDDEN = "[hidden]";

export class ClientConfig {
  private readonly values: Map<string, unknown>;
  private readonly types: ReadonlyMap<string, ConfigKey>;

  /** Throws ConfigException. */
  constructor(
    table: readonly ConfigKey[],
    private readonly given: ReadonlyMap<string, unknown>,
    knowsClass: KnowsClass,
  ) {
    this.values = parseConfigs(table, given, knowsClass);
    this.types = new Map(table.map((key) => [key.name, key]));
    this.followReconnectBackoff();
    this.checkSaslMechanism();
  }

  /** Whether the program gave a value itself. */
  isGiven(name: string): boolean {
    return this.given.has(name);
  }
  override(name: string, value: unknown): void {
    this.values.set(name, value);
  }
  value(name: string): unknown {
    if (!this.values.has(name)) throw new ConfigException(`Unknown configuration '${name}'`);
    return this.values.get(name);
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
  textOrNull(name: string): string | null {
    return this.value(name) as string | null;
  }
  list(name: string): readonly string[] {
    return this.value(name) as readonly string[];
  }

  /** What was given and no config of this client is named so. */
  unknown(): readonly string[] {
    return [...this.given.keys()].filter((name) => !this.types.has(name));
  }

  /** What the program gave, as text for people; secrets hidden. */
  shown(): Record<string, string> {
    const shown: Record<string, string> = {};
    for (const name of this.given.keys()) {
      const key = this.types.get(name);
      if (key === undefined) continue;
      shown[name] = key.type === "PASSWORD" ? HIDDEN : textOf(this.values.get(name));
    }
    return shown;
  }

  /** A first backoff given alone is also the longest. */
  private followReconnectBackoff(): void {
    if (this.isGiven("reconnect.backoff.ms") && !this.isGiven("reconnect.backoff.max.ms"))
      this.override("reconnect.backoff.max.ms", this.number("reconnect.backoff.ms"));
  }

  private checkSaslMechanism(): void {
    const protocol = this.text("security.protocol").toUpperCase();
    const mechanism = this.textOrNull("sasl.mechanism");
    if (!protocol.startsWith("SASL_") || (mechanism !== null && mechanism !== "")) return;
    const reason =
      "When the security.protocol configuration enables SASL, mechanism must be non-null and non-empty string.";
    throw invalidValue("sasl.mechanism", null, reason);
  }
}

function textOf(value: unknown): string {
  if (typeof value === "function") return value.name;
  if (Array.isArray(value)) return value.map(textOf).join(",");
  if (typeof value === "object" && value !== null) return value.constructor.name;
  return String(value);
}

export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

const ADDRESS = /^(?:[0-9a-zA-Z\-%._]*:\/\/)?\[?([0-9a-zA-Z\-%._:]*)\]?:([0-9]+)$/;

/** Throws ConfigException for an address that is none. */
export function bootstrapAddresses(config: ClientConfig, name = "bootstrap.servers"): readonly HostAndPort[] {
  return config.list(name).map((address) => {
    const [, host, digits] = ADDRESS.exec(address) ?? [];
    if (host === undefined || digits === undefined)
      throw new ConfigException(`Invalid url in ${name}: ${address}`);
    const port = Number(digits);
    if (port > 65_535) throw new ConfigException(`Invalid port in ${name}: ${address}`);
    return { host, port };
  });
}
