import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import {
  addSequence,
  batchHeaders,
  checkCrc,
  ensureValid,
  exactBaseOffset,
  readBatchHeader,
  setBaseOffset,
  setMaxTimestamp,
  setPartitionLeaderEpoch,
  wholeBatchesSize,
} from "./batch.ts";
import { BatchBuilder } from "./builder.ts";
import { CODEC_NAMES, loadCodec, loadCodecsFor, loadedCodec } from "./compression.ts";
import { readRecords } from "./record.ts";
import { RecordCursor } from "./record-cursor.ts";
import { RecordError } from "./record-error.ts";

beforeAll(async () => {
  for (const id of [1, 2, 3, 4]) await loadCodec(id);
});

const anyBytes = fc.uint8Array({ maxLength: 150, size: "max" });
const anyHeader = fc.record({
  key: fc.string({ unit: "grapheme", maxLength: 8 }),
  value: fc.option(anyBytes, { nil: null }),
});
const anyRecord = fc.record({
  timestamp: fc.oneof(fc.integer({ min: 0, max: 2 ** 41 }), fc.integer({ min: 1.7e12, max: 1.7e12 + 1000 })),
  gap: fc.oneof(
    { weight: 5, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 2 ** 20 }) },
  ),
  key: fc.option(anyBytes, { nil: null }),
  value: fc.option(anyBytes, { nil: null }),
  headers: fc.array(anyHeader, { maxLength: 3 }),
});
const anyBatch = fc.record({
  codec: fc.integer({ min: 0, max: 4 }),
  baseOffset: fc.integer({ min: 0, max: 2 ** 50 }),
  records: fc.array(anyRecord, { minLength: 1, maxLength: 20, size: "max" }),
  capacityBytes: fc.integer({ min: 0, max: 400 }),
});

type AnyBatch = typeof anyBatch extends fc.Arbitrary<infer T> ? T : never;

function build({ codec, baseOffset, records, capacityBytes }: AnyBatch) {
  const builder = new BatchBuilder({ codec, baseOffset, capacityBytes, partitionLeaderEpoch: 4 });
  const expected = records.map(({ timestamp, gap, key, value, headers }) => {
    const delta = builder.nextOffsetDelta + gap;
    builder.appendAt(delta, timestamp, key, value, headers);
    return { offset: baseOffset + delta, timestamp, key, value, headers };
  });
  return { bytes: builder.build(), expected };
}

