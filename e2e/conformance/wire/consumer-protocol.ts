// Subscriptions and assignments of classic consumer groups.
import { DecodeError } from "../../../src/engine/protocol/codec.ts";
import {
  decodeAssignment,
  decodeSubscription,
  encodeAssignment,
  encodeSubscription,
  type TopicPartition,
} from "../../../src/engine/protocol/consumer-protocol.ts";
import { expectBytes, expectEqual, expectFailure, fromHex } from "../tally.ts";
import type { CaseFile, JavaError } from "./case-file.ts";

type Partitions = readonly (readonly [topic: string, partition: number])[];

interface ConsumerProtocolCase {
  readonly type: "subscription" | "assignment" | "subscription-read" | "assignment-read";
  readonly name?: string;
  readonly topics: readonly string[];
  readonly partitions: Partitions;
  readonly userData: string | null;
  readonly ownedPartitions: Partitions;
  readonly generationId: number;
  readonly rackId: string | null;
  readonly bytes: string;
  readonly bytesByVersion: Readonly<Record<string, string>>;
  readonly decodedByVersion: Readonly<Record<string, unknown>>;
  readonly ok?: unknown;
  readonly error?: JavaError;
}

export const consumerProtocol: CaseFile<ConsumerProtocolCase> = {
  file: "consumer-protocol.jsonl",
  name: (one) => `${one.type} ${one.name ?? one.bytes.slice(0, 24)}`,
  check(one) {
    if (one.type === "subscription") checkSubscription(one);
    else if (one.type === "assignment") checkAssignment(one);
    else checkRead(one);
  },
};

const base64 = (bytes: Uint8Array | null): string | null =>
  bytes === null ? null : Buffer.from(bytes).toString("base64");
const fromBase64 = (text: string | null): Uint8Array | null =>
  text === null ? null : new Uint8Array(Buffer.from(text, "base64"));
const pairs = (partitions: readonly TopicPartition[]): Partitions =>
  partitions.map(({ topic, partition }) => [topic, partition]);
const objects = (partitions: Partitions): TopicPartition[] =>
  partitions.map(([topic, partition]) => ({ topic, partition }));

function subscriptionJson(bytes: Uint8Array): Record<string, unknown> {
  const { topics, userData, ownedPartitions, generationId, rackId } = decodeSubscription(bytes);
  return {
    topics,
    userData: base64(userData),
    ownedPartitions: pairs(ownedPartitions),
    generationId: generationId < 0 ? null : generationId,
    rackId,
  };
}

function assignmentJson(bytes: Uint8Array): Record<string, unknown> {
  const { partitions, userData } = decodeAssignment(bytes);
  return { partitions: pairs(partitions), userData: base64(userData) };
}

function checkSubscription(one: ConsumerProtocolCase): void {
  const subscription = {
    ...one,
    userData: fromBase64(one.userData),
    ownedPartitions: objects(one.ownedPartitions),
  };
  expectBytes(encodeSubscription(subscription), one.bytes, "bytes");
  for (const [version, bytes] of Object.entries(one.bytesByVersion)) {
    expectBytes(encodeSubscription(subscription, Number(version)), bytes, `v${version}`);
    expectEqual(subscriptionJson(fromHex(bytes)), one.decodedByVersion[version], `decoded v${version}`);
  }
}

function checkAssignment(one: ConsumerProtocolCase): void {
  const assignment = { partitions: objects(one.partitions), userData: fromBase64(one.userData) };
  expectBytes(encodeAssignment(assignment), one.bytes, "bytes");
  for (const [version, bytes] of Object.entries(one.bytesByVersion)) {
    expectBytes(encodeAssignment(assignment, Number(version)), bytes, `v${version}`);
    expectEqual(assignmentJson(fromHex(bytes)), one.decodedByVersion[version], `decoded v${version}`);
  }
}

function checkRead(one: ConsumerProtocolCase): void {
  const bytes = fromHex(one.bytes);
  const read = one.type === "subscription-read" ? readSubscription : readAssignment;
  if (one.ok === undefined) expectFailure(() => read(bytes), [DecodeError], one.error?.message ?? "error");
  else expectEqual(read(bytes), one.ok, "read");
}

function readSubscription(bytes: Uint8Array): unknown {
  const { topics, userData, ownedPartitions, generationId, rackId } = decodeSubscription(bytes);
  return {
    topics,
    owned: ownedPartitions.length,
    generationId: generationId < 0 ? null : generationId,
    rackId,
    userDataNull: userData === null,
  };
}

function readAssignment(bytes: Uint8Array): unknown {
  const { partitions, userData } = decodeAssignment(bytes);
  const listed = partitions.map(({ topic, partition }) => `${topic}-${partition}`);
  return { partitions: `[${listed.join(", ")}]`, userDataNull: userData === null };
}
