import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { codecId, compress, decompress, loadCodec } from "./compression.ts";
import { RecordError } from "./record-error.ts";
import { compressSnappyBlock } from "./snappy-block.ts";
import { xxh32 } from "./xxh32.ts";

const CODECS = [
  ["gzip", 1],
  ["snappy", 2],
  ["lz4", 3],
  ["zstd", 4],
] as const;

beforeAll(async () => {
  for (const [, id] of CODECS) await loadCodec(id);
});

/** Random bytes, repetitions and text mixed, so that literals, short and long matches all occur. */
const anyData = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 50 }),
      fc
        .tuple(fc.uint8Array({ minLength: 1, maxLength: 9 }), fc.integer({ min: 1, max: 3000 }))
        .map(([unit, times]) => {
          const bytes = new Uint8Array(unit.length * times);
          for (let i = 0; i < bytes.length; i++) bytes[i] = unit[i % unit.length]!;
          return bytes;
        }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => new Uint8Array(Buffer.concat(parts)));

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

describe.each(CODECS)("%s", (_, id) => {
  test("gives back what was compressed", () => {
    fc.assert(
      fc.property(anyData, (data) => same(decompress(id, compress(id, data)), data)),
      { numRuns: 150 },
    );
  });

  test("gives back more than one block, compressible or not", () => {
    const noise = Uint8Array.from({ length: 300_000 }, (_, i) => Math.imul(i + 1, 0x9e3779b1) >>> 23);
    const text = new Uint8Array(Buffer.from("partition ".repeat(40_000)));
    for (const data of [noise, text]) expect(same(decompress(id, compress(id, data)), data)).toBe(true);
  });

  test("stops at the limit: a small batch cannot become an enormous one", () => {
    const bomb = compress(id, new Uint8Array(3_000_000));
    expect(bomb.length).toBeLessThan(200_000);
    expect(() => decompress(id, bomb, 2, 2_999_999)).toThrow(RecordError);
    expect(decompress(id, bomb, 2, 3_000_000).length).toBe(3_000_000);
  });

  test("damaged or cut bytes give a RecordError or bytes, nothing else", () => {
    const change = fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 }), fc.nat());
    fc.assert(
      fc.property(anyData, change, (data, [place, flip, cut]) => {
        const packed = compress(id, data).slice();
        packed[place % packed.length]! ^= flip;
        const length = cut % 2 === 0 ? packed.length : cut % (packed.length + 1);
        try {
          decompress(id, packed.subarray(0, length), 2, 1_000_000);
        } catch (error) {
          expect(error).toBeInstanceOf(RecordError);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("garbage is refused", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        try {
          decompress(id, bytes, 2, 1_000_000);
        } catch (error) {
          expect(error).toBeInstanceOf(RecordError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("gzip and zlib", () => {
  test.each([0, 1, 6, 9])("level %i is readable by the other side", (level) => {
    fc.assert(
      fc.property(anyData, (data) => {
        expect(same(gunzipSync(compress(1, data, level)), data)).toBe(true);
        expect(same(decompress(1, new Uint8Array(gzipSync(data, { level }))), data)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test("members stand one behind the other, and what follows them is ignored", () => {
    const [a, b] = [Buffer.from("first "), Buffer.from("second")];
    const joined = Buffer.concat([gzipSync(a), gzipSync(b), Buffer.from([1, 2, 3, 4])]);
    expect(Buffer.from(decompress(1, new Uint8Array(joined))).toString()).toBe("first second");
  });

  test("a wrong trailer is refused", () => {
    const packed = new Uint8Array(gzipSync(Buffer.from("kafka")));
    packed[packed.length - 6]! ^= 1;
    expect(() => decompress(1, packed)).toThrow("Corrupt GZIP trailer");
  });
});

test("a raw snappy block, as clients without the framing write it, is read", () => {
  const data = Buffer.from("raw raw raw raw raw snappy block");
  expect(Buffer.from(decompress(2, compressSnappyBlock(data))).toString()).toBe(data.toString());
});

test("lz4 frames of magic 0 may have a wrong header checksum, others not", () => {
  const packed = compress(3, Uint8Array.of(1, 2, 3)).slice();
  packed[6]! ^= 0xff;
  expect(() => decompress(3, packed, 2)).toThrow("Stream frame descriptor corrupted");
  expect([...decompress(3, packed, 0)]).toEqual([1, 2, 3]);
});

test("xxHash32 has the published values", () => {
  expect(xxh32(new Uint8Array(0))).toBe(0x02cc5d05);
  expect(xxh32(new Uint8Array(Buffer.from("abc")))).toBe(0x32d153ff);
  expect(xxh32(new Uint8Array(Buffer.from("Nobody inspects the spammish repetition")))).toBe(0xe2293b2f);
});

test("an unknown codec is refused in reading and in loading", async () => {
  expect(() => decompress(5, Uint8Array.of(1))).toThrow("Unknown compression type id: 5");
  await expect(loadCodec(7)).rejects.toThrow(RecordError);
  expect(codecId("lz4")).toBe(3);
  expect(codecId("brotli")).toBeUndefined();
});
