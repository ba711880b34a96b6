// What the bytes of a file mean: a tree in which every byte range has its name, its value and its place. The text of
// kafka-dump-log.sh and the byte inspector are two readings of it. Plain values.

/** How a value is written. `varint` and `varlong` are zigzag; `utf8` and `bytes` of a message include their length. */
export type ByteType =
  | "bool"
  | "int8"
  | "int16"
  | "uint16"
  | "int32"
  | "uint32"
  | "int64"
  | "float64"
  | "varint"
  | "varlong"
  | "uvarint"
  | "uuid"
  | "utf8"
  | "bytes"
  /** Part of a byte or two, as a flag in the attributes. */
  | "bits"
  | "struct"
  | "array"
  /** A line of a text file, or a part of it. */
  | "text"
  /** Nothing was written here: the rest of a preallocated index. */
  | "zeros"
  /** Bytes that cannot be what they should be. */
  | "broken";

export type ByteValue = number | bigint | string | boolean | null | Uint8Array;

/** Names the sentence that explains a field; the UI has one in each language. */
export type ByteMeaning =
  | "batch"
  | "batch.baseOffset"
  | "batch.length"
  | "batch.leaderEpoch"
  | "batch.magic"
  | "batch.crc"
  | "batch.attributes"
  | "batch.lastOffsetDelta"
  | "batch.baseTimestamp"
  | "batch.maxTimestamp"
  | "batch.producerId"
  | "batch.producerEpoch"
  | "batch.baseSequence"
  | "batch.recordCount"
  | "batch.records"
  | "batch.compressed"
  | "batch.skipped"
  | "record"
  | "record.length"
  | "record.attributes"
  | "record.timestampDelta"
  | "record.offsetDelta"
  | "record.key"
  | "record.value"
  | "record.headers"
  | "control.type"
  | "control.marker"
  | "message"
  | "message.version"
  | "message.tag"
  | "legacy"
  | "index.entry"
  | "index.offset"
  | "index.position"
  | "timeindex.entry"
  | "timeindex.timestamp"
  | "timeindex.offset"
  | "txnindex.entry"
  | "snapshot.version"
  | "snapshot.crc"
  | "snapshot.producer"
  | "checkpoint.version"
  | "checkpoint.count"
  | "checkpoint.entry"
  | "epoch.entry"
  | "properties"
  | "zeros"
  | "torn"
  | "broken";

export interface ByteNode {
  /** Kafka's own name of the field; `[3]` in an array. */
  readonly name: string;
  /** Byte position in the file, or in the `unpacked` bytes of the nearest node above that has some. */
  readonly position: number;
  readonly length: number;
  readonly type: ByteType;
  /** Null for structs, and for what is null in the file. An array's is its element count. */
  readonly value: ByteValue;
  /** What a relative value comes to: an absolute offset or timestamp. */
  readonly derived?: bigint;
  /** Milliseconds since 1970 stand in `derived`, or else in `value`. */
  readonly isTime?: true;
  /** Of a checksum: whether the bytes have it. */
  readonly isValid?: boolean;
  readonly meaning?: ByteMeaning;
  /** Why the bytes could not be read further. */
  readonly problem?: string;
  readonly children?: readonly ByteNode[];
  /** What compressed bytes hold; the positions of the children are in it. */
  readonly unpacked?: Uint8Array;
}

export type DataFileKind =
  | "log"
  | "index"
  | "timeindex"
  | "txnindex"
  | "snapshot"
  /** Snapshots of the metadata log: batches. */
  | "checkpoint"
  /** Kafka's small text files. */
  | "text"
  | "unknown";

export interface ByteTree {
  readonly name: string;
  readonly kind: DataFileKind;
  readonly sizeBytes: number;
  /** What the nodes cover: whole batches or entries around the range that was asked for. */
  readonly position: number;
  readonly length: number;
  readonly nodes: readonly ByteNode[];
}

/** One file of a node's disk. */
export interface FileSnapshot {
  /** As Kafka lays it out: `orders-0/00000000000000000000.log`. */
  readonly name: string;
  readonly sizeBytes: number;
  /** What was written and not flushed: it is only in the page cache, and a power cut would take it. */
  readonly dirty: readonly ByteRange[];
  /** The partition in whose directory it stands; null elsewhere. */
  readonly topic: string | null;
  readonly partition: number | null;
  /** Of the segment that it belongs to, by its name. */
  readonly baseOffset: number | null;
}

/** Half open: from `start` up to, not including, `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}
