// The batches of a recorded step as bytes.
import { base64Decode } from "../../base/base64.ts";
import { crc32c } from "../../base/crc32c.ts";
import { utf8Encode } from "../../base/utf8.ts";
import { ATTRIBUTES_AT, CRC_AT, LAST_OFFSET_DELTA_AT, MAGIC_AT } from "../../records/batch.ts";
import { BatchBuilder } from "../../records/builder.ts";
import { codecId } from "../../records/compression.ts";
import { transactionMarkerBatch } from "../../records/control.ts";
import type { RecordedBatch, RecordedBytes, StepAction } from "./case.ts";

/** What the step appends: the bytes of its client where they are given, since compressed ones depend on the library. */
export function stepBytes({ wire, batches = [] }: StepAction): Uint8Array {
  return wire === undefined ? builtBytes(batches) : base64Decode(wire);
}

/** The batches as we build them. */
export function builtBytes(batches: readonly RecordedBatch[]): Uint8Array {
  const parts = batches.map(batchBytes);
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

export function recordedBytes(value: RecordedBytes | undefined): Uint8Array | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return utf8Encode(value);
  const { b64, fill, lcg, n = 0 } = value;
  if (b64 !== undefined) return base64Decode(b64);
  const bytes = new Uint8Array(n);
  if (lcg === undefined) {
    const pattern = utf8Encode(fill ?? "x");
    for (let i = 0; i < n; i++) bytes[i] = pattern[i % pattern.length]!;
    return bytes;
  }
  let x = lcg;
  for (let i = 0; i < n; i++) {
    x = (Math.imul(x, 1_103_515_245) + 12_345) >>> 0;
    bytes[i] = (x >>> 16) & 255;
  }
  return bytes;
}

function batchBytes(batch: RecordedBatch): Uint8Array {
  if (batch.raw !== undefined) return base64Decode(batch.raw);
  const bytes = (batch.marker === undefined ? dataBatch(batch) : markerBatch(batch, batch.marker)).slice();
  damage(bytes, batch);
  return bytes;
}

function markerBatch(batch: RecordedBatch, marker: "COMMIT" | "ABORT"): Uint8Array {
  return transactionMarkerBatch({
    commit: marker === "COMMIT",
    coordinatorEpoch: batch.coordinatorEpoch ?? 0,
    producerId: BigInt(batch.pid ?? -1),
    producerEpoch: batch.pepoch ?? -1,
    timestampMs: batch.ts ?? -1,
    baseOffset: batch.baseOffset ?? 0,
    partitionLeaderEpoch: batch.partitionLeaderEpoch ?? -1,
  });
}

function dataBatch(batch: RecordedBatch): Uint8Array {
  const producer =
    batch.pid === undefined
      ? {}
      : {
          producerId: BigInt(batch.pid),
          producerEpoch: batch.pepoch ?? 0,
          baseSequence: batch.baseSeq ?? -1,
        };
  const builder = new BatchBuilder({
    codec: codecId(batch.codec ?? "none") ?? 0,
    level: batch.level,
    baseOffset: batch.baseOffset ?? 0,
    partitionLeaderEpoch: batch.partitionLeaderEpoch ?? -1,
    ...(batch.timestampType === "LogAppendTime" ? { logAppendTimeMs: batch.logAppendTime ?? -1 } : {}),
    ...producer,
    transactional: batch.txn === true,
  });
  for (const { ts, key, value, headers = [] } of batch.records ?? []) {
    const parsed = headers.map(([name, content]) => ({ key: name, value: recordedBytes(content) }));
    builder.append(ts, recordedBytes(key), recordedBytes(value), parsed);
  }
  return builder.build();
}

function damage(bytes: Uint8Array, batch: RecordedBatch): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (const [position, hex] of batch.patch ?? []) {
    for (let i = 0; i < hex.length; i += 2)
      bytes[position + i / 2] = Number.parseInt(hex.slice(i, i + 2), 16);
  }
  if (batch.lastOffsetDelta !== undefined) view.setInt32(LAST_OFFSET_DELTA_AT, batch.lastOffsetDelta);
  if (batch.patch !== undefined || batch.lastOffsetDelta !== undefined) {
    view.setUint32(CRC_AT, crc32c(bytes, ATTRIBUTES_AT, bytes.length));
  }
  if (batch.magic !== undefined) bytes[MAGIC_AT] = batch.magic;
  if (batch.corruptAt !== undefined) bytes[batch.corruptAt]! ^= 0x55;
}
