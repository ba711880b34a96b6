// How single values lie on the wire: numbers, texts, bytes, arrays, and what null looks like in each.
import type { ByteReader, ByteWriter } from "../base/bytes.ts";
import { utf8Length } from "../base/utf8.ts";
import { FieldFault, within } from "./field-fault.ts";
import { readUuid, writeUuid } from "./known-uuids.ts";

export interface ValueCodec {
  read(reader: ByteReader): unknown;
  write(writer: ByteWriter, value: unknown): void;
}

function inRange(value: unknown, min: number, max: number, writer: ByteWriter): number {
  const number = value as number;
  if (!(number >= min && number <= max))
    throw new FieldFault(`${number} is outside ${min}…${max}`, writer.size);
  return number;
}

/** Values whose size does not depend on the version. */
export const FIXED: Readonly<Record<string, ValueCodec>> = {
  bool: { read: (r) => r.int8() !== 0, write: (w, v) => w.int8(v === true ? 1 : 0) },
  int8: { read: (r) => r.int8(), write: (w, v) => w.int8(inRange(v, -0x80, 0x7f, w)) },
  int16: { read: (r) => r.int16(), write: (w, v) => w.int16(inRange(v, -0x8000, 0x7fff, w)) },
  uint16: { read: (r) => r.uint16(), write: (w, v) => w.uint16(inRange(v, 0, 0xffff, w)) },
  int32: { read: (r) => r.int32(), write: (w, v) => w.int32(inRange(v, -0x8000_0000, 0x7fff_ffff, w)) },
  uint32: { read: (r) => r.uint32(), write: (w, v) => w.uint32(inRange(v, 0, 0xffff_ffff, w)) },
  int64: { read: (r) => r.int64(), write: (w, v) => w.int64(v as bigint) },
  float64: { read: (r) => r.float64(), write: (w, v) => w.float64(v as number) },
  uuid: { read: readUuid, write: (w, v) => writeUuid(w, v as string) },
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

export function stringCodec(flexible: boolean, nullable: boolean): ValueCodec {
  return {
    read(reader) {
      const at = reader.position;
      const length = readLength(reader, flexible, true);
      if (length < 0) return nullLength(nullable, at);
      if (length > MAX_STRING_BYTES) throw new FieldFault(`a string of ${length} bytes is too long`, at);
      return reader.text(length);
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

export function bytesCodec(flexible: boolean, nullable: boolean): ValueCodec {
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

export function arrayCodec(element: ValueCodec, flexible: boolean, nullable: boolean): ValueCodec {
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
      try {
        while (values.length < length) values.push(element.read(reader));
      } catch (error) {
        throw within(error, `[${values.length}]`);
      }
      return values;
    },
    write(writer, value) {
      if (value === null) return writeLength(writer, flexible, false, -1);
      const values = value as readonly unknown[];
      writeLength(writer, flexible, false, values.length);
      let i = 0;
      try {
        for (; i < values.length; i++) element.write(writer, values[i]);
      } catch (error) {
        throw within(error, `[${i}]`);
      }
    },
  };
}

/** One byte before the struct, or a uvarint in a tagged field: absent or present. */
export function nullableStruct(struct: ValueCodec, inTag: boolean): ValueCodec {
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
