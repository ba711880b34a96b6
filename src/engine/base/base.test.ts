import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { base64Decode, base64Encode, base64UrlDecode, base64UrlEncode } from "./base64.ts";
import { ByteError, ByteReader, ByteWriter } from "./bytes.ts";
import { crc32 } from "./crc32.ts";
import { crc32c } from "./crc32c.ts";
import { toLong, toNumber } from "./long.ts";
import { utf8Decode, utf8Encode, utf8Length, utf8Write } from "./utf8.ts";
import { randomUuid, uuidFromBytes, uuidToBytes, ZERO_UUID } from "./uuid.ts";

// Of its own accord fast-check would hardly go beyond ten.
const anyBytes = fc.uint8Array({ maxLength: 300, size: "max" });

describe("bytes", () => {
  const anyInt64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

  test("varints come back, and need the bytes they should", () => {
    fc.assert(
      fc.property(fc.integer(), anyInt64, (int, long) => {
        const writer = new ByteWriter(1);
        writer.varint(int);
        writer.uvarint(int);
        writer.varlong(long);
        writer.uvarlong(long);
        const reader = new ByteReader(writer.finish());
        expect([reader.varint(), reader.uvarint()]).toEqual([int, int]);
        expect([reader.varlong(), reader.uvarlong()]).toEqual([long, long]);
        expect(reader.remaining).toBe(0);
      }),
    );
  });

  test("raw bytes of every size lie where they were written", () => {
    const anyPart = fc.oneof(anyBytes, fc.uint8Array({ minLength: 1000, maxLength: 1100, size: "max" }));
    fc.assert(
      fc.property(fc.array(anyPart, { maxLength: 6 }), (parts) => {
        const writer = new ByteWriter();
        writer.int32(0);
        for (const part of parts) {
          writer.raw(part);
          writer.int8(7);
        }
        writer.int32At(0, writer.size);
        const expected = parts.flatMap((part) => [...part, 7]);
        const bytes = writer.finish();
        expect(new ByteReader(bytes).int32()).toBe(4 + expected.length);
        expect([...bytes.subarray(4)]).toEqual(expected);
      }),
    );
  });

  test("nothing is read past the end, wherever the end is", () => {
    const reader = new ByteReader(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), 1, 4);
    expect(() => reader.int32()).toThrow(ByteError);
    expect(reader.position).toBe(1);
    expect(reader.int16()).toBe(0x0203);
    expect(() => reader.slice(2)).toThrow(ByteError);
    expect(() => reader.slice(-1)).toThrow(ByteError);
    expect([...reader.slice(1)]).toEqual([4]);
  });
});

describe("UTF-8", () => {
  const anyText = fc.oneof(fc.string({ unit: "binary", maxLength: 60 }), fc.string({ maxLength: 60 }));

  test("any text: length, bytes and back", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const bytes = utf8Encode(text);
        expect(Buffer.from(bytes).toString("utf8")).toBe(text);
        expect(utf8Length(text)).toBe(bytes.length);
        const target = new Uint8Array(bytes.length + 2);
        utf8Write(text, target, 1, bytes.length);
        expect(target.subarray(1, -1)).toEqual(bytes);
        expect(utf8Decode(bytes)).toBe(text);
      }),
    );
  });

  test("half a surrogate pair becomes a question mark, as in Java", () => {
    for (const text of ["\ud800", "a\udc00b", `${"long enough for the platform ".repeat(2)}\ud800`]) {
      const expected = text.replace(/\p{Surrogate}/u, "?");
      expect(Buffer.from(utf8Encode(text)).toString()).toBe(expected);
      const target = new Uint8Array(utf8Length(text));
      utf8Write(text, target, 0, target.length);
      expect(Buffer.from(target).toString()).toBe(expected);
    }
  });

  test("an encoded surrogate becomes one replacement character, as in Java", () => {
    expect(utf8Decode(Uint8Array.of(0xed, 0xa0, 0x80, 0xed, 0xb0, 0x80))).toBe("\ufffd\ufffd");
    expect(utf8Decode(Uint8Array.of(0x61, 0xed, 0xa0, 0x62))).toBe("a\ufffdb");
    expect(utf8Decode(Uint8Array.of(0xff, 0xed, 0x9f, 0xbf))).toBe("\ufffd\ud7ff");
  });
});

describe("base64", () => {
  test("both alphabets agree with the platform", () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const buffer = Buffer.from(bytes);
        expect(base64Encode(bytes)).toBe(buffer.toString("base64"));
        expect(base64UrlEncode(bytes)).toBe(buffer.toString("base64url"));
        expect(base64Decode(base64Encode(bytes))).toEqual(bytes);
        expect(base64UrlDecode(base64UrlEncode(bytes))).toEqual(bytes);
      }),
    );
  });

  test("foreign characters are refused", () => {
    for (const text of ["!", "a b=", "AA-_"]) expect(() => base64Decode(text)).toThrow(RangeError);
  });
});

describe("checksums", () => {
  const ofPolynomial = (polynomial: number, bytes: Uint8Array): number => {
    let crc = -1;
    for (const byte of bytes) {
      crc ^= byte;
      for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    }
    return ~crc >>> 0;
  };

  test("any bytes, at any alignment, in one step or two", () => {
    fc.assert(
      fc.property(anyBytes, fc.nat(20), fc.nat(), (bytes, shift, cut) => {
        const shifted = new Uint8Array(bytes.length + shift);
        shifted.set(bytes, shift);
        const expected = ofPolynomial(0x82f63b78, bytes);
        expect(crc32c(shifted, shift)).toBe(expected);
        expect(crc32c(shifted.subarray(shift))).toBe(expected);
        const middle = shift + (cut % (bytes.length + 1));
        expect(crc32c(shifted, middle, shifted.length, crc32c(shifted, shift, middle))).toBe(expected);
        expect(crc32(shifted, shift)).toBe(ofPolynomial(0xedb88320, bytes));
      }),
    );
  });
});

test("numbers beyond 2^53 are clamped, fractions are cut off", () => {
  expect(toNumber(2n ** 60n)).toBe(Number.MAX_SAFE_INTEGER);
  expect(toNumber(-(2n ** 60n))).toBe(Number.MIN_SAFE_INTEGER);
  expect(toNumber(-5n)).toBe(-5);
  expect(toLong(1.9)).toBe(1n);
});

test("random UUIDs are of version 4 and never begin with a dash", () => {
  let state = 1;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state;
  };
  for (let i = 0; i < 300; i++) {
    const text = randomUuid(next);
    expect(text).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_-]{21}$/);
    expect(uuidToBytes(text)[6]! >> 4).toBe(4);
    expect(uuidFromBytes(uuidToBytes(text))).toBe(text);
  }
  expect(uuidToBytes(ZERO_UUID).every((byte) => byte === 0)).toBe(true);
});
