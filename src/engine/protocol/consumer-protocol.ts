// What classic group members tell each other through the coordinator, which does not look into it: subscriptions up to
// the leader, assignments back (KIP-429, KIP-792, KIP-881). A newer version than ours is read as ours.
import { ByteReader, ByteWriter } from "../base/bytes.ts";
import { DecodeError, readMessage, writeMessage } from "./codec.ts";
import type { MessageOf, MessageSchema } from "./schema.ts";
import { ConsumerProtocolAssignment } from "./schemas/consumer-protocol/consumer-protocol-assignment.ts";
import { ConsumerProtocolSubscription } from "./schemas/consumer-protocol/consumer-protocol-subscription.ts";

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

export interface Subscription {
  readonly topics: readonly string[];
  readonly userData: Uint8Array | null;
  readonly ownedPartitions: readonly TopicPartition[];
  /** -1 when the member knows of none. */
  readonly generationId: number;
  readonly rackId: string | null;
}

export interface Assignment {
  readonly partitions: readonly TopicPartition[];
  readonly userData: Uint8Array | null;
}

const NEWEST_VERSION = 3;

/** Topics and partitions are sorted, so that equal subscriptions are equal bytes. */
export function encodeSubscription(subscription: Subscription, version = NEWEST_VERSION): Uint8Array {
  const owned = [...subscription.ownedPartitions].sort(
    (a, b) => compareText(a.topic, b.topic) || a.partition - b.partition,
  );
  return encode(ConsumerProtocolSubscription, version, {
    ...subscription,
    topics: [...subscription.topics].sort(compareText),
    ownedPartitions: byTopic(owned),
  });
}

/** Throws DecodeError. */
export function decodeSubscription(bytes: Uint8Array): Subscription {
  const message = decode(ConsumerProtocolSubscription, bytes);
  return { ...message, ownedPartitions: flat(message.ownedPartitions) };
}

/** Topics stand in the order of their first partition. */
export function encodeAssignment(assignment: Assignment, version = NEWEST_VERSION): Uint8Array {
  return encode(ConsumerProtocolAssignment, version, {
    assignedPartitions: byTopic(assignment.partitions),
    userData: assignment.userData,
  });
}

/** Throws DecodeError. */
export function decodeAssignment(bytes: Uint8Array): Assignment {
  const message = decode(ConsumerProtocolAssignment, bytes);
  return { partitions: flat(message.assignedPartitions), userData: message.userData };
}

function encode(schema: MessageSchema, version: number, message: Record<string, unknown>): Uint8Array {
  const writer = new ByteWriter();
  writer.int16(version);
  writeMessage(schema, version, message, writer);
  return writer.finish();
}

function decode<S extends MessageSchema>(schema: S, bytes: Uint8Array): MessageOf<S> {
  const reader = new ByteReader(bytes);
  if (reader.remaining < 2) throw new DecodeError(schema.name, 0, "version", 0, "the version is cut off");
  const version = reader.int16();
  if (version < 0) throw new DecodeError(schema.name, version, "version", 0, "no such version");
  return readMessage(schema, Math.min(version, NEWEST_VERSION), reader);
}

interface TopicPartitions {
  readonly topic: string;
  readonly partitions: readonly number[];
}

function byTopic(partitions: readonly TopicPartition[]): TopicPartitions[] {
  const topics = new Map<string, number[]>();
  for (const { topic, partition } of partitions) {
    const known = topics.get(topic);
    if (known === undefined) topics.set(topic, [partition]);
    else known.push(partition);
  }
  return [...topics].map(([topic, numbers]) => ({ topic, partitions: numbers }));
}

function flat(topics: readonly TopicPartitions[]): TopicPartition[] {
  return topics.flatMap(({ topic, partitions }) => partitions.map((partition) => ({ topic, partition })));
}

/** The order of UTF-16 code units, which is Java's. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
