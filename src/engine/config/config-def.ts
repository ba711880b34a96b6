// What a config is, and how its text becomes a value: Kafka's ConfigDef. Errors say what Kafka's say, since people look
// the sentences up.

export type ConfigType =
  | "BOOLEAN"
  | "STRING"
  | "INT"
  | "SHORT"
  | "LONG"
  | "DOUBLE"
  | "LIST"
  | "CLASS"
  | "PASSWORD";

export interface ConfigDef {
  readonly name: string;
  readonly type: ConfigType;
  /** As text; null: there is none. */
  readonly default: string | null;
  readonly required?: true;
  readonly min?: number;
  readonly max?: number;
  /** Of a list: what its elements may be; empty for anything. */
  readonly oneOf?: readonly string[];
  readonly ignoreCase?: true;
  readonly emptyAllowed?: true;
  readonly nullAllowed?: true;
  readonly check?: SpecialCheck;
  /** Not shown to users. */
  readonly internal?: true;
}

export type SpecialCheck =
  | "non-empty"
  | "non-null"
  | "gzip-level"
  | "bootstrap-servers"
  | "voters"
  | "throttled-replicas"
  | "share-offset-reset";

export interface BrokerConfigDef extends ConfigDef {
  /** Absent: only at start. */
  readonly updateMode?: "per-broker" | "cluster-wide";
  /** Names in the order in which they are looked up, where there is more than the own one. */
  readonly synonyms?: readonly string[];
}

export type Conversion = "identity" | "minutes->ms" | "hours->ms";

export interface TopicConfigDef extends ConfigDef {
  /** The broker config that Kafka names as the default of this one. */
  readonly serverDefault?: string;
  /** Where the default comes from, the first that has a value. */
  readonly brokerSynonyms?: readonly (readonly [broker: string, conversion: Conversion])[];
}

export interface GroupConfigDef extends ConfigDef {
  readonly default: string;
  /** The broker config that a group without an own value follows. */
  readonly brokerSynonym?: string;
}

/** INT, SHORT, LONG and DOUBLE are numbers; a LONG beyond 2^53 loses its last digits, which only "unlimited" does. */
export type ConfigValue = boolean | number | string | readonly string[] | null;

/** Kafka's ConfigException. */
export class ConfigError extends Error {
  override readonly name = "ConfigException";
}

/** Kafka's InvalidRequestException: not the value is wrong but what is asked. */
export class ConfigRequestError extends ConfigError {}

const WHOLE_NUMBER_BOUNDS = {
  SHORT: [-32768n, 32767n],
  INT: [-2147483648n, 2147483647n],
  LONG: [-9223372036854775808n, 9223372036854775807n],
} as const;

/** Parses and validates. `null` is a value that was never given and has no default. */
export function parseConfig(def: ConfigDef, text: string | null): ConfigValue {
  const value = text === null ? null : parseType(def, text);
  validate(def, value);
  return value;
}

function parseType(def: ConfigDef, text: string): ConfigValue {
  const trimmed = text.trim();
  switch (def.type) {
    case "BOOLEAN":
      if (/^true$/i.test(trimmed)) return true;
      if (/^false$/i.test(trimmed)) return false;
      throw invalid(def, text, "Expected value to be either true or false");
    case "SHORT":
    case "INT":
    case "LONG": {
      const whole = /^[+-]?\d+$/.test(trimmed) ? BigInt(trimmed.replace(/^\+/, "")) : null;
      const [least, most] = WHOLE_NUMBER_BOUNDS[def.type];
      if (whole === null || whole < least || whole > most)
        throw invalid(def, text, `Not a number of type ${def.type}`);
      return Number(whole);
    }
    case "DOUBLE":
      if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[dDfF]?$/.test(trimmed))
        throw invalid(def, text, "Not a number of type DOUBLE");
      return Number.parseFloat(trimmed);
    case "LIST":
      return trimmed === "" ? [] : trimmed.split(/\s*,\s*/);
    case "PASSWORD":
      return text;
    case "STRING":
    case "CLASS":
      return trimmed;
  }
}

function validate(def: ConfigDef, value: ConfigValue): void {
  if (def.type === "LIST" && def.oneOf !== undefined) return validateList(def, def.oneOf, value);
  if (def.min !== undefined || def.max !== undefined) validateRange(def, value);
  if (def.oneOf !== undefined) validateOneOf(def, def.oneOf, value);
  if (def.check !== undefined) validateSpecial(def, def.check, value);
}

function validateRange(def: ConfigDef, value: ConfigValue): void {
  if (value === null) throw invalid(def, null, "Value must be non-null");
  const number = value as number;
  if (def.min !== undefined && number < def.min)
    throw invalid(def, shown(def, value), `Value must be at least ${def.min}`);
  if (def.max !== undefined && number > def.max)
    throw invalid(def, shown(def, value), `Value must be no more than ${def.max}`);
}

function validateOneOf(def: ConfigDef, oneOf: readonly string[], value: ConfigValue): void {
  const text = value as string | null;
  if (def.ignoreCase === true) {
    if (text === null || !oneOf.some((one) => one.toUpperCase() === text.toUpperCase()))
      throw invalid(def, text, `String must be one of (case insensitive): ${oneOf.join(", ")}`);
  } else if (text === null || !oneOf.includes(text)) {
    throw invalid(def, text, `String must be one of: ${oneOf.join(", ")}`);
  }
}

