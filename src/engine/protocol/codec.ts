// One codec for every message: a schema and a version are compiled once to closures, which then read and write.
// Wire rules: KIP-482 (flexible versions, tagged fields) and the protocol guide of Apache Kafka.
import { ByteError, ByteReader, ByteWriter } from "../base/bytes.ts";
import { defaultOf, defaultTest, isStructType } from "./defaults.ts";
import { FieldFault, within } from "./field-fault.ts";
import {
  type FieldSchema,
  type MessageInput,
  type MessageOf,
  type MessageSchema,
  type UnknownTag,
  versionInRange,
} from "./schema.ts";
import {
  arrayCodec,
  bytesCodec,
  FIXED,
  nullableStruct,
  stringCodec,
  type ValueCodec,
} from "./value-codec.ts";

/** Bytes that are not the message they should be. `field` is a path as `topics[2].name`, `offset` a byte position. */
export class DecodeError extends Error {
  override readonly name = "DecodeError";
  constructor(
    readonly schema: string,
    readonly version: number,
    readonly field: string,
    readonly offset: number,
    readonly reason: string,
  ) {
    super(`${schema} v${version}: cannot read ${field || "the message"} at byte ${offset}: ${reason}`);
  }
}

/** A value that this version of the message cannot carry (UnsupportedVersionException, or a missing value, in Kafka). */
export class EncodeError extends Error {
  override readonly name = "EncodeError";
  constructor(
    readonly schema: string,
    readonly version: number,
    readonly field: string,
    readonly reason: string,
  ) {
    super(`${schema} v${version}: cannot write ${field || "the message"}: ${reason}`);
  }
}

type Struct = Record<string, unknown>;

/** What an error names when it is in the tag section but in no field that we know. */
const TAG_SECTION = "_tagged_fields";

interface FieldCodec {
  readonly name: string;
  readonly value: ValueCodec;
  readonly nullable: boolean;
  /** Makes what is written for a field that is left out. */
  readonly make: () => unknown;
}

interface TaggedCodec extends FieldCodec {
  readonly tag: number;
  isDefault(value: unknown): boolean;
}

/** A field of another version: nothing on the wire. */
interface AbsentField {
  readonly name: string;
  isDefault(value: unknown): boolean;
}

interface StructCodec {
  read(reader: ByteReader): Struct;
  write(writer: ByteWriter, value: Struct): void;
}

const compiled = new WeakMap<MessageSchema, StructCodec[]>();

/** Undefined for a version that the message does not have. */
function codecOf(schema: MessageSchema, version: number): StructCodec | undefined {
  let byVersion = compiled.get(schema);
  if (byVersion === undefined) {
    byVersion = [];
    compiled.set(schema, byVersion);
  }
  let codec = byVersion[version];
  if (codec === undefined && versionInRange(version, schema.versions)) {
    codec = compileStruct(schema.fields, version, versionInRange(version, schema.flexible));
    byVersion[version] = codec;
  }
  return codec;
}

/** Reads one message and leaves the reader behind it. Throws DecodeError. `bytes` fields are views, not copies. */
export function readMessage<S extends MessageSchema>(
  schema: S,
  version: number,
  reader: ByteReader,
): MessageOf<S> {
  const codec = codecOf(schema, version);
  if (codec === undefined) {
    throw new DecodeError(schema.name, version, "", reader.position, `its versions are ${schema.versions}`);
  }
  try {
    return codec.read(reader) as MessageOf<S>;
  } catch (error) {
    if (!(error instanceof FieldFault || error instanceof ByteError)) throw error;
    const path = error instanceof FieldFault ? error.path : "";
    throw new DecodeError(schema.name, version, path, error.offset, error.message);
  }
}

/** Reads one message from the front of `bytes`; bytes left over are ignored, as Kafka ignores them. */
export function decodeMessage<S extends MessageSchema>(
  schema: S,
  version: number,
  bytes: Uint8Array,
): MessageOf<S> {
  return readMessage(schema, version, new ByteReader(bytes));
}

