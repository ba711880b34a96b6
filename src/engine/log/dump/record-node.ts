// The records of a batch of magic 2 as trees. Positions are the file's, or those in the unpacked bytes of a compressed
// batch.
import { ByteError } from "../../base/bytes.ts";
import type { ByteNode } from "../../inspect/byte-tree.ts";
import { RECORDS_AT, readBatchHeader } from "../../records/batch.ts";
import { decompress } from "../../records/compression.ts";
import { RecordCursor } from "../../records/record-cursor.ts";
import { array, asLong, child, intOf, longOf, NodeReader, struct } from "./node-reader.ts";

/** What the records need to know of their batch. */
interface BatchFacts {
  readonly baseOffset: bigint;
  readonly baseTimestamp: bigint;
  /** All records have it when the broker stamped them (LogAppendTime). */
  readonly stampedAt: bigint | null;
}

export function attribute(batch: ByteNode, name: string): string | boolean {
  return child(child(batch, "attributes"), name).value as string | boolean;
}

/** The codec's id, as in the attributes. */
export function codecOf(batch: ByteNode): number {
  return intOf(batch, "attributes") & 0x07;
}

/** Where the records of a batch stand: in the file, or in what its compressed bytes hold. */
export interface RecordBytes {
  readonly bytes: Uint8Array;
  readonly origin: number;
  readonly unpacked: boolean;
}

/** The codec must be loaded. Throws RecordError when the bytes cannot be unpacked. */
export function recordBytes(bytes: Uint8Array, batch: ByteNode): RecordBytes {
  const packed = bytes.subarray(RECORDS_AT);
  const codec = codecOf(batch);
  if (codec === 0 || intOf(batch, "recordsCount") === 0) {
    return { bytes: packed, origin: batch.position + RECORDS_AT, unpacked: false };
  }
  return { bytes: decompress(codec, packed), origin: 0, unpacked: true };
}

/**
 * The records of the batch in `bytes`, one after the other; of a compressed batch all or none, as in Kafka. Throws
 * RecordError at what Kafka's reader refuses, with its text.
 */
export function* recordNodes(
  bytes: Uint8Array,
  batch: ByteNode,
  source: RecordBytes = recordBytes(bytes, batch),
): Generator<ByteNode> {
  if (source.unpacked) yield* [...walk(bytes, batch, source)];
  else yield* walk(bytes, batch, source);
}

function* walk(bytes: Uint8Array, batch: ByteNode, source: RecordBytes): Generator<ByteNode> {
  const count = intOf(batch, "recordsCount");
  if (count < 0) refuse(bytes);
  const reader = new NodeReader(source.bytes, source.origin);
  const appendTime = attribute(batch, "timestampType") === "LogAppendTime";
  const facts: BatchFacts = {
    baseOffset: longOf(batch, "baseOffset"),
    baseTimestamp: longOf(batch, "baseTimestamp"),
    stampedAt: appendTime ? longOf(batch, "maxTimestamp") : null,
  };
  for (let i = 0; i < count; i++) {
    let record: ByteNode;
    try {
      record = recordNode(reader, facts, `[${i}]`);
    } catch (error) {
      if (!(error instanceof ByteError)) throw error;
      refuse(bytes);
      throw error;
    }
    const declared = intOf(record, "length");
    if (record.length - child(record, "length").length !== declared) refuse(bytes);
    if (i === count - 1 && reader.remaining > 0) refuse(bytes);
    yield record;
  }
}

/** Reads the batch as the broker does, which says in Kafka's words what is wrong with it. */
function refuse(bytes: Uint8Array): void {
  const cursor = new RecordCursor(bytes, readBatchHeader(bytes));
  while (cursor.next());
}

function recordNode(reader: NodeReader, facts: BatchFacts, name: string): ByteNode {
  const start = reader.position;
  const length = reader.varint("length", { meaning: "record.length" });
  const attributes = reader.int8("attributes", { meaning: "record.attributes" });
  const timestampDelta = reader.varlong("timestampDelta", { meaning: "record.timestampDelta", isTime: true });
  const offsetDelta = reader.varint("offsetDelta", { meaning: "record.offsetDelta" });
  const timestamp = facts.stampedAt ?? asLong(facts.baseTimestamp + timestampDelta.value);
  const children: ByteNode[] = [
    length,
    attributes,
    { ...timestampDelta, derived: timestamp },
    { ...offsetDelta, derived: asLong(facts.baseOffset + BigInt(offsetDelta.value)) },
  ];
  const keyLength = reader.varint("keyLength");
  children.push(keyLength, reader.blob("key", keyLength.value, { meaning: "record.key" }));
  const valueLength = reader.varint("valueLength");
  children.push(valueLength, reader.blob("value", valueLength.value, { meaning: "record.value" }));
  const headerCount = reader.varint("headerCount");
  children.push(headerCount);
  if (headerCount.value < 0 || headerCount.value > reader.remaining) {
    throw new ByteError("as many headers cannot be there", reader.position);
  }
  if (headerCount.value > 0) children.push(headersNode(reader, headerCount.value));
  return struct(name, start, reader.position, children, "record");
}

function headersNode(reader: NodeReader, count: number): ByteNode {
  const start = reader.position;
  const headers: ByteNode[] = [];
  for (let i = 0; i < count; i++) {
    const at = reader.position;
    const keyLength = reader.varint("keyLength");
    if (keyLength.value < 0) throw new ByteError("a header needs a key", at);
    const key = reader.text("key", keyLength.value);
    const valueLength = reader.varint("valueLength");
    const value = reader.blob("value", valueLength.value);
    headers.push(struct(`[${i}]`, at, reader.position, [keyLength, key, valueLength, value]));
  }
  return array("headers", start, reader.position, headers, "record.headers");
}

export function recordOffset(record: ByteNode): bigint {
  return child(record, "offsetDelta").derived as bigint;
}

export function recordTimestamp(record: ByteNode): bigint {
  return child(record, "timestampDelta").derived as bigint;
}