function validateList(def: ConfigDef, oneOf: readonly string[], value: ConfigValue): void {
  if (value === null) {
    if (def.nullAllowed === true) return;
    throw new ConfigError(`Configuration '${def.name}' values must not be null.`);
  }
  const list = value as readonly string[];
  if (list.length === 0 && def.emptyAllowed !== true) {
    const what = oneOf.length === 0 ? "any non-empty value" : `[${oneOf.join(", ")}]`;
    throw new ConfigError(`Configuration '${def.name}' must not be empty. Valid values include: ${what}`);
  }
  for (const one of list) {
    if (one === "") throw new ConfigError(`Configuration '${def.name}' values must not be empty.`);
    if (oneOf.length > 0 && !oneOf.includes(one))
      throw invalid(def, one, `String must be one of: ${oneOf.join(", ")}`);
  }
}

function validateSpecial(def: ConfigDef, check: SpecialCheck, value: ConfigValue): void {
  switch (check) {
    case "non-empty":
      if (value === "") throw invalid(def, "", "String must be non-empty");
      return;
    case "non-null":
      if (value === null) throw invalid(def, null, "entry must be non null");
      return;
    case "gzip-level":
      if (value !== -1 && ((value as number) < 1 || (value as number) > 9))
        throw invalid(def, String(value), "Value must be between 1 and 9 or equal to -1");
      return;
    case "bootstrap-servers":
      for (const entry of value as readonly string[]) {
        if (!/^\[?[0-9a-zA-Z\-%._:]*\]?:[0-9]+$/.test(entry))
          throw new ConfigError(
            `Failed to parse host name from ${entry} for the configuration ${def.name}. Each entry should be in the form "{host}:{port}"`,
          );
      }
      return;
    case "voters":
      return validateVoters(value as readonly string[]);
    case "share-offset-reset":
      return validateShareOffsetReset(def, value as string);
    case "throttled-replicas": {
      const list = value as readonly string[];
      if (list.length === 0 || (list.length === 1 && list[0] === "*")) return;
      if (list.every((entry) => /^\d+:\d+$/.test(entry))) return;
      throw invalid(
        def,
        `[${list.join(", ")}]`,
        `${def.name} must be the literal '*' or a list of replicas in the following format: [partitionId]:[brokerId],[partitionId]:[brokerId],...`,
      );
    }
  }
}

const DURATION = /^\+?P(?=.)(?:\+?\d+D)?(?:T(?=.)(?:\+?\d+H)?(?:\+?\d+M)?(?:\+?\d+(?:[.,]\d{0,9})?S)?)?$/i;

function validateShareOffsetReset(def: ConfigDef, text: string): void {
  const [strategy, duration, ...more] = text.split(":");
  if (duration === undefined && (strategy === "earliest" || strategy === "latest")) return;
  if (strategy === "by_duration" && more.length === 0 && DURATION.test(duration ?? "")) return;
  const why = `Invalid value \`${text}\` for configuration ${def.name}. The value must be either 'earliest', 'latest' or of the format 'by_duration:<PnDTnHnMn.nS>'.`;
  throw invalid(def, text, why);
}

function validateVoters(entries: readonly string[]): void {
  for (const entry of entries) {
    const parts = /^([^@]+)@(.+):(\d+)$/.exec(entry);
    if (parts === null)
      throw new ConfigError(
        "Invalid configuration value for controller.quorum.voters. Each entry should be in the form `{id}@{host}:{port}`.",
      );
    if (!/^[+-]?\d+$/.test(parts[1]!))
      throw new ConfigError(`Failed to parse voter ID as an integer from ${parts[1]}`);
  }
}

function invalid(def: ConfigDef, value: string | null, message: string): ConfigError {
  return new ConfigError(`Invalid value ${value} for configuration ${def.name}: ${message}`);
}

function shown(def: ConfigDef, value: ConfigValue): string {
  return configText(def, value) ?? "null";
}

/** A value as Kafka writes it in answers. */
export function configText(def: ConfigDef, value: ConfigValue): string | null {
  if (value === null) return null;
  if (typeof value === "boolean" || typeof value === "string") return String(value);
  if (typeof value === "number") {
    if (def.type === "DOUBLE") return javaDouble(value);
    return Number.isSafeInteger(value) ? String(value) : unsafeLong(value);
  }
  return value.join(",");
}

/** Java writes doubles with a fraction always, and in scientific form from ten million on and below a thousandth. */
function javaDouble(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) {
    const [digits, exponent] = value.toExponential().split("e");
    return `${digits!.includes(".") ? digits : `${digits}.0`}E${Number(exponent)}`;
  }
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** The only numbers of that size that anybody writes are the ends of the range. */
function unsafeLong(value: number): string {
  const most = 9223372036854775807n;
  const whole = BigInt(value);
  return String(whole > most ? most : whole);
}

/** The wire's numbers of config types, as DescribeConfigs v3+ tells them. */
export const CONFIG_TYPE_IDS: Readonly<Record<ConfigType, number>> = {
  BOOLEAN: 1,
  STRING: 2,
  INT: 3,
  SHORT: 4,
  LONG: 5,
  DOUBLE: 6,
  LIST: 7,
  CLASS: 8,
  PASSWORD: 9,
};
