// Records as objects, for those who look at every single one: consumers, coordinators, the metadata log, the inspector.
import { type BatchHeader, batchHeaders } from "./batch.ts";
import { legacyRecords } from "./legacy.ts";
import { RecordCursor, type RecordHeader } from "./record-cursor.ts";

export interface KafkaRecord {
  readonly offset: number;
  readonly timestamp: number;
  /** Views on the bytes of the batch, not copies. */
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: readonly RecordHeader[];
  /** Of an idempotent producer's record, otherwise -1. */
  readonly sequence: number;
  /** As the record stands in its batch, decompressed. */
  readonly sizeBytes: number;
}

/**
 * The records of the batch whose header was read from `bytes`. Its codec must be loaded: see loadCodecsFor. Throws
 * RecordError at the first record that is wrong, after those before it.
 */
export function* streamRecords(bytes: Uint8Array, header: BatchHeader): Generator<KafkaRecord> {
  if (header.magic < 2) {
    yield* legacyRecords(bytes, header);
    return;
  }
  const cursor = new RecordCursor(bytes, header);
  while (cursor.next()) {
    yield {
      offset: cursor.offset,
      timestamp: cursor.timestamp,
      key: cursor.key(),
      value: cursor.value(),
      headers: cursor.headers(),
      sequence: cursor.sequence,
      sizeBytes: cursor.sizeBytes,
    };
  }
}

/** All records of the batch, or RecordError. */
export function readRecords(bytes: Uint8Array, header: BatchHeader): KafkaRecord[] {
  return [...streamRecords(bytes, header)];
}

/** The records of all whole batches in [start, end), control records too. */
export function* allRecords(bytes: Uint8Array, start = 0, end = bytes.length): Generator<KafkaRecord> {
  for (const header of batchHeaders(bytes, start, end)) yield* streamRecords(bytes, header);
}

/** Offset of the first record with the batch's largest timestamp; undefined when there is none, as in an empty batch. */
export function offsetOfMaxTimestamp(bytes: Uint8Array, header: BatchHeader): number | undefined {
  for (const record of streamRecords(bytes, header)) {
    if (record.timestamp === header.maxTimestamp) return record.offset;
  }
  return undefined;
}
