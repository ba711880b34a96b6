import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteReader } from "../base/bytes.ts";
import { uuidFromBytes } from "../base/uuid.ts";
import { DecodeError, decodeMessage, EncodeError, encodeMessage, readMessage } from "./codec.ts";
import { isStructType } from "./defaults.ts";
import { messageFromJson, messageToJson } from "./json.ts";
import { type FieldSchema, type MessageSchema, versionBounds, versionInRange } from "./schema.ts";
import { MetadataRequest } from "./schemas/03-metadata.ts";
import { ALL_APIS, ALL_MESSAGES } from "./schemas/all.ts";

const SCHEMAS = [...ALL_MESSAGES, ...ALL_APIS.flatMap((api) => [api.request, api.response])];

const SCALARS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  bool: fc.boolean(),
  int8: fc.integer({ min: -128, max: 127 }),
  int16: fc.integer({ min: -0x8000, max: 0x7fff }),
  uint16: fc.integer({ min: 0, max: 0xffff }),
  int32: fc.integer(),
  uint32: fc.integer({ min: 0, max: 0xffff_ffff }),
  int64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  float64: fc.double(),
  uuid: fc.uint8Array({ minLength: 16, maxLength: 16 }).map(uuidFromBytes),
  string: fc.string({ unit: "grapheme", maxLength: 40 }),
  bytes: fc.uint8Array({ maxLength: 40 }),
  records: fc.uint8Array({ maxLength: 40 }),
};

function anyValue(field: FieldSchema, type: string, version: number): fc.Arbitrary<unknown> {
  if (type.startsWith("[]")) return fc.array(anyValue(field, type.slice(2), version), { maxLength: 3 });
  return isStructType(type) ? anyStruct(field.fields ?? [], version) : SCALARS[type]!;
}

/** Any struct of this version: the fields that it has, and nothing else. */
function anyStruct(fields: readonly FieldSchema[], version: number): fc.Arbitrary<Record<string, unknown>> {
  const parts = fields
    .filter((field) => versionInRange(version, field.versions))
    .map((field) => {
      const value = anyValue(field, field.type, version);
      const nullable = versionInRange(version, field.nullable);
      return [field.name, nullable ? fc.option(value, { nil: null }) : value] as const;
    });
  return fc.record(Object.fromEntries(parts), { noNullPrototype: true });
}

const anyMessage = fc.constantFrom(...SCHEMAS).chain((schema: MessageSchema) => {
  const [first, last] = versionBounds(schema.versions);
  return fc
    .integer({ min: first, max: last })
    .chain((version) =>
      fc.tuple(fc.constant(schema), fc.constant(version), anyStruct(schema.fields, version)),
    );
});

describe("any message of any schema and version", () => {
  test("comes back as it was written, with no byte left", () => {
    fc.assert(
      fc.property(anyMessage, ([schema, version, message]) => {
        const bytes = encodeMessage(schema, version, message);
        const reader = new ByteReader(bytes);
        const back = readMessage(schema, version, reader);
        expect(reader.remaining).toBe(0);
        expect(encodeMessage(schema, version, back)).toEqual(bytes);
        expect(back).toMatchObject(message);
      }),
      { numRuns: 1000 },
    );
  });

  test("survives its JSON form", () => {
    fc.assert(
      fc.property(anyMessage, ([schema, version, message]) => {
        const bytes = encodeMessage(schema, version, message);
        const json = messageToJson(schema, version, decodeMessage(schema, version, bytes));
        expect(encodeMessage(schema, version, messageFromJson(schema, version, json))).toEqual(bytes);
      }),
      { numRuns: 300 },
    );
  });

  test("is refused when it ends too early, with field and offset", () => {
    fc.assert(
      fc.property(anyMessage, fc.nat(), ([schema, version, message], cut) => {
        const bytes = encodeMessage(schema, version, message);
        fc.pre(bytes.length > 0);
        const length = cut % bytes.length;
        const error = thrownBy(() => decodeMessage(schema, version, bytes.subarray(0, length)));
        expect(error).toBeInstanceOf(DecodeError);
        expect((error as DecodeError).field).not.toBe("");
        expect((error as DecodeError).offset).toBeLessThanOrEqual(length);
      }),
      { numRuns: 1000 },
    );
  });

  test("random bytes are a message or a DecodeError, never anything else", () => {
    fc.assert(
      fc.property(anyMessage, fc.uint8Array({ maxLength: 300, size: "max" }), ([schema, version], bytes) => {
        const error = thrownBy(() => decodeMessage(schema, version, bytes));
        if (error !== undefined) expect(error).toBeInstanceOf(DecodeError);
      }),
      { numRuns: 1000 },
    );
  });
});

function thrownBy(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
}

test("an absurd array length neither allocates nor loops", () => {
  const huge = Uint8Array.of(0x7f, 0xff, 0xff, 0xff);
  expect(thrownBy(() => decodeMessage(MetadataRequest, 1, huge))).toMatchObject({
    field: "topics",
    offset: 0,
  });
});

test("errors name the way to the field", () => {
  const bytes = encodeMessage(MetadataRequest, 1, { topics: [{ name: "one" }, { name: "two" }] });
  const cut = bytes.subarray(0, bytes.length - 1);
  expect(thrownBy(() => decodeMessage(MetadataRequest, 1, cut))).toMatchObject({ field: "topics[1].name" });
  const bad = { topics: [{ name: "one" }, { name: null }] };
  const error = thrownBy(() => encodeMessage(MetadataRequest, 1, bad as never));
  expect(error).toBeInstanceOf(EncodeError);
  expect(error).toMatchObject({ field: "topics[1].name" });
});

test("a struct with unknown tags is not the default, so they are not lost", () => {
  const schema = {
    name: "Outer",
    kind: "test",
    versions: "0",
    flexible: "0",
    fields: [
      {
        name: "inner",
        type: "Inner",
        versions: "0",
        tag: 0,
        tagged: "0",
        fields: [{ name: "id", type: "int8", versions: "0" }],
      },
    ],
  } as const satisfies MessageSchema;
  const bytes = encodeMessage(schema, 0, {
    inner: { id: 0, unknownTags: [{ tag: 9, data: Uint8Array.of(1) }] },
  });
  expect(encodeMessage(schema, 0, decodeMessage(schema, 0, bytes))).toEqual(bytes);
  expect(bytes.length).toBeGreaterThan(encodeMessage(schema, 0, {}).length);
});