/** Throws EncodeError. */
export function writeMessage<S extends MessageSchema>(
  schema: S,
  version: number,
  message: MessageInput<S>,
  writer: ByteWriter,
): void {
  const codec = codecOf(schema, version);
  if (codec === undefined) {
    throw new EncodeError(schema.name, version, "", `its versions are ${schema.versions}`);
  }
  try {
    codec.write(writer, message as Struct);
  } catch (error) {
    if (!(error instanceof FieldFault || error instanceof ByteError)) throw error;
    throw new EncodeError(schema.name, version, error instanceof FieldFault ? error.path : "", error.message);
  }
}

export function encodeMessage<S extends MessageSchema>(
  schema: S,
  version: number,
  message: MessageInput<S>,
): Uint8Array {
  const writer = new ByteWriter();
  writeMessage(schema, version, message, writer);
  return writer.finish();
}

// ---- structs ----

function compileStruct(fields: readonly FieldSchema[], version: number, flexible: boolean): StructCodec {
  const plain: FieldCodec[] = [];
  const tagged: TaggedCodec[] = [];
  const absent: AbsentField[] = [];
  const defaults: { readonly name: string; readonly make: () => unknown }[] = [];
  for (const field of fields) {
    const make = defaultOf(field, version);
    const isDefault = defaultTest(field, version);
    if (!versionInRange(version, field.versions)) {
      defaults.push({ name: field.name, make });
      if (field.ignorable !== true) absent.push({ name: field.name, isDefault });
    } else if (field.tag !== undefined && versionInRange(version, field.tagged)) {
      defaults.push({ name: field.name, make });
      tagged.push({ ...compileField(field, version, flexible, true), tag: field.tag, isDefault });
    } else {
      plain.push(compileField(field, version, flexible, false));
    }
  }
  tagged.sort((a, b) => a.tag - b.tag);
  const taggedByNumber = new Map(tagged.map((codec) => [codec.tag, codec]));
  const Shape = structShape();

  return {
    read(reader) {
      const struct = new Shape();
      let field = "";
      try {
        for (const { name, value } of plain) {
          field = name;
          struct[name] = value.read(reader);
        }
      } catch (error) {
        throw within(error, field);
      }
      for (const { name, make } of defaults) struct[name] = make();
      if (flexible) readTags(reader, struct, taggedByNumber);
      return struct;
    },
    write(writer, struct) {
      for (const codec of absent) {
        const value = struct[codec.name];
        if (value !== undefined && !codec.isDefault(value)) {
          const reason = `Attempted to write a non-default ${codec.name} at version ${version}`;
          throw within(new FieldFault(reason, 0), codec.name);
        }
      }
      let field = "";
      try {
        for (const codec of plain) {
          field = codec.name;
          writeField(writer, codec, struct[field]);
        }
      } catch (error) {
        throw within(error, field);
      }
      if (flexible) writeTags(writer, struct, tagged);
    },
  };
}

/** A plain object in all but this: the engine learns how many fields those of one constructor have, and leaves room. */
function structShape(): new () => Struct {
  function plainObject(): void {}
  plainObject.prototype = Object.prototype;
  return plainObject as unknown as new () => Struct;
}

function writeField(writer: ByteWriter, { value, nullable, make }: FieldCodec, given: unknown): void {
  const out = given === undefined ? make() : given;
  if (out === null && !nullable) throw new FieldFault("null is not allowed here", writer.size);
  value.write(writer, out);
}

