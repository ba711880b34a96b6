// A record batch of magic 2 as a tree: the 61 bytes of its header field by field, and behind them the records.
import { crc32c } from "../../base/crc32c.ts";
import type { ByteNode } from "../../inspect/byte-tree.ts";
import {
  ATTRIBUTES_AT,
  CODEC_MASK,
  CONTROL_BIT,
  CRC_AT,
  DELETE_HORIZON_BIT,
  LOG_APPEND_TIME_BIT,
  RECORDS_AT,
  TRANSACTIONAL_BIT,
} from "../../records/batch.ts";
import { CODEC_NAMES } from "../../records/compression.ts";
import { corrupt } from "../../records/record-error.ts";
import { asLong, NodeReader, struct } from "./node-reader.ts";

/** The parts of the attributes, all in the same two bytes. */
function attributeNodes(position: number, length: number, attributes: number): ByteNode[] {
  const part = (name: string, value: string | boolean): ByteNode => ({
    name,
    position,
    length,
    type: "bits",
    value,
  });
  return [
    part("compression", CODEC_NAMES[attributes & CODEC_MASK] ?? "unknown"),
    part("timestampType", (attributes & LOG_APPEND_TIME_BIT) === 0 ? "CreateTime" : "LogAppendTime"),
    part("isTransactional", (attributes & TRANSACTIONAL_BIT) !== 0),
    part("isControl", (attributes & CONTROL_BIT) !== 0),
    part("hasDeleteHorizon", (attributes & DELETE_HORIZON_BIT) !== 0),
  ];
}

/** Whatever the magic says: the tool reads any above 1 as this one. */
function hasCrc(bytes: Uint8Array): boolean {
  const stored = new DataView(bytes.buffer, bytes.byteOffset).getUint32(CRC_AT);
  return stored === crc32c(bytes, ATTRIBUTES_AT, bytes.length);
}

/**
 * The batch in `bytes`, which begins at `position` of the file and is there whole. The `records` have no children yet:
 * see recordNodes. Throws RecordError when it is too small to have a header.
 */
export function batchNode(bytes: Uint8Array, position: number): ByteNode {
  if (bytes.length < RECORDS_AT) {
    throw corrupt(
      `Record batch is corrupt (the size ${bytes.length} is smaller than the minimum allowed overhead ${RECORDS_AT})`,
    );
  }
  const reader = new NodeReader(bytes, position);
  const baseOffset = reader.int64("baseOffset", { meaning: "batch.baseOffset" });
  const children: ByteNode[] = [
    baseOffset,
    reader.int32("batchLength", { meaning: "batch.length" }),
    reader.int32("partitionLeaderEpoch", { meaning: "batch.leaderEpoch" }),
    reader.int8("magic", { meaning: "batch.magic" }),
    reader.uint32("crc", { meaning: "batch.crc", isValid: hasCrc(bytes) }),
  ];
  const attributes = reader.int16("attributes", { meaning: "batch.attributes" });
  const parts = attributeNodes(attributes.position, attributes.length, attributes.value);
  const delta = reader.int32("lastOffsetDelta", { meaning: "batch.lastOffsetDelta" });
  children.push(
    { ...attributes, children: parts },
    { ...delta, derived: asLong(baseOffset.value + BigInt(delta.value)) },
    reader.int64("baseTimestamp", { meaning: "batch.baseTimestamp", isTime: true }),
    reader.int64("maxTimestamp", { meaning: "batch.maxTimestamp", isTime: true }),
    reader.int64("producerId", { meaning: "batch.producerId" }),
    reader.int16("producerEpoch", { meaning: "batch.producerEpoch" }),
    reader.int32("baseSequence", { meaning: "batch.baseSequence" }),
    reader.int32("recordsCount", { meaning: "batch.recordCount" }),
  );
  const isCompressed = (attributes.value & CODEC_MASK) !== 0;
  children.push(
    reader.blob("records", reader.remaining, {
      meaning: isCompressed ? "batch.compressed" : "batch.records",
    }),
  );
  return struct(`batch ${baseOffset.value}`, position, position + bytes.length, children, "batch");
}
