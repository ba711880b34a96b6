// The JSON text that Kafka's tools print of a message, from its tree: the fields in the schema's order, tagged ones only
// when they differ from their default.
import { base64Encode } from "../../base/base64.ts";
import type { ByteNode } from "../../inspect/byte-tree.ts";
import { defaultTest, isStructType } from "../../protocol/defaults.ts";
import { type FieldSchema, type MessageSchema, versionInRange } from "../../protocol/schema.ts";
import { knownVersion, TAG_SECTION } from "./message-node.ts";

/** JSON of bytes that hold a message of their own; null to show them as they are. */
export type LookInto = (field: FieldSchema, node: ByteNode) => string | null;

const LEAVE: LookInto = () => null;

export function messageJson(
  schema: MessageSchema,
  version: number,
  message: ByteNode,
  lookInto: LookInto = LEAVE,
): string {
  return fieldsJson(schema.fields, { version: knownVersion(schema, version), lookInto }, message);
}

interface Manner {
  readonly version: number;
  readonly lookInto: LookInto;
}

function fieldsJson(fields: readonly FieldSchema[], manner: Manner, node: ByteNode): string {
  const { version } = manner;
  const tags = node.children?.find(({ name }) => name === TAG_SECTION);
  const members: string[] = [];
  for (const field of fields) {
    if (!versionInRange(version, field.versions)) continue;
    const isTagged = versionInRange(version, field.tagged);
    const found = isTagged ? lastTag(tags, field.name) : child(node, field.name);
    if (found === undefined || (isTagged && isDefault(field, version, found))) continue;
    members.push(`${quoted(field.name)}:${valueJson(field, field.type, manner, found)}`);
  }
  return `{${members.join(",")}}`;
}

function child(node: ByteNode, name: string): ByteNode | undefined {
  return node.children?.find((candidate) => candidate.name === name);
}

/** The value of a tag that came twice is the last one. */
function lastTag(tags: ByteNode | undefined, name: string): ByteNode | undefined {
  return tags?.children?.findLast((section) => section.name === name)?.children?.[2];
}

function isDefault(field: FieldSchema, version: number, node: ByteNode): boolean {
  if (isNull(node)) return field.default === null;
  if (field.default === null) return false;
  if (node.type === "array") return node.value === 0;
  if (node.type !== "struct") return defaultTest(field, version)(node.value);
  return (field.fields ?? []).every((part) => {
    const found = child(node, part.name);
    return found === undefined || isDefault(part, version, found);
  });
}

function isNull(node: ByteNode): boolean {
  return node.type === "struct" ? node.children === undefined : node.value === null;
}

function valueJson(field: FieldSchema, type: string, manner: Manner, node: ByteNode): string {
  if (type.startsWith("[]")) {
    if (isNull(node)) return "null";
    const elements = (node.children ?? []).map((part) => valueJson(field, type.slice(2), manner, part));
    return `[${elements.join(",")}]`;
  }
  if (isStructType(type)) return isNull(node) ? "null" : fieldsJson(field.fields ?? [], manner, node);
  const { value } = node;
  if (value === null) return "null";
  if (typeof value === "string") return quoted(value);
  if (value instanceof Uint8Array) return manner.lookInto(field, node) ?? quoted(base64Encode(value));
  return type === "float64" ? javaDouble(value as number) : String(value);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/** As Jackson writes it: control characters escaped, in capitals, and nothing else. */
export function quoted(text: string): string {
  let escaped = "";
  for (const unit of text) escaped += ESCAPES[unit] ?? (unit < " " ? hexEscape(unit) : unit);
  return `"${escaped}"`;
}

function hexEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** `1.0`, `0.25`, `1.0E7`: Java's text of a double. */
export function javaDouble(value: number): string {
  if (Number.isNaN(value)) return '"NaN"';
  if (!Number.isFinite(value)) return value > 0 ? '"Infinity"' : '"-Infinity"';
  const size = Math.abs(value);
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  if (size >= 1e-3 && size < 1e7) return Number.isInteger(value) ? `${value}.0` : String(value);
  const [digits, exponent] = value.toExponential().split("e");
  const mantissa = digits!.includes(".") ? digits! : `${digits}.0`;
  return `${mantissa}E${Number(exponent)}`;
}
