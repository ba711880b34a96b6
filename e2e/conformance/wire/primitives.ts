// Single values: varints, texts, bytes, arrays, UUIDs, and what is read from bad bytes.
import { ByteError, ByteReader, ByteWriter } from "../../../src/engine/base/bytes.ts";
import { utf8Decode, utf8Length } from "../../../src/engine/base/utf8.ts";
import { compareUuids, uuidFromBytes, uuidToBytes } from "../../../src/engine/base/uuid.ts";
import { decodeMessage, EncodeError, encodeMessage } from "../../../src/engine/protocol/codec.ts";
import type { MessageSchema } from "../../../src/engine/protocol/schema.ts";
import { expectBytes, expectEqual, expectFailure, fromHex, hexOf, Mismatch } from "../tally.ts";
import type { CaseFile, JavaError } from "./case-file.ts";

interface ReadResult {
  readonly value?: number | string;
  readonly remaining?: number;
  readonly error?: JavaError;
}

interface PrimitiveCase {
  readonly kind: string;
  readonly value?: unknown;
  readonly bytes: string;
  readonly text: string;
  readonly error?: JavaError;
  readonly [field: string]: unknown;
}

export const primitives: CaseFile<PrimitiveCase> = {
  file: "primitives.jsonl",
  name: (one) => `${one.kind} ${String(one.value ?? one.text ?? one.bytes ?? "")}`.slice(0, 80),
  check(one) {
    const check = CHECKS[one.kind];
    if (check === undefined) throw new Mismatch(`unknown kind ${one.kind}`);
    check(one);
  },
};

function written(write: (writer: ByteWriter) => void): Uint8Array {
  const writer = new ByteWriter(1);
  write(writer);
  return writer.finish();
}

/** A message with one field of this type; a flexible one has the tag section's zero behind it. */
function fieldSchema(type: string, flexible: boolean, nullable: boolean): MessageSchema {
  return {
    name: "One",
    kind: "test",
    versions: "0",
    flexible: flexible ? "0" : "none",
    fields: [{ name: "field", type, versions: "0", ...(nullable ? { nullable: "0" } : {}) }],
  };
}

/** Kafka's name of a form: [COMPACT_][NULLABLE_]TYPE. */
function checkForm(form: string, type: string, value: unknown, expectedHex: string): void {
  const flexible = form.startsWith("COMPACT_");
  const schema = fieldSchema(type, flexible, form.includes("NULLABLE"));
  const bytes = encodeMessage(schema, 0, { field: value });
  const tail = flexible ? "00" : "";
  if (expectedHex.endsWith("...")) {
    const start = expectedHex.slice(0, -3);
    expectEqual(hexOf(bytes).slice(0, start.length), start, form);
  } else expectBytes(bytes, expectedHex + tail, form);
  const back = decodeMessage(schema, 0, bytes)["field"];
  const comparable = (one: unknown): unknown => (one instanceof Uint8Array ? hexOf(one) : one);
  expectEqual(comparable(back), comparable(value), `${form} read back`);
}

/** The forms that a case lists: its fields in capitals. */
function forms(one: PrimitiveCase): [form: string, expected: never][] {
  return Object.entries(one).filter(([name]) => /^[A-Z_()0-9]+$/.test(name)) as [string, never][];
}

const textOf = (one: PrimitiveCase): string =>
  typeof one["repeat"] === "string" ? one["repeat"].repeat(Number(one["times"])) : String(one.value);

const fromBase64 = (text: unknown): Uint8Array => new Uint8Array(Buffer.from(String(text), "base64"));

function utf16(text: string): string {
  return Array.from({ length: text.length }, (_, i) => text.charCodeAt(i).toString(16).padStart(4, "0")).join(
    "",
  );
}

function fixedForm(type: string): (one: PrimitiveCase) => void {
  return (one) => checkForm(type.toUpperCase(), type, Number(one.value ?? one.text), one.bytes);
}

