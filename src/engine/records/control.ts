// Control records: what the brokers say to each other in the log itself. Transaction markers end a producer's
// transaction in a partition; the others belong to the metadata log (KIP-595, KIP-630, KIP-853).
import { ByteError, ByteReader } from "../base/bytes.ts";
import { decodeMessage, encodeMessage } from "../protocol/codec.ts";
import type { MessageInput, MessageOf, MessageSchema } from "../protocol/schema.ts";
import { ControlRecordTypeSchema } from "../protocol/schemas/control/control-record-type-schema.ts";
import { EndTxnMarker } from "../protocol/schemas/control/end-txn-marker.ts";
import { KRaftVersionRecord } from "../protocol/schemas/control/k-raft-version-record.ts";
import { LeaderChangeMessage } from "../protocol/schemas/control/leader-change-message.ts";
import { SnapshotFooterRecord } from "../protocol/schemas/control/snapshot-footer-record.ts";
import { SnapshotHeaderRecord } from "../protocol/schemas/control/snapshot-header-record.ts";
import { VotersRecord } from "../protocol/schemas/control/voters-record.ts";
import { BatchBuilder } from "./builder.ts";

export type ControlType =
  | "ABORT"
  | "COMMIT"
  | "LEADER_CHANGE"
  | "SNAPSHOT_HEADER"
  | "SNAPSHOT_FOOTER"
  | "KRAFT_VERSION"
  | "KRAFT_VOTERS";

/** The type ids are the positions. */
export const CONTROL_TYPES: readonly ControlType[] = [
  "ABORT",
  "COMMIT",
  "LEADER_CHANGE",
  "SNAPSHOT_HEADER",
  "SNAPSHOT_FOOTER",
  "KRAFT_VERSION",
  "KRAFT_VOTERS",
];

const SCHEMAS = {
  ABORT: EndTxnMarker,
  COMMIT: EndTxnMarker,
  LEADER_CHANGE: LeaderChangeMessage,
  SNAPSHOT_HEADER: SnapshotHeaderRecord,
  SNAPSHOT_FOOTER: SnapshotFooterRecord,
  KRAFT_VERSION: KRaftVersionRecord,
  KRAFT_VOTERS: VotersRecord,
} as const satisfies Record<ControlType, MessageSchema>;

type MessageFor<T extends ControlType> = MessageOf<(typeof SCHEMAS)[T]>;
export type ControlMessageInput<T extends ControlType> = MessageInput<(typeof SCHEMAS)[T]>;

/** A control record that was read; narrow it by `type`. */
export type ControlRecord = {
  [T in ControlType]: { readonly type: T; readonly version: number; readonly message: MessageFor<T> };
}[ControlType];

export function controlSchema(type: ControlType): MessageSchema {
  return SCHEMAS[type];
}

interface KeyAndValue {
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
}

/** The type that a control record's key names; undefined for one that this version does not know. */
export function controlType(key: Uint8Array | null): ControlType | undefined {
  if (key === null || key.length < 4) return undefined;
  return CONTROL_TYPES[new ByteReader(key, 2).int16()];
}

/** What a record of a control batch says; undefined for a type that this version does not know. Throws DecodeError. */
export function readControlRecord(record: KeyAndValue): ControlRecord | undefined {
  const type = controlType(record.key);
  if (type === undefined || record.value === null) return undefined;
  if (record.value.length < 2) throw new ByteError(`a ${type} record of ${record.value.length} byte(s)`, 0);
  const schema = controlSchema(type);
  // A transaction marker's version stands before its body; the others begin with a field of their own for it.
  const version = new ByteReader(record.value).int16();
  const newest = newestVersion(schema);
  const body = schema === EndTxnMarker ? record.value.subarray(2) : record.value;
  const message: unknown = decodeMessage(schema, Math.min(version, newest), body);
  return { type, version, message } as ControlRecord;
}

function newestVersion(schema: MessageSchema): number {
  return Number(schema.versions.split("-").at(-1));
}

/** Key and value of a control record. The value is always written as version 0, as Kafka does. */
export function controlRecord<T extends ControlType>(
  type: T,
  message: ControlMessageInput<T>,
): { readonly key: Uint8Array; readonly value: Uint8Array } {
  const schema = controlSchema(type);
  const key = encodeMessage(ControlRecordTypeSchema, 0, { type: CONTROL_TYPES.indexOf(type) });
  const body = encodeMessage(schema, 0, message as MessageInput<MessageSchema>);
  if (schema !== EndTxnMarker) return { key: withVersion(key), value: body };
  return { key: withVersion(key), value: withVersion(body) };
}

/** Behind an int16 version, which is 0. */
function withVersion(body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(2 + body.length);
  bytes.set(body, 2);
  return bytes;
}

export interface TransactionMarker {
  readonly commit: boolean;
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly coordinatorEpoch: number;
  readonly timestampMs: number;
  readonly baseOffset?: number;
  readonly partitionLeaderEpoch?: number;
}

/** The batch that ends a transaction in a partition. */
export function transactionMarkerBatch(marker: TransactionMarker): Uint8Array {
  const builder = new BatchBuilder({
    baseOffset: marker.baseOffset ?? 0,
    partitionLeaderEpoch: marker.partitionLeaderEpoch ?? -1,
    producerId: marker.producerId,
    producerEpoch: marker.producerEpoch,
    transactional: true,
    control: true,
    capacityBytes: 128,
  });
  const { key, value } = controlRecord(marker.commit ? "COMMIT" : "ABORT", {
    coordinatorEpoch: marker.coordinatorEpoch,
  });
  builder.append(marker.timestampMs, key, value);
  return builder.build();
}

export interface ControlBatchOptions {
  readonly baseOffset: number;
  readonly partitionLeaderEpoch: number;
  readonly timestampMs: number;
}

/** A control batch of the metadata log. Only a snapshot's first batch has several records. */
export function controlBatch(
  options: ControlBatchOptions,
  records: readonly { readonly key: Uint8Array; readonly value: Uint8Array }[],
): Uint8Array {
  const { baseOffset, partitionLeaderEpoch, timestampMs } = options;
  const builder = new BatchBuilder({ baseOffset, partitionLeaderEpoch, control: true, capacityBytes: 256 });
  for (const { key, value } of records) builder.append(timestampMs, key, value);
  return builder.build();
}
