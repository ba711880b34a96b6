// Records of `__cluster_metadata`: each value is a frame (uvarint 1, uvarint type, uvarint version) before the message.
// A record is encoded once, when it is decided, and read back from those bytes: what is replayed now is what a restart
// will replay.
import { ByteReader, ByteWriter } from "../base/bytes.ts";
import { DecodeError, readMessage, writeMessage } from "../protocol/codec.ts";
import type { MessageInput, MessageOf, MessageSchema } from "../protocol/schema.ts";
import { METADATA_SCHEMAS } from "../protocol/schemas/metadata/all-metadata.ts";

type Schemas = typeof METADATA_SCHEMAS;
export type MetadataRecordType = keyof Schemas;

export interface MetadataRecordOf<T extends MetadataRecordType> {
  readonly type: T;
  readonly version: number;
  readonly data: MessageOf<Schemas[T]>;
  /** Frame and message: the value of the Kafka record. */
  readonly value: Uint8Array;
}
export type MetadataRecord = { [T in MetadataRecordType]: MetadataRecordOf<T> }[MetadataRecordType];

const FRAME_VERSION = 1;
const TYPES_BY_KEY: ReadonlyMap<number, MetadataRecordType> = new Map(
  (Object.keys(METADATA_SCHEMAS) as MetadataRecordType[]).map((type) => [METADATA_SCHEMAS[type].key, type]),
);

export function metadataRecord<T extends MetadataRecordType>(
  type: T,
  version: number,
  data: MessageInput<Schemas[T]>,
): MetadataRecordOf<T> {
  const schema: Schemas[T] = METADATA_SCHEMAS[type];
  const writer = new ByteWriter(64);
  writer.uvarint(FRAME_VERSION);
  writer.uvarint(schema.key);
  writer.uvarint(version);
  const start = writer.size;
  writeMessage(schema as MessageSchema, version, data as MessageInput<MessageSchema>, writer);
  const value = writer.finish().slice();
  const read = readMessage(schema as MessageSchema, version, new ByteReader(value, start));
  return { type, version, data: read as MessageOf<Schemas[T]>, value };
}

/** Throws DecodeError for a frame or a type that is not known here. */
export function decodeMetadataRecord(value: Uint8Array): MetadataRecord {
  const reader = new ByteReader(value);
  const frame = reader.uvarint();
  if (frame !== FRAME_VERSION) {
    throw new DecodeError("metadata record", frame, "", 0, `its frame version is not ${FRAME_VERSION}`);
  }
  const key = reader.uvarint();
  const version = reader.uvarint();
  const type = TYPES_BY_KEY.get(key);
  if (type === undefined) {
    throw new DecodeError("metadata record", version, "", 0, `there is no type ${key}`);
  }
  const data = readMessage(METADATA_SCHEMAS[type] as MessageSchema, version, reader);
  return { type, version, data, value } as MetadataRecord;
}