const CHECKS: Readonly<Record<string, (one: PrimitiveCase) => void>> = {
  "int32 varints"(one) {
    const value = Number(one.value);
    expectBytes(
      written((writer) => writer.uvarint(value)),
      one["uvarint"] as string,
      "uvarint",
    );
    expectBytes(
      written((writer) => writer.varint(value)),
      one["varint"] as string,
      "varint",
    );
    expectEqual(new ByteReader(fromHex(one["uvarint"] as string)).uvarint(), value, "uvarint read");
    expectEqual(
      new ByteReader(fromHex(one["uvarint"] as string)).uvarint() >>> 0,
      one["unsignedValue"],
      "unsigned",
    );
    expectEqual(new ByteReader(fromHex(one["varint"] as string)).varint(), value, "varint read");
  },
  "int64 varints"(one) {
    const value = BigInt(one.value as string);
    expectBytes(
      written((writer) => writer.varlong(value)),
      one["varlong"] as string,
      "varlong",
    );
    expectEqual(
      String(new ByteReader(fromHex(one["varlong"] as string)).varlong()),
      String(value),
      "varlong read",
    );
    expectBytes(
      written((writer) => writer.uvarlong(value)),
      one["uvarlong"] as string,
      "uvarlong",
    );
    const unsigned = new ByteReader(fromHex(one["uvarlong"] as string)).uvarlong();
    expectEqual(String(unsigned), String(value), "uvarlong read");
  },
  "varint read"(one) {
    for (const kind of ["uvarint", "varint", "varlong"] as const) {
      const expected = one[kind] as ReadResult;
      const reader = new ByteReader(fromHex(one.bytes));
      if (expected.error !== undefined) {
        expectFailure(() => reader[kind](), [ByteError], kind);
        continue;
      }
      expectEqual(String(reader[kind]()), String(expected.value), kind);
      expectEqual(reader.remaining, expected.remaining, `${kind}: bytes left`);
    }
  },
  float64(one) {
    const value = Number(one.text);
    expectBytes(
      written((writer) => writer.float64(value)),
      one.bytes,
      "float64",
    );
    const back = new ByteReader(fromHex(one.bytes)).float64();
    if (!Object.is(back, value)) throw new Mismatch(`expected ${value}, got ${back}`);
  },
  string(one) {
    const text = textOf(one);
    expectEqual(utf8Length(text), one["utf8Length"], "length as UTF-8");
    for (const [form, expected] of forms(one)) checkForm(form, "string", text, expected);
  },
  "string too long"(one) {
    for (const [form] of forms(one)) {
      const schema = fieldSchema("string", form.startsWith("COMPACT_"), form.includes("NULLABLE"));
      expectFailure(() => encodeMessage(schema, 0, { field: textOf(one) }), [EncodeError], form);
    }
  },
  null(one) {
    for (const [form, expected] of forms(one)) {
      const type = form.includes("ARRAY") ? "[]int32" : form.includes("BYTES") ? "bytes" : "string";
      checkForm(form, type, null, expected);
    }
  },
  "lone surrogate"(one) {
    const text = String.fromCharCode(Number.parseInt(String(one["utf16"]), 16));
    expectBytes(encodeMessage(fieldSchema("string", false, false), 0, { field: text }), one.bytes, "encoded");
  },
  bytes(one) {
    for (const [form, expected] of forms(one)) checkForm(form, "bytes", fromBase64(one.value), expected);
  },
  "array of int32"(one) {
    for (const [form, expected] of forms(one)) checkForm(form, "[]int32", one.value, expected);
  },
  uint16: fixedForm("uint16"),
  uint32: fixedForm("uint32"),
  "bool read"(one) {
    const read = decodeMessage(fieldSchema("bool", false, false), 0, fromHex(one.bytes));
    expectEqual(read["field"], one.value, "read");
  },
  "utf8 decode"(one) {
    expectEqual(utf16(utf8Decode(fromHex(one.bytes))), one["utf16"], "decoded");
  },
  uuid(one) {
    const bytes = fromHex(one.bytes);
    expectEqual(uuidFromBytes(bytes), one.text, "text");
    expectBytes(uuidToBytes(one.text), one.bytes, "bytes");
    const reader = new ByteReader(bytes);
    expectEqual([reader.int64(), reader.int64()].map(String), [one["msb"], one["lsb"]], "halves");
  },
  "uuid order"(one) {
    const ascending = one["ascending"] as string[];
    expectEqual([...ascending].reverse().sort(compareUuids), ascending, "sorted");
  },
  "uuid parse"(one) {
    if (one.error !== undefined)
      expectFailure(() => uuidToBytes(one.text), [ByteError], one.error.message ?? "");
    else expectEqual(uuidFromBytes(uuidToBytes(one.text)), one.value, "parsed");
  },
};