function readTags(reader: ByteReader, struct: Struct, known: ReadonlyMap<number, TaggedCodec>): void {
  let field = TAG_SECTION;
  try {
    const count = reader.uvarint() >>> 0;
    let unknown: UnknownTag[] | undefined;
    for (let i = 0; i < count; i++) {
      field = TAG_SECTION;
      const tag = reader.uvarint();
      const size = reader.uvarint();
      const codec = known.get(tag);
      if (codec === undefined) {
        unknown ??= [];
        unknown.push({ tag, data: reader.slice(size) });
      } else {
        // A known tag's size is not checked, nor is the order of tags: Kafka's readers do neither.
        field = codec.name;
        struct[field] = codec.value.read(reader);
      }
    }
    if (unknown !== undefined) struct["unknownTags"] = unknown;
  } catch (error) {
    throw within(error, field);
  }
}

function writeTags(writer: ByteWriter, struct: Struct, tagged: readonly TaggedCodec[]): void {
  const unknown = struct["unknownTags"] as readonly UnknownTag[] | undefined;
  if (unknown !== undefined && unknown.length > 0) return writeAllTags(writer, struct, tagged, unknown);
  let count = 0;
  for (const codec of tagged) if (isWritten(codec, struct[codec.name])) count++;
  writer.uvarint(count);
  if (count === 0) return;
  for (const codec of tagged) {
    const value = struct[codec.name];
    if (isWritten(codec, value)) writeSection(writer, codec, value);
  }
}

/** Those that are not known in their places among the known ones. */
function writeAllTags(
  writer: ByteWriter,
  struct: Struct,
  tagged: readonly TaggedCodec[],
  unknown: readonly UnknownTag[],
): void {
  const known = tagged.filter((codec) => isWritten(codec, struct[codec.name]));
  writer.uvarint(known.length + unknown.length);
  for (const one of [...known, ...unknown].sort((a, b) => a.tag - b.tag)) {
    if ("data" in one) {
      writer.uvarint(one.tag);
      writer.uvarint(one.data.length);
      writer.raw(one.data);
    } else writeSection(writer, one, struct[one.name]);
  }
}

function isWritten(codec: TaggedCodec, value: unknown): boolean {
  return value !== undefined && !codec.isDefault(value);
}

/** Writers of tagged fields that are not in use; a tagged struct may have tagged fields of its own. */
const benches: ByteWriter[] = [];

function writeSection(writer: ByteWriter, codec: TaggedCodec, value: unknown): void {
  const section = benches.pop() ?? new ByteWriter();
  section.reset();
  try {
    writeField(section, codec, value);
  } catch (error) {
    throw within(error, codec.name);
  }
  writer.uvarint(codec.tag);
  writer.uvarint(section.size);
  section.copyInto(writer);
  benches.push(section);
}

// ---- fields ----

function compileField(
  field: FieldSchema,
  version: number,
  messageFlexible: boolean,
  inTag: boolean,
): FieldCodec {
  const flexible = field.flexible === undefined ? messageFlexible : versionInRange(version, field.flexible);
  const nullable = versionInRange(version, field.nullable);
  const value = valueCodec(field, version, flexible, nullable, inTag);
  return { name: field.name, value, nullable, make: defaultOf(field, version) };
}

function valueCodec(
  field: FieldSchema,
  version: number,
  flexible: boolean,
  nullable: boolean,
  inTag: boolean,
): ValueCodec {
  if (field.type.startsWith("[]")) {
    const element = { ...field, type: field.type.slice(2) };
    const codec = isStructType(element.type)
      ? compileStruct(field.fields ?? [], version, flexible)
      : valueCodec(element, version, flexible, false, false);
    return arrayCodec(codec as ValueCodec, flexible, nullable);
  }
  if (isStructType(field.type)) {
    const struct = compileStruct(field.fields ?? [], version, flexible) as ValueCodec;
    return nullable ? nullableStruct(struct, inTag) : struct;
  }
  switch (field.type) {
    case "string":
      return stringCodec(flexible, nullable);
    case "bytes":
    case "records":
      return bytesCodec(flexible, nullable);
    default: {
      const codec = FIXED[field.type];
      if (codec === undefined) throw new TypeError(`unknown field type ${field.type}`);
      return codec;
    }
  }
}
