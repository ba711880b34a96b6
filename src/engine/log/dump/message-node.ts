// A message of a schema table as a tree, for the records of the internal topics. The rules are those of the codec; the
// positions are what it does not keep. The texts of failures are those that Kafka's own readers give.
import { ByteError } from "../../base/bytes.ts";
import type { ByteNode } from "../../inspect/byte-tree.ts";
import { isStructType } from "../../protocol/defaults.ts";
import {
  type FieldSchema,
  type MessageSchema,
  versionBounds,
  versionInRange,
} from "../../protocol/schema.ts";
import { array, type NodeReader, struct } from "./node-reader.ts";

export const TAG_SECTION = "_tagged_fields";
const MAX_STRING_BYTES = 0x7fff;

/** The bytes are no such message. `message` is Java's, "null" where its exception has none. */
export class MessageFault extends Error {
  override readonly name = "MessageFault";
  constructor(
    message: string,
    readonly exception = "java.lang.RuntimeException",
  ) {
    super(message);
  }
}

/** A version newer than ours is read as our newest, as Kafka's generated readers do. */
export function knownVersion(schema: MessageSchema, version: number): number {
  return Math.min(version, versionBounds(schema.versions)[1]);
}

/** Reads one message and leaves the reader behind it. Throws MessageFault. */
export function messageNode(
  reader: NodeReader,
  schema: MessageSchema,
  version: number,
  name: string,
): ByteNode {
  const known = knownVersion(schema, version);
  const start = reader.position;
  try {
    const children = fieldNodes(reader, schema.fields, known, versionInRange(known, schema.flexible));
    return struct(name, start, reader.position, children, "message");
  } catch (error) {
    throw faultOf(error);
  }
}

export function faultOf(error: unknown): MessageFault {
  if (error instanceof MessageFault) return error;
  if (error instanceof ByteError) return new MessageFault("null", "java.nio.BufferUnderflowException");
  throw error;
}

function fieldNodes(
  reader: NodeReader,
  fields: readonly FieldSchema[],
  version: number,
  flexible: boolean,
): ByteNode[] {
  const nodes: ByteNode[] = [];
  const tagged = new Map<number, FieldSchema>();
  for (const field of fields) {
    if (!versionInRange(version, field.versions)) continue;
    if (field.tag !== undefined && versionInRange(version, field.tagged)) tagged.set(field.tag, field);
    else nodes.push(fieldNode(reader, field, version, flexible, false));
  }
  if (flexible) nodes.push(tagSection(reader, tagged, version));
  return nodes;
}

function tagSection(reader: NodeReader, known: ReadonlyMap<number, FieldSchema>, version: number): ByteNode {
  const start = reader.position;
  const count = reader.uvarint("count").value;
  const sections: ByteNode[] = [];
  for (let i = 0; i < count; i++) {
    const at = reader.position;
    const tag = reader.uvarint("tag", { meaning: "message.tag" });
    const size = reader.uvarint("size");
    const field = known.get(tag.value);
    const value =
      field === undefined
        ? reader.blob("data", bounded(reader, size.value))
        : fieldNode(reader, field, version, true, true);
    sections.push(struct(field?.name ?? `tag ${tag.value}`, at, reader.position, [tag, size, value]));
  }
  return array(TAG_SECTION, start, reader.position, sections, "message.tag");
}

function fieldNode(
  reader: NodeReader,
  field: FieldSchema,
  version: number,
  messageFlexible: boolean,
  inTag: boolean,
): ByteNode {
  const flexible = field.flexible === undefined ? messageFlexible : versionInRange(version, field.flexible);
  const nullable = versionInRange(version, field.nullable);
  return valueNode(reader, field, field.type, field.name, { version, flexible, nullable, inTag });
}

interface Form {
  readonly version: number;
  readonly flexible: boolean;
  readonly nullable: boolean;
  readonly inTag: boolean;
}

function valueNode(reader: NodeReader, field: FieldSchema, type: string, name: string, form: Form): ByteNode {
  if (type.startsWith("[]")) return arrayNode(reader, field, type.slice(2), name, form);
  if (isStructType(type)) return structNode(reader, field, name, form);
  if (type === "string" || type === "bytes" || type === "records")
    return sizedNode(reader, field, type, name, form);
  return scalarNode(reader, type, name);
}

function scalarNode(reader: NodeReader, type: string, name: string): ByteNode {
  switch (type) {
    case "bool":
    case "int8":
    case "int16":
    case "uint16":
    case "int32":
    case "uint32":
    case "int64":
    case "float64":
    case "uuid":
      return reader[type](name);
    default:
      throw new TypeError(`unknown field type ${type}`);
  }
}

function structNode(reader: NodeReader, field: FieldSchema, name: string, form: Form): ByteNode {
  const start = reader.position;
  if (form.nullable) {
    const present = form.inTag ? reader.uvarint("present").value > 0 : reader.int8("present").value >= 0;
    if (!present)
      return { name, position: start, length: reader.position - start, type: "struct", value: null };
  }
  const children = fieldNodes(reader, field.fields ?? [], form.version, form.flexible);
  return struct(name, start, reader.position, children);
}

function arrayNode(
  reader: NodeReader,
  field: FieldSchema,
  element: string,
  name: string,
  form: Form,
): ByteNode {
  const start = reader.position;
  const length = form.flexible ? reader.uvarint("length").value - 1 : reader.int32("length").value;
  if (length < 0) return nullNode(reader, start, name, "array", form, `field ${field.name}`);
  if (length > reader.remaining) {
    throw new MessageFault(
      `Tried to allocate a collection of size ${length}, but there are only ${reader.remaining} bytes remaining.`,
    );
  }
  const elements: ByteNode[] = [];
  for (let i = 0; i < length; i++) {
    elements.push(valueNode(reader, field, element, `[${i}]`, { ...form, nullable: false }));
  }
  return array(name, start, reader.position, elements);
}

function sizedNode(
  reader: NodeReader,
  field: FieldSchema,
  type: "string" | "bytes" | "records",
  name: string,
  form: Form,
): ByteNode {
  const start = reader.position;
  const isText = type === "string";
  const length = form.flexible
    ? reader.uvarint("length").value - 1
    : isText
      ? reader.int16("length").value
      : reader.int32("length").value;
  const what = name.startsWith("[") ? `${field.name} element` : `field ${field.name}`;
  if (length < 0) return nullNode(reader, start, name, isText ? "utf8" : "bytes", form, what);
  if (isText && length > MAX_STRING_BYTES)
    throw new MessageFault(`string ${what} had invalid length ${length}`);
  const size = bounded(reader, length);
  const content = isText ? reader.text(name, size) : reader.blob(name, size);
  return { ...content, position: start, length: reader.position - start };
}

function nullNode(
  reader: NodeReader,
  start: number,
  name: string,
  type: "array" | "utf8" | "bytes",
  form: Form,
  what: string,
): ByteNode {
  if (!form.nullable) throw new MessageFault(`non-nullable ${what} was serialized as null`);
  return { name, position: start, length: reader.position - start, type, value: null };
}

function bounded(reader: NodeReader, length: number): number {
  if (length > reader.remaining) {
    throw new MessageFault(
      `Error reading byte array of ${length} byte(s): only ${reader.remaining} byte(s) available`,
    );
  }
  return length;
}
