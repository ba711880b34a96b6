// Messages of magic 0 and 1, as brokers before 0.11 wrote them: each is its own little batch, or wraps a set of others
// that are compressed together.
import { ByteError } from "../../base/bytes.ts";
import type { ByteNode } from "../../inspect/byte-tree.ts";
import { checkCrc, readBatchHeader } from "../../records/batch.ts";
import { CODEC_NAMES, decompress } from "../../records/compression.ts";
import { legacyRecords } from "../../records/legacy.ts";
import { corrupt } from "../../records/record-error.ts";
import { child, NodeReader, struct } from "./node-reader.ts";

/** The message in `bytes`, which begins at `position` and is there whole. Throws RecordError. */
export function legacyNode(bytes: Uint8Array, position: number, name?: string): ByteNode {
  const header = readBatchHeader(bytes);
  const reader = new NodeReader(bytes, position);
  const offset = reader.int64("offset", { meaning: "batch.baseOffset" });
  const children: ByteNode[] = [
    offset,
    reader.int32("size", { meaning: "batch.length" }),
    reader.uint32("crc", { meaning: "batch.crc", isValid: checkCrc(bytes) }),
    reader.int8("magic", { meaning: "batch.magic" }),
  ];
  const attributes = reader.int8("attributes", { meaning: "batch.attributes" });
  const bit = (part: string, value: string): ByteNode => ({
    name: part,
    position: attributes.position,
    length: attributes.length,
    type: "bits",
    value,
  });
  const codec = CODEC_NAMES[header.codec] ?? "unknown";
  children.push({
    ...attributes,
    children: [bit("compression", codec), bit("timestampType", header.timestampType)],
  });
  if (header.magic === 1) children.push(reader.int64("timestamp", { isTime: true }));
  try {
    for (const part of ["key", "value"] as const) {
      const size = reader.int32(`${part}Size`);
      children.push(size, reader.blob(part, size.value, { meaning: `record.${part}` }));
    }
  } catch (error) {
    if (!(error instanceof ByteError)) throw error;
    throw corrupt(`Message at byte ${position}: ${error.message}`);
  }
  const end = position + bytes.length;
  return struct(name ?? `message ${offset.value}`, position, end, children, "legacy");
}

/** What a line of the text dump says of one message. */
export interface LegacyRecord {
  readonly offset: number;
  readonly timestamp: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly isValid: boolean;
  readonly crc: number;
}

/** The messages of a set: the message itself, or those that it wraps, whose codec must be loaded. Throws RecordError. */
export function legacyLines(bytes: Uint8Array, node: ByteNode): LegacyRecord[] {
  const header = readBatchHeader(bytes);
  const records = [...legacyRecords(bytes, header)];
  const inner = legacyChildren(bytes, node);
  return records.map((record, i) => {
    const crc = child(inner?.messages[i] ?? node, "crc");
    return { ...record, crc: crc.value as number, isValid: crc.isValid === true };
  });
}

/** The messages inside a compressed one, in the unpacked bytes; null for one that wraps nothing. Throws RecordError. */
export function legacyChildren(
  bytes: Uint8Array,
  node: ByteNode,
): { readonly unpacked: Uint8Array; readonly messages: readonly ByteNode[] } | null {
  const header = readBatchHeader(bytes);
  if (header.codec === 0) return null;
  const unpacked = decompress(header.codec, child(node, "value").value as Uint8Array, header.magic);
  const messages: ByteNode[] = [];
  for (let at = 0; at < unpacked.length; ) {
    const { sizeBytes } = readBatchHeader(unpacked, at);
    messages.push(legacyNode(unpacked.subarray(at, at + sizeBytes), at, `[${messages.length}]`));
    at += sizeBytes;
  }
  return { unpacked, messages };
}
