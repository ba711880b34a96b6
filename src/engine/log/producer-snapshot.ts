// The .snapshot files: what was known of the producers when the log ended at the offset in the name. Of each producer
// only the newest batch is kept, so that after a restart an older duplicate is out of order.
import { ByteError, ByteReader, ByteWriter } from "../base/bytes.ts";
import { crc32c } from "../base/crc32c.ts";
import { toLong, toNumber } from "../base/long.ts";
import { DecodeError, decodeMessage, encodeMessage } from "../protocol/codec.ts";
import { ProducerSnapshot } from "../protocol/schemas/producer-snapshot/producer-snapshot.ts";
import { NO_SEQUENCE } from "../records/batch.ts";
import type { ProducerEntry } from "./producer-entry.ts";

const VERSION = 1;
const CRC_AT = 2;
/** Behind the version and the checksum. */
const CHECKED_AT = 6;
const NONE = -1;
const INVALID = "Snapshot failed schema validation";

/** The file says nothing: it counts as missing. */
export class CorruptSnapshotError extends Error {
  override readonly name = "CorruptSnapshotError";
}

export function formatProducerSnapshot(entries: Iterable<ProducerEntry>): Uint8Array {
  const sorted = [...entries].sort((a, b) => (a.producerId < b.producerId ? -1 : 1));
  const producerEntries = sorted.map((entry) => {
    const last = entry.batches.at(-1);
    return {
      producerId: entry.producerId,
      epoch: entry.epoch,
      lastSequence: last?.lastSequence ?? NO_SEQUENCE,
      lastOffset: toLong(last?.lastOffset ?? NONE),
      offsetDelta: last?.offsetDelta ?? 0,
      timestamp: toLong(entry.lastTimestampMs),
      coordinatorEpoch: entry.coordinatorEpoch,
      currentTxnFirstOffset: toLong(entry.currentTxnFirstOffset ?? NONE),
    };
  });
  const writer = new ByteWriter();
  writer.int16(VERSION);
  writer.raw(encodeMessage(ProducerSnapshot, VERSION, { crc: 0, producerEntries }));
  const bytes = writer.finish();
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(CRC_AT, crc32c(bytes, CHECKED_AT, bytes.length));
  return bytes;
}

/** Throws CorruptSnapshotError. */
export function parseProducerSnapshot(bytes: Uint8Array): ProducerEntry[] {
  try {
    const version = new ByteReader(bytes).int16();
    if (version !== VERSION)
      throw new CorruptSnapshotError(`${INVALID}: Snapshot contained an unknown file version ${version}`);
    const { crc, producerEntries } = decodeMessage(ProducerSnapshot, VERSION, bytes.subarray(CRC_AT));
    const computed = crc32c(bytes, CHECKED_AT, bytes.length);
    if (crc !== computed) {
      throw new CorruptSnapshotError(
        `Snapshot is corrupt (CRC is no longer valid). Stored crc: ${crc}. Computed crc: ${computed}`,
      );
    }
    return producerEntries.map((entry) => {
      const [lastOffset, txn] = [toNumber(entry.lastOffset), toNumber(entry.currentTxnFirstOffset)];
      const timestampMs = toNumber(entry.timestamp);
      const { lastSequence, offsetDelta } = entry;
      return {
        producerId: entry.producerId,
        epoch: entry.epoch,
        batches: lastOffset < 0 ? [] : [{ lastSequence, lastOffset, offsetDelta, timestampMs }],
        lastTimestampMs: timestampMs,
        coordinatorEpoch: entry.coordinatorEpoch,
        currentTxnFirstOffset: txn < 0 ? null : txn,
      };
    });
  } catch (error) {
    if (!(error instanceof DecodeError || error instanceof ByteError)) throw error;
    throw new CorruptSnapshotError(`${INVALID}: ${error.message}`);
  }
}
