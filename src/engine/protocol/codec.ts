// One codec for every message: a schema and a version are compiled once to closures, which then read and write.
// Wire rules: KIP-482 (flexible versions, tagged fields) and the protocol guide of Apache Kafka.
import { ByteError, ByteReader, ByteWriter } from "../base/bytes.ts";
import { utf8Decode, utf8Length } from "../base/utf8.ts";
import { uuidFromBytes, uuidToBytes, ZERO_UUID } from "../base/uuid.ts";
import {
  type FieldSchema,
  type MessageInput,
  type MessageOf,
  type MessageSchema,
  type UnknownTag,
  versionInRange,
} from "./schema.ts";

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

interface FieldCodec {
  readonly name: string;
  read(reader: ByteReader): unknown;
  write(writer: ByteWriter, value: unknown): void;
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

/** Collects the path to the field at fault while the error travels up through the structs. */
class FieldFault extends Error {
  path = "";
  constructor(
    readonly reason: string,
    readonly offset: number,
  ) {
    super(reason);
  }
}

function within(error: unknown, step: string): FieldFault {
  const fault =
    error instanceof FieldFault
      ? error
      : error instanceof ByteError
        ? new FieldFault(error.message, error.offset)
        : null;
  if (fault === null) throw error;
  fault.path = fault.path === "" || fault.path.startsWith("[") ? step + fault.path : `${step}.${fault.path}`;
  return fault;
}

const compiled = new WeakMap<MessageSchema, StructCodec[]>();

function codecOf(schema: MessageSchema, version: number): StructCodec {
  let byVersion = compiled.get(schema);
  if (byVersion === undefined) {
    byVersion = [];
    compiled.set(schema, byVersion);
  }
  let codec = byVersion[version];
  if (codec === undefined) {
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
  const start = reader.position;
  if (!versionInRange(version, schema.versions)) {
    throw new DecodeError(schema.name, version, "", start, `its versions are ${schema.versions}`);
  }
  try {
    return codecOf(schema, version).read(reader) as MessageOf<S>;
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
  if (!versionInRange(version, schema.versions)) {
    throw new EncodeError(schema.name, version, "", `its versions are ${schema.versions}`);
  }
  try {
    codecOf(schema, version).write(writer, message as Struct);
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
  const defaults: (readonly [name: string, make: () => unknown])[] = [];
  for (const field of fields) {
    const make = defaultOf(field, version);
    const isDefault = defaultTest(field, version);
    if (!versionInRange(version, field.versions)) {
      defaults.push([field.name, make]);
      if (field.ignorable !== true) absent.push({ name: field.name, isDefault });
    } else if (field.tag !== undefined && versionInRange(version, field.tagged)) {
      defaults.push([field.name, make]);
      tagged.push({ ...compileField(field, version, flexible, true), tag: field.tag, isDefault });
    } else {
      plain.push(compileField(field, version, flexible, false));
    }
  }
  tagged.sort((a, b) => a.tag - b.tag);
  const taggedByNumber = new Map(tagged.map((codec) => [codec.tag, codec]));

  return {
    read(reader) {
      const struct: Struct = {};
      for (const codec of plain) {
        try {
          struct[codec.name] = codec.read(reader);
        } catch (error) {
          throw within(error, codec.name);
        }
      }
      for (const [name, make] of defaults) struct[name] = make();
      if (flexible) readTags(reader, struct, taggedByNumber);
      return struct;
    },
    write(writer, struct) {
      for (const codec of absent) {
        const value = struct[codec.name];
        if (value !== undefined && !codec.isDefault(value)) {
          throw within(
            new FieldFault("this version has no such field, and it is not the default", 0),
            codec.name,
          );
        }
      }
      for (const codec of plain) {
        try {
          codec.write(writer, struct[codec.name]);
        } catch (error) {
          throw within(error, codec.name);
        }
      }
      if (flexible) writeTags(writer, struct, tagged);
    },
  };
}

function readTags(reader: ByteReader, struct: Struct, known: ReadonlyMap<number, TaggedCodec>): void {
  const count = reader.uvarint();
  let unknown: UnknownTag[] | undefined;
  for (let i = 0; i < count >>> 0; i++) {
    const tag = reader.uvarint();
    const size = reader.uvarint();
    const codec = known.get(tag);
    if (codec === undefined) {
      unknown ??= [];
      unknown.push({ tag, data: reader.slice(size) });
      continue;
    }
    try {
      // A known tag's size is not checked, nor is the order of tags: Kafka's readers do neither.
      struct[codec.name] = codec.read(reader);
    } catch (error) {
      throw within(error, codec.name);
    }
  }
  if (unknown !== undefined) struct["unknownTags"] = unknown;
}

function writeTags(writer: ByteWriter, struct: Struct, tagged: readonly TaggedCodec[]): void {
  const present = tagged.filter((codec) => {
    const value = struct[codec.name];
    return value !== undefined && !codec.isDefault(value);
  });
  const unknown = (struct["unknownTags"] as readonly UnknownTag[] | undefined) ?? [];
  writer.uvarint(present.length + unknown.length);
  if (present.length + unknown.length === 0) return;
  const sections = unknown.map(({ tag, data }) => ({ tag, data }));
  for (const codec of present) {
    const section = new ByteWriter(64);
    try {
      codec.write(section, struct[codec.name]);
    } catch (error) {
      throw within(error, codec.name);
    }
    sections.push({ tag: codec.tag, data: section.finish() });
  }
  sections.sort((a, b) => a.tag - b.tag);
  for (const { tag, data } of sections) {
    writer.uvarint(tag);
    writer.uvarint(data.length);
    writer.raw(data);
  }
}

// ---- defaults ----

function scalarDefault(field: FieldSchema): unknown {
  const given = field.default;
  switch (field.type) {
    case "bool":
      return given === true;
    case "int64":
      return BigInt((given as number | string | undefined) ?? 0);
    case "uuid":
      return (given as string | undefined) ?? ZERO_UUID;
    case "string":
      return (given as string | undefined) ?? "";
    default:
      return Number(given ?? 0);
  }
}

const isStructType = (type: string): boolean => /^[A-Z]/.test(type);

function defaultOf(field: FieldSchema, version: number): () => unknown {
  if (field.default === null) return () => null;
  if (field.type.startsWith("[]")) return () => [];
  if (field.type === "bytes" || field.type === "records") return () => new Uint8Array(0);
  if (isStructType(field.type)) {
    const parts = (field.fields ?? []).map((part) => [part.name, defaultOf(part, version)] as const);
    return () => Object.fromEntries(parts.map(([name, make]) => [name, make()]));
  }
  const value = scalarDefault(field);
  return () => value;
}

function defaultTest(field: FieldSchema, version: number): (value: unknown) => boolean {
  if (field.default === null) return (value) => value === null;
  if (field.type.startsWith("[]") || field.type === "bytes" || field.type === "records") {
    return (value) => value !== null && (value as ArrayLike<unknown>).length === 0;
  }
  if (isStructType(field.type)) {
    const tests = (field.fields ?? []).map((part) => [part.name, defaultTest(part, version)] as const);
    return (value) =>
      value !== null &&
      tests.every(([name, test]) => {
        const part = (value as Struct)[name];
        return part === undefined || test(part);
      });
  }
  const standard = scalarDefault(field);
  return (value) => value === standard;
}

// ---- fields ----

interface ValueCodec {
  read(reader: ByteReader): unknown;
  write(writer: ByteWriter, value: unknown): void;
}

function compileField(
  field: FieldSchema,
  version: number,
  messageFlexible: boolean,
  inTag: boolean,
): FieldCodec {
  const flexible = field.flexible === undefined ? messageFlexible : versionInRange(version, field.flexible);
  const nullable = versionInRange(version, field.nullable);
  const value = valueCodec(field, version, flexible, nullable, inTag);
  const make = defaultOf(field, version);
  return {
    name: field.name,
    read: value.read,
    write(writer, given) {
      const out = given === undefined ? make() : given;
      if (out === null && !nullable) throw new FieldFault("null is not allowed here", writer.size);
      value.write(writer, out);
    },
  };
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

function integer(
  size: number,
  unsigned: boolean,
  read: (r: ByteReader) => number,
  write: WriteNumber,
): ValueCodec {
  const span = 2 ** (8 * size);
  const min = unsigned ? 0 : -span / 2;
  const max = min + span - 1;
  return {
    read,
    write(writer, value) {
      const number = value as number;
      if (!(number >= min && number <= max))
        throw new FieldFault(`${number} is outside ${min}…${max}`, writer.size);
      write(writer, number);
    },
  };
}
type WriteNumber = (writer: ByteWriter, value: number) => void;

const FIXED: Readonly<Record<string, ValueCodec>> = {
  bool: { read: (r) => r.int8() !== 0, write: (w, v) => w.int8(v === true ? 1 : 0) },
  int8: integer(
    1,
    false,
    (r) => r.int8(),
    (w, v) => w.int8(v),
  ),
  int16: integer(
    2,
    false,
    (r) => r.int16(),
    (w, v) => w.int16(v),
  ),
  uint16: integer(
    2,
    true,
    (r) => r.uint16(),
    (w, v) => w.uint16(v),
  ),
  int32: integer(
    4,
    false,
    (r) => r.int32(),
    (w, v) => w.int32(v),
  ),
  uint32: integer(
    4,
    true,
    (r) => r.uint32(),
    (w, v) => w.uint32(v),
  ),
  int64: { read: (r) => r.int64(), write: (w, v) => w.int64(v as bigint) },
  float64: { read: (r) => r.float64(), write: (w, v) => w.float64(v as number) },
  uuid: { read: (r) => uuidFromBytes(r.slice(16)), write: (w, v) => w.raw(uuidToBytes(v as string)) },
};

/** A length as this version writes it: null is -1, or 0 for the compact n + 1. */
function readLength(reader: ByteReader, flexible: boolean, short: boolean): number {
  if (flexible) return reader.uvarint() - 1;
  return short ? reader.int16() : reader.int32();
}

function writeLength(writer: ByteWriter, flexible: boolean, short: boolean, length: number): void {
  if (flexible) writer.uvarint(length + 1);
  else if (short) writer.int16(length);
  else writer.int32(length);
}

/** Any negative length means null, as in Kafka; where null is not allowed it is an error. */
function nullLength(nullable: boolean, at: number): null {
  if (nullable) return null;
  throw new FieldFault("null where a value is required", at);
}

const MAX_STRING_BYTES = 0x7fff;

function stringCodec(flexible: boolean, nullable: boolean): ValueCodec {
  return {
    read(reader) {
      const at = reader.position;
      const length = readLength(reader, flexible, true);
      if (length < 0) return nullLength(nullable, at);
      if (length > MAX_STRING_BYTES) throw new FieldFault(`a string of ${length} bytes is too long`, at);
      return utf8Decode(reader.slice(length));
    },
    write(writer, value) {
      if (value === null) return writeLength(writer, flexible, true, -1);
      const text = value as string;
      const length = utf8Length(text);
      if (length > MAX_STRING_BYTES)
        throw new FieldFault(`a string of ${length} bytes is too long`, writer.size);
      writeLength(writer, flexible, true, length);
      writer.utf8(text, length);
    },
  };
}

function bytesCodec(flexible: boolean, nullable: boolean): ValueCodec {
  return {
    read(reader) {
      const at = reader.position;
      const length = readLength(reader, flexible, false);
      return length < 0 ? nullLength(nullable, at) : reader.slice(length);
    },
    write(writer, value) {
      if (value === null) return writeLength(writer, flexible, false, -1);
      const bytes = value as Uint8Array;
      writeLength(writer, flexible, false, bytes.length);
      writer.raw(bytes);
    },
  };
}

function arrayCodec(element: ValueCodec, flexible: boolean, nullable: boolean): ValueCodec {
  return {
    read(reader) {
      const at = reader.position;
      const length = readLength(reader, flexible, false);
      if (length < 0) return nullLength(nullable, at);
      // Every element takes a byte at least: an absurd count must not make us allocate or loop.
      if (length > reader.remaining) {
        throw new FieldFault(`an array of ${length} elements in ${reader.remaining} bytes`, at);
      }
      const values: unknown[] = [];
      for (let i = 0; i < length; i++) {
        try {
          values.push(element.read(reader));
        } catch (error) {
          throw within(error, `[${i}]`);
        }
      }
      return values;
    },
    write(writer, value) {
      if (value === null) return writeLength(writer, flexible, false, -1);
      const values = value as readonly unknown[];
      writeLength(writer, flexible, false, values.length);
      for (let i = 0; i < values.length; i++) {
        try {
          element.write(writer, values[i]);
        } catch (error) {
          throw within(error, `[${i}]`);
        }
      }
    },
  };
}

/** One byte before the struct, or a uvarint in a tagged field: absent or present. */
function nullableStruct(struct: ValueCodec, inTag: boolean): ValueCodec {
  return {
    read(reader) {
      const present = inTag ? reader.uvarint() > 0 : reader.int8() >= 0;
      return present ? struct.read(reader) : null;
    },
    write(writer, value) {
      if (inTag) writer.uvarint(value === null ? 0 : 1);
      else writer.int8(value === null ? -1 : 1);
      if (value !== null) struct.write(writer, value);
    },
  };
}
