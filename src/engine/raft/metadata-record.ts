// Records of `__cluster_metadata`: each value is a frame (uvarint 1, uvarint type, uvarint version) before the message.
// A record is encoded once, when it is decided, and read back from those bytes: what is replayed now is what a restart
// will replay.
import { ByteReader, ByteWriter } from "../base/bytes.ts";
import { DecodeError, readMessage, writeMessage } from "../protocol/codec.ts";
import type { MessageInput, MessageOf, MessageSchema } from "../protocol/schema.ts";
import { AbortTransactionRecord } from "../protocol/schemas/metadata/abort-transaction-record.ts";
import { AccessControlEntryRecord } from "../protocol/schemas/metadata/access-control-entry-record.ts";
import { BeginTransactionRecord } from "../protocol/schemas/metadata/begin-transaction-record.ts";
import { BrokerRegistrationChangeRecord } from "../protocol/schemas/metadata/broker-registration-change-record.ts";
import { ClearElrRecord } from "../protocol/schemas/metadata/clear-elr-record.ts";
import { ClientQuotaRecord } from "../protocol/schemas/metadata/client-quota-record.ts";
import { ConfigRecord } from "../protocol/schemas/metadata/config-record.ts";
import { DelegationTokenRecord } from "../protocol/schemas/metadata/delegation-token-record.ts";
import { EndTransactionRecord } from "../protocol/schemas/metadata/end-transaction-record.ts";
import { FeatureLevelRecord } from "../protocol/schemas/metadata/feature-level-record.ts";
import { FenceBrokerRecord } from "../protocol/schemas/metadata/fence-broker-record.ts";
import { NoOpRecord } from "../protocol/schemas/metadata/no-op-record.ts";
import { PartitionChangeRecord } from "../protocol/schemas/metadata/partition-change-record.ts";
import { PartitionRecord } from "../protocol/schemas/metadata/partition-record.ts";
import { ProducerIdsRecord } from "../protocol/schemas/metadata/producer-ids-record.ts";
import { RegisterBrokerRecord } from "../protocol/schemas/metadata/register-broker-record.ts";
import { RegisterControllerRecord } from "../protocol/schemas/metadata/register-controller-record.ts";
import { RemoveAccessControlEntryRecord } from "../protocol/schemas/metadata/remove-access-control-entry-record.ts";
import { RemoveDelegationTokenRecord } from "../protocol/schemas/metadata/remove-delegation-token-record.ts";
import { RemoveTopicRecord } from "../protocol/schemas/metadata/remove-topic-record.ts";
import { RemoveUserScramCredentialRecord } from "../protocol/schemas/metadata/remove-user-scram-credential-record.ts";
import { TopicRecord } from "../protocol/schemas/metadata/topic-record.ts";
import { UnfenceBrokerRecord } from "../protocol/schemas/metadata/unfence-broker-record.ts";
import { UnregisterBrokerRecord } from "../protocol/schemas/metadata/unregister-broker-record.ts";
import { UserScramCredentialRecord } from "../protocol/schemas/metadata/user-scram-credential-record.ts";
import { ZkMigrationStateRecord } from "../protocol/schemas/metadata/zk-migration-state-record.ts";

const SCHEMAS = {
  AbortTransactionRecord,
  AccessControlEntryRecord,
  BeginTransactionRecord,
  BrokerRegistrationChangeRecord,
  ClearElrRecord,
  ClientQuotaRecord,
  ConfigRecord,
  DelegationTokenRecord,
  EndTransactionRecord,
  FeatureLevelRecord,
  FenceBrokerRecord,
  NoOpRecord,
  PartitionChangeRecord,
  PartitionRecord,
  ProducerIdsRecord,
  RegisterBrokerRecord,
  RegisterControllerRecord,
  RemoveAccessControlEntryRecord,
  RemoveDelegationTokenRecord,
  RemoveTopicRecord,
  RemoveUserScramCredentialRecord,
  TopicRecord,
  UnfenceBrokerRecord,
  UnregisterBrokerRecord,
  UserScramCredentialRecord,
  ZkMigrationStateRecord,
} as const;

type Schemas = typeof SCHEMAS;
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
  (Object.keys(SCHEMAS) as MetadataRecordType[]).map((type) => [SCHEMAS[type].key, type]),
);

export function metadataRecord<T extends MetadataRecordType>(
  type: T,
  version: number,
  data: MessageInput<Schemas[T]>,
): MetadataRecordOf<T> {
  const schema: Schemas[T] = SCHEMAS[type];
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
  const data = readMessage(SCHEMAS[type] as MessageSchema, version, reader);
  return { type, version, data, value } as MetadataRecord;
}
