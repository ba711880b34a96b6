// What a config value must satisfy, with the words in which Kafka's ConfigDef refuses it.
import { ConfigException } from "../api/exceptions.ts";
import { isOffsetReset } from "./offset-reset.ts";

/** Throws ConfigException. The value has its config's type already. */
export type Validator = (name: string, value: unknown) => void;

/** The exception of a value that cannot be, in ConfigDef's words. */
export function invalidValue(name: string, value: unknown, reason: string): ConfigException {
  return new ConfigException(`Invalid value ${shown(value)} for configuration ${name}: ${reason}`);
}

function shown(value: unknown): string {
  if (typeof value === "function") return `class ${value.name}`;
  return Array.isArray(value) ? `[${value.join(", ")}]` : String(value);
}

/** Bounds as text, since the message shows a double as `1.0`. */
export function range(min: string | null, max: string | null): Validator {
  const decimal = (min ?? max ?? "").includes(".");
  return (name, number) => {
    // Java shows a whole double as 1.0.
    const value = decimal && Number.isInteger(number) ? `${number}.0` : number;
    if (value === null) throw invalidValue(name, null, "Value must be non-null");
    if (min !== null && (number as number) < Number(min))
      throw invalidValue(name, value, `Value must be at least ${min}`);
    if (max !== null && (number as number) > Number(max))
      throw invalidValue(name, value, `Value must be no more than ${max}`);
  };
}

export function oneOf(...allowed: readonly string[]): Validator {
  return (name, value) => {
    if (!allowed.includes(value as string))
      throw invalidValue(name, value, `String must be one of: ${allowed.join(", ")}`);
  };
}

export function oneOfAnyCase(...allowed: readonly string[]): Validator {
  const known = new Set(allowed.map((text) => text.toUpperCase()));
  return (name, value) => {
    if (value === null || !known.has((value as string).toUpperCase()))
      throw invalidValue(name, value, `String must be one of (case insensitive): ${allowed.join(", ")}`);
  };
}

export const NON_EMPTY: Validator = (name, value) => {
  if (value === "") throw invalidValue(name, value, "String must be non-empty");
};

export const ANY_LIST: Validator = (name, value) => {
  if (value === null) throw new ConfigException(`Configuration '${name}' values must not be null.`);
};

export const NON_EMPTY_LIST: Validator = (name, value) => {
  ANY_LIST(name, value);
  if ((value as readonly unknown[]).length === 0)
    throw new ConfigException(
      `Configuration '${name}' must not be empty. Valid values include: any non-empty value`,
    );
};

export const GZIP_LEVEL: Validator = (name, value) => {
  const level = value as number;
  if (level !== -1 && !(level >= 1 && level <= 9))
    throw invalidValue(name, value, "Value must be between 1 and 9 or equal to -1");
};

export const OFFSET_RESET: Validator = (name, value) => {
  if (typeof value === "string" && isOffsetReset(value)) return;
  const choices =
    "The value must be either 'earliest', 'latest', 'none' or of the format 'by_duration:<PnDTnHnMn.nS.>'.";
  throw invalidValue(name, value, `Invalid value \`${value}\` for configuration ${name}. ${choices}`);
};

function shareMode(first: string, second: string): Validator {
  return (name, value) => {
    const text = String(value).toLowerCase();
    if (text === first || text === second) return;
    const choices = `The value must either be '${first}' or '${second}'.`;
    throw invalidValue(name, value, `Invalid value \`${value}\` for configuration ${name}. ${choices}`);
  };
}
export const SHARE_ACKNOWLEDGEMENT_MODE = shareMode("implicit", "explicit");
export const SHARE_ACQUIRE_MODE = shareMode("batch_optimized", "record_limit");
