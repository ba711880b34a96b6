// A field that the version does not have is set: left out where that is allowed, refused elsewhere.
import { EncodeError, encodeMessage } from "../../../src/engine/protocol/codec.ts";
import { defaultOf, isStructType } from "../../../src/engine/protocol/defaults.ts";
import { type Json, messageFromJson } from "../../../src/engine/protocol/json.ts";
import { type FieldSchema, versionBounds } from "../../../src/engine/protocol/schema.ts";
import { expectEqual, expectFailure, hexOf, Mismatch } from "../tally.ts";
import type { CaseFile, JavaError } from "./case-file.ts";
import { bodySchema } from "./lookup.ts";

interface AbsentCase {
  readonly api: string;
  readonly key: number;
  readonly kind: string;
  readonly version: number;
  /** A path as `topics[0].name`. */
  readonly field: string;
  readonly value: Json;
  readonly result: "left out" | "refused";
  readonly error?: JavaError;
}

type Struct = Record<string, unknown>;

export const absentFields: CaseFile<AbsentCase> = {
  file: "absent-fields.jsonl",
  name: (one) => `${one.api} ${one.kind} v${one.version} ${one.field}`,
  check(one) {
    const schema = bodySchema(one);
    const path = one.field.split(".").map((step) => step.replace("[0]", ""));
    const encode = (leaf: Leaf): Uint8Array =>
      encodeMessage(schema, one.version, structAt(schema.fields, path, one.value, leaf));
    if (one.result === "left out") {
      expectEqual(hexOf(encode("set")), hexOf(encode("unset")), "with and without the field");
      return;
    }
    const error = expectFailure(() => encode("set"), [EncodeError], one.error?.message ?? "refused");
    const name = path.at(-1)!;
    if (!error.field.endsWith(name)) throw new Mismatch(`the error names ${error.field} instead of ${name}`);
    expectEqual(error.reason, one.error?.message, "the error's text");
  },
};

type Leaf = "set" | "unset";

/** A struct in which only the field at the end of `path` may be set; everything else is left to the defaults. */
function structAt(fields: readonly FieldSchema[], path: readonly string[], value: Json, leaf: Leaf): Struct {
  const [name, ...rest] = path as [string, ...string[]];
  const field = fields.find((one) => one.name === name);
  if (field === undefined) throw new Mismatch(`no field ${name}`);
  if (rest.length > 0) {
    const inner = structAt(field.fields ?? [], rest, value, leaf);
    return { [name]: field.type.startsWith("[]") ? [inner] : inner };
  }
  if (leaf === "unset") return {};
  const newest = versionBounds(field.versions)[1];
  const schema = { name, kind: "", versions: "", flexible: "", fields: [field] };
  return { [name]: complete(field, newest, messageFromJson(schema, newest, { [name]: value })[name]) };
}

/** Structs in a value hold only what was set in the newest version; the rest of them are defaults. */
function complete(field: FieldSchema, version: number, value: unknown): unknown {
  if (value === undefined) return defaultOf(field, version)();
  if (value === null || !isStructType(field.type.replace("[]", ""))) return value;
  if (Array.isArray(value))
    return value.map((one) => complete({ ...field, type: field.type.slice(2) }, version, one));
  const parts = (field.fields ?? []).map((part) => [
    part.name,
    complete(part, version, (value as Struct)[part.name]),
  ]);
  return Object.fromEntries(parts) as Struct;
}