describe("any batch", () => {
  test("comes back record by record", () => {
    fc.assert(
      fc.property(anyBatch, (batch) => {
        const { bytes, expected } = build(batch);
        const header = readBatchHeader(bytes);
        expect(checkCrc(bytes)).toBe(true);
        expect(header).toMatchObject({
          sizeBytes: bytes.length,
          codec: batch.codec,
          partitionLeaderEpoch: 4,
        });
        expect(header.lastOffset).toBe(expected.at(-1)!.offset);
        expect(header.maxTimestamp).toBe(Math.max(...expected.map((record) => record.timestamp)));
        const plain = readRecords(bytes, header).map(({ offset, timestamp, key, value, headers }) => ({
          offset,
          timestamp,
          key: key && Uint8Array.from(key),
          value: value && Uint8Array.from(value),
          headers: headers.map((one) => ({ key: one.key, value: one.value && Uint8Array.from(one.value) })),
        }));
        expect(plain).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  test("ends at a torn tail, wherever it is torn", () => {
    fc.assert(
      fc.property(fc.array(anyBatch, { minLength: 1, maxLength: 3 }), fc.nat(), (several, cut) => {
        const parts = several.map((one) => build(one).bytes);
        const log = new Uint8Array(parts.flatMap((part) => [...part]));
        const length = cut % (log.length + 1);
        let whole = 0;
        for (const part of parts) {
          if (whole + part.length > length) break;
          whole += part.length;
        }
        expect(wholeBatchesSize(log, 0, length)).toBe(whole);
      }),
      { numRuns: 100 },
    );
  });

  test("a flipped bit behind the checksum is found; reading it gives RecordError or records, nothing else", () => {
    fc.assert(
      fc.property(anyBatch, fc.nat(), fc.integer({ min: 0, max: 7 }), (batch, place, bit) => {
        const bytes = build(batch).bytes.slice();
        const at = 21 + (place % (bytes.length - 21));
        bytes[at]! ^= 1 << bit;
        expect(checkCrc(bytes)).toBe(false);
        expect(() => ensureValid(bytes)).toThrow(RecordError);
        try {
          readRecords(bytes, readBatchHeader(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(RecordError);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("the builder's sizes are those of the bytes", () => {
    fc.assert(
      fc.property(anyBatch, (batch) => {
        const builder = new BatchBuilder({ capacityBytes: batch.capacityBytes });
        for (const { timestamp, key, value, headers } of batch.records) {
          const before = builder.sizeBytes;
          const predicted = builder.recordSizeBytes(timestamp, key, value, headers);
          builder.append(timestamp, key, value, headers);
          expect(builder.sizeBytes - before).toBe(predicted);
        }
        expect(builder.build().length).toBe(builder.sizeBytes);
      }),
      { numRuns: 200 },
    );
  });

  test("the cursor tells the size of every record", () => {
    const { bytes } = build(fc.sample(anyBatch, { numRuns: 1, seed: 7 })[0]!);
    const header = readBatchHeader(bytes);
    const cursor = new RecordCursor(bytes, header);
    let count = 0;
    while (cursor.next()) {
      expect(cursor.sizeBytes).toBeGreaterThan(5);
      count++;
    }
    expect(count).toBe(header.recordCount);
    expect(cursor.next()).toBe(false);
  });
});

describe("setters in place", () => {
  const batch = (): Uint8Array => {
    const builder = new BatchBuilder();
    builder.append(100, null, Uint8Array.of(1));
    builder.append(300, null, Uint8Array.of(2));
    return builder.build();
  };

  test("base offset and leader epoch do not touch the checksum", () => {
    const bytes = batch();
    setBaseOffset(bytes, 0, 2 ** 40 + 5);
    setPartitionLeaderEpoch(bytes, 0, 9);
    expect(checkCrc(bytes)).toBe(true);
    const header = readBatchHeader(bytes);
    expect(header).toMatchObject({
      baseOffset: 2 ** 40 + 5,
      lastOffset: 2 ** 40 + 6,
      partitionLeaderEpoch: 9,
    });
  });

  test("an offset beyond 2^53 stays exact in the bytes", () => {
    const bytes = batch();
    setBaseOffset(bytes, 0, 2n ** 63n - 2n);
    expect(exactBaseOffset(bytes)).toBe(2n ** 63n - 2n);
  });

  test("negative numbers are written as int64", () => {
    const bytes = batch();
    setBaseOffset(bytes, 0, -1);
    expect(exactBaseOffset(bytes)).toBe(-1n);
    expect(readBatchHeader(bytes).baseOffset).toBe(-1);
  });

  test("LogAppendTime gives every record the broker's time, and a right checksum", () => {
    const bytes = batch();
    setMaxTimestamp(bytes, 0, "LogAppendTime", 5000);
    expect(checkCrc(bytes)).toBe(true);
    expect(readRecords(bytes, readBatchHeader(bytes)).map((record) => record.timestamp)).toEqual([
      5000, 5000,
    ]);
    setMaxTimestamp(bytes, 0, "CreateTime", 300);
    expect(readRecords(bytes, readBatchHeader(bytes)).map((record) => record.timestamp)).toEqual([100, 300]);
  });
});

test("sequence numbers wrap from 2^31 - 1 to 0", () => {
  expect(addSequence(0x7fffffff, 0)).toBe(0x7fffffff);
  expect(addSequence(0x7fffffff, 1)).toBe(0);
  expect(addSequence(0x7ffffffe, 3)).toBe(1);
  expect(addSequence(-1, 3)).toBe(-1);
});

test("batches of a range are found, and their codecs", async () => {
  const builder = new BatchBuilder({ codec: 3, producerId: 5n, producerEpoch: 1, baseSequence: 7 });
  builder.append(1, null, Uint8Array.of(1));
  const one = builder.build();
  const log = new Uint8Array(2 * one.length);
  log.set(one);
  log.set(one, one.length);
  expect([...batchHeaders(log)].map((header) => header.position)).toEqual([0, one.length]);
  expect([...batchHeaders(log)][0]).toMatchObject({ producerId: 5n, baseSequence: 7, lastSequence: 7 });
  expect(loadCodecsFor(log)).toBeUndefined();
  expect(loadedCodec(3)).toBeDefined();
  expect(CODEC_NAMES[3]).toBe("lz4");
});
