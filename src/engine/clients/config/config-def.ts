// What Kafka calls a ConfigDef: names, types, defaults and checks of configs, and the reading of what a program gave.
import { toNumber } from "../../base/long.ts";
import { ConfigException } from "../api/exceptions.ts";
import { invalidValue, type Validator } from "./validators.ts";

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
export type Importance = "HIGH" | "MEDIUM" | "LOW";

export interface ConfigKey {
  readonly name: string;
  readonly type: ConfigType;
  /** As text; null for none. */
  readonly defaultText: string | null;
  readonly validator: Validator | null;
  readonly importance: Importance;
  readonly required: boolean;
  readonly internal: boolean;
}

export function row(
  name: string,
  type: ConfigType,
  defaultText: string | null,
  validator: Validator | null,
  importance: Importance,
  flags: { readonly required?: boolean; readonly internal?: boolean } = {},
): ConfigKey {
  const { required = false, internal = false } = flags;
  return { name, type, defaultText, validator, importance, required, internal };
}

/** Tells whether a Java class name is one that this client knows. */
export type KnowsClass = (name: string) => boolean;

/** Every config with its value: what was given, else the default. Throws ConfigException. */
export function parseConfigs(
  table: readonly ConfigKey[],
  given: ReadonlyMap<string, unknown>,
  knowsClass: KnowsClass,
): Map<string, unknown> {
  const values = new Map<string, unknown>();
  for (const key of table) values.set(key.name, parseKey(key, given, knowsClass));
  return values;
}

function parseKey(key: ConfigKey, given: ReadonlyMap<string, unknown>, knowsClass: KnowsClass): unknown {
  const { name, type } = key;
  if (!given.has(name)) {
    if (key.required)
      throw new ConfigException(`Missing required configuration "${name}" which has no default value.`);
    return key.defaultText === null ? null : parseValue(name, type, key.defaultText, () => true);
  }
  const value = parseValue(name, type, given.get(name), knowsClass);
  key.validator?.(name, value);
  return value;
}

/** One value as its type. Text is trimmed first, as in Kafka. */
export function parseValue(name: string, type: ConfigType, raw: unknown, knowsClass: KnowsClass): unknown {
  if (raw === null || raw === undefined) return null;
  const text = typeof raw === "string" ? raw.trim() : null;
  switch (type) {
    case "BOOLEAN":
      if (typeof raw === "boolean") return raw;
      if (text !== null && /^(true|false)$/i.test(text)) return text.toLowerCase() === "true";
      throw invalidValue(name, raw, "Expected value to be either true or false");
    case "STRING":
    case "PASSWORD":
      if (text !== null) return text;
      throw invalidValue(name, raw, `Expected value to be a string, but it was a ${javaClassOf(raw)}`);
    case "SHORT":
      return parseInteger(name, raw, text, type, 16, "a 16-bit integer (short)");
    case "INT":
      return parseInteger(name, raw, text, type, 32, "a 32-bit integer");
    case "LONG":
      return parseInteger(name, raw, text, type, 64, "a 64-bit integer (int or long)");
    case "DOUBLE":
      if (typeof raw === "number") return raw;
      if (text !== null && /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?[fd]?$/i.test(text))
        return Number.parseFloat(text);
      throw invalidValue(name, raw, "Not a number of type DOUBLE");
    case "LIST":
      if (Array.isArray(raw)) return raw;
      if (text === null) throw invalidValue(name, raw, "Expected a comma separated list.");
      return text === "" ? [] : text.split(/\s*,\s*/);
    case "CLASS":
      if (text === null || text === "") return raw;
      if (!knowsClass(text)) throw invalidValue(name, raw, `Class ${text} could not be found.`);
      return text;
  }
}

function parseInteger(
  name: string,
  raw: unknown,
  text: string | null,
  type: ConfigType,
  bits: number,
  expected: string,
): number {
  if (typeof raw === "number" && !Number.isInteger(raw)) {
    throw invalidValue(name, raw, `Expected value to be ${expected}, but it was a java.lang.Double`);
  }
  const digits = typeof raw === "number" || typeof raw === "bigint" ? BigInt(raw).toString() : text;
  if (digits === null)
    throw invalidValue(name, raw, `Expected value to be ${expected}, but it was a ${javaClassOf(raw)}`);
  if (!/^[-+]?\d+$/.test(digits)) throw invalidValue(name, raw, `Not a number of type ${type}`);
  const value = BigInt(digits.replace(/^\+/, ""));
  if (value !== BigInt.asIntN(bits, value)) throw invalidValue(name, raw, `Not a number of type ${type}`);
  return toNumber(value);
}

/** What a Java program would have had to put there. */
function javaClassOf(value: unknown): string {
  switch (typeof value) {
    case "number":
      return Number.isInteger(value) ? "java.lang.Integer" : "java.lang.Double";
    case "bigint":
      return "java.lang.Long";
    case "boolean":
      return "java.lang.Boolean";
    default:
      return "java.lang.Object";
  }
}
