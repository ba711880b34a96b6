// A message in the JSON form of Kafka's own tools: field names as in the schema, only the fields of the version, tagged
// fields only when they are written. int64 beyond 2^53 is a string; bytes are base64; a UUID is its text.
import { base64Encode, base64UrlDecode } from "../base/base64.ts";
import { defaultTest, isStructType } from "./defaults.ts";
import { type FieldSchema, type MessageSchema, versionInRange } from "./schema.ts";

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

type Struct = object;

export function messageToJson(schema: MessageSchema, version: number, message: Struct): Json {
  return structToJson(schema.fields, version, message);
}

/** The other way round. What it gives may still be refused by the encoder. */
export function messageFromJson(schema: MessageSchema, version: number, json: Json): Record<string, unknown> {
  return structFromJson(schema.fields, version, json);
}

function structToJson(fields: readonly FieldSchema[], version: number, struct: Struct): Json {
  const json: { [name: string]: Json } = {};
  for (const field of fields) {
    if (!versionInRange(version, field.versions)) continue;
    const value = (struct as Readonly<Record<string, unknown>>)[field.name];
    if (value === undefined) continue;
    if (versionInRange(version, field.tagged) && defaultTest(field, version)(value)) continue;
    json[field.name] = toJson(field, field.type, version, value);
  }
  return json;
}

function toJson(field: FieldSchema, type: string, version: number, value: unknown): Json {
  if (value === null) return null;
  if (type.startsWith("[]")) {
    return (value as readonly unknown[]).map((element) => toJson(field, type.slice(2), version, element));
  }
  if (isStructType(type)) return structToJson(field.fields ?? [], version, value as Struct);
  if (type === "bytes" || type === "records") return base64Encode(value as Uint8Array);
  if (type === "int64") return int64ToJson(value as bigint);
  return value as Json;
}

export function int64ToJson(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

function structFromJson(
  fields: readonly FieldSchema[],
  version: number,
  json: Json,
): Record<string, unknown> {
  const struct: Record<string, unknown> = {};
  for (const field of fields) {
    const value = (json as { [name: string]: Json })[field.name];
    if (value !== undefined) struct[field.name] = fromJson(field, field.type, version, value);
  }
  return struct;
}

function fromJson(field: FieldSchema, type: string, version: number, json: Json): unknown {
  if (json === null) return null;
  if (type.startsWith("[]")) {
    return (json as Json[]).map((element) => fromJson(field, type.slice(2), version, element));
  }
  if (isStructType(type)) return structFromJson(field.fields ?? [], version, json);
  if (type === "bytes" || type === "records") return base64UrlDecode(json as string);
  if (type === "int64") return BigInt(json as number | string);
  if (type === "float64") return Number(json);
  return json;
}
