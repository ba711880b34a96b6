// Our schema tables against Kafka's: merged over the versions, and version by version.
import { isStructType } from "../../../src/engine/protocol/defaults.ts";
import { type FieldSchema, type MessageSchema, versionInRange } from "../../../src/engine/protocol/schema.ts";
import { expectEqual, Mismatch } from "../tally.ts";
import type { CaseFile } from "./case-file.ts";
import { schemaNamed } from "./lookup.ts";

const COMPARED = ["name", "kind", "key", "part", "framing", "versions", "flexible", "fields"] as const;

export const schemas: CaseFile<MessageSchema> = {
  file: "schemas.jsonl",
  name: (one) => one.name,
  check(one) {
    const ours = schemaNamed(one.name);
    const expected = Object.fromEntries(COMPARED.map((key) => [key, one[key]]));
    expectEqual(Object.fromEntries(COMPARED.map((key) => [key, ours[key]])), expected, "schema");
  },
};

type WireType =
  | string
  | { readonly array: string; readonly of: WireType }
  | { readonly struct: string; readonly fields: readonly WireField[] };
type WireField = readonly [
  name: string,
  type: WireType | Readonly<Record<string, readonly [string, WireType]>>,
];

interface VersionCase {
  readonly name: string;
  readonly version: number;
  readonly fields: readonly WireField[];
}

export const schemasByVersion: CaseFile<VersionCase> = {
  file: "schemas-by-version.jsonl",
  name: (one) => `${one.name} v${one.version}`,
  check(one) {
    const schema = schemaNamed(one.name);
    const flexible = versionInRange(one.version, schema.flexible);
    expectEqual(wireFields(schema.fields, one.version, flexible), one.fields.map(plainNames), "fields");
  },
};

const TAGS = "_tagged_fields";

/** Kafka's names on the wire are in snake case, with rules of its own: only the letters are compared. */
function plain(name: string): string {
  return name === TAGS ? name : name.replaceAll("_", "").toLowerCase();
}

function plainNames([name, type]: WireField): unknown {
  if (name !== TAGS) return [plain(name), plainType(type as WireType)];
  const tags = Object.entries(type as Record<string, WireField>);
  return [name, Object.fromEntries(tags.map(([tag, field]) => [tag, plainNames(field)]))];
}

function plainType(type: WireType): unknown {
  if (typeof type === "string") return type;
  if ("array" in type) return { array: type.array, of: plainType(type.of) };
  return { struct: type.struct, fields: type.fields.map(plainNames) };
}

function wireFields(fields: readonly FieldSchema[], version: number, flexible: boolean): unknown[] {
  const there = fields.filter((field) => versionInRange(version, field.versions));
  const tagged = there.filter((field) => versionInRange(version, field.tagged));
  const described = (field: FieldSchema): unknown => [plain(field.name), wireType(field, version, flexible)];
  const result = there.filter((field) => !tagged.includes(field)).map(described);
  if (flexible) {
    result.push([TAGS, Object.fromEntries(tagged.map((field) => [String(field.tag), described(field)]))]);
  }
  return result;
}

const FIXED_NAMES: Readonly<Record<string, string>> = { bool: "BOOLEAN" };

function wireType(field: FieldSchema, version: number, messageFlexible: boolean): unknown {
  const flexible = field.flexible === undefined ? messageFlexible : versionInRange(version, field.flexible);
  const nullable = versionInRange(version, field.nullable);
  const { type } = field;
  if (type.startsWith("[]")) {
    const { nullable: _, ...element } = field;
    return {
      array: (flexible ? "COMPACT" : "PLAIN") + (nullable ? "_NULLABLE" : ""),
      of: wireType({ ...element, type: type.slice(2) }, version, flexible),
    };
  }
  if (isStructType(type)) {
    return {
      struct: nullable ? "NULLABLE" : "PLAIN",
      fields: wireFields(field.fields ?? [], version, flexible),
    };
  }
  if (type !== "string" && type !== "bytes" && type !== "records") {
    if (nullable) throw new Mismatch(`${field.name} is nullable`);
    return FIXED_NAMES[type] ?? type.toUpperCase();
  }
  return (flexible ? "COMPACT_" : "") + (nullable ? "NULLABLE_" : "") + type.toUpperCase();
}
