// The batches that a case's client compressed, compressed by us: they say the same, outside and inside. How small one
// gets depends on the library, so sizes only must not be much larger; how the stream begins does not.

import type { RecordedBatch, RecordedCase, StepAction } from "../../../src/engine/log/replay/case.ts";
import { builtBytes, stepBytes } from "../../../src/engine/log/replay/case-batches.ts";
import { type BatchHeader, batchHeaders, RECORDS_AT } from "../../../src/engine/records/batch.ts";
import { decompress } from "../../../src/engine/records/compression.ts";
import { expectBytes, expectEqual, hexOf, Mismatch } from "../tally.ts";

/** By codec: the header of gzip, of xerial's snappy framing, of an lz4 frame; of zstd only the magic. */
const FIXED_BYTES = [0, 10, 16, 7, 4];

/** Our compressed batch may be so much larger than theirs, where the level is the default one. */
const LARGER_AT_MOST = 1.1;

/** Steps with batches that a client compressed, and that nobody damaged afterwards. */
export function compressedSteps({ steps }: RecordedCase): StepAction[] {
  return steps.map((step) => step.do).filter(isComparable);
}

function isComparable({ wire, batches = [] }: StepAction): boolean {
  return wire !== undefined && batches.some(isCompressed) && batches.every(isWhole);
}

const isCompressed = ({ codec = "none" }: RecordedBatch): boolean => codec !== "none";

function isWhole(batch: RecordedBatch): boolean {
  return (
    batch.raw === undefined &&
    batch.patch === undefined &&
    batch.corruptAt === undefined &&
    batch.lastOffsetDelta === undefined &&
    batch.magic === undefined
  );
}

export function checkOwnBatches(step: StepAction): void {
  const recorded = step.batches ?? [];
  const [ours, theirs] = [builtBytes(recorded), stepBytes(step)];
  const headers = [...batchHeaders(ours)];
  const wanted = [...batchHeaders(theirs)];
  expectEqual(headers.length, wanted.length, "batches");
  for (const [index, header] of headers.entries()) {
    const expected = wanted[index]!;
    expectEqual(withoutSizes(header), withoutSizes(expected), `batch ${index}`);
    const [packed, theirPacked] = [packedRecords(ours, header), packedRecords(theirs, expected)];
    const begin = theirPacked.subarray(0, FIXED_BYTES[header.codec]);
    expectBytes(packed.subarray(0, begin.length), hexOf(begin), `batch ${index}: begin of the stream`);
    const unpacked = hexOf(decompress(header.codec, theirPacked));
    expectBytes(decompress(header.codec, packed), unpacked, `batch ${index}: records`);
    const isDefault = recorded[index]?.level === undefined;
    if (isDefault && header.sizeBytes > expected.sizeBytes * LARGER_AT_MOST) {
      throw new Mismatch(`batch ${index}: ${header.sizeBytes} bytes instead of ${expected.sizeBytes}`);
    }
  }
}

function packedRecords(bytes: Uint8Array, { position, sizeBytes }: BatchHeader): Uint8Array {
  return bytes.subarray(position + RECORDS_AT, position + sizeBytes);
}

/** The header's fields, but those that follow from how small the records became. */
export function withoutSizes(header: BatchHeader): Record<string, unknown> {
  const { position: _p, sizeBytes: _s, crc: _c, producerId, ...rest } = header;
  return { ...rest, producerId: String(producerId) };
}
