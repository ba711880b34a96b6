// Logs of the coordinators' topics on real files: every kind of record in every version, as the schema tables write it,
// and beside them what a tool has to report: unknown types and versions, and records that break off.
import { mountDisk } from "../../src/engine/disk/page-cache.ts";
import type { LogConfig, PartitionLog } from "../../src/engine/log/log.ts";
import { DEFAULT_LOG_CONFIG } from "../../src/engine/log/log-config.ts";
import { encodeMessage } from "../../src/engine/protocol/codec.ts";
import { type Json, messageFromJson } from "../../src/engine/protocol/json.ts";
import { BatchBuilder, type BatchOptions } from "../../src/engine/records/builder.ts";
import { loadCodec } from "../../src/engine/records/compression.ts";
import { transactionMarkerBatch } from "../../src/engine/records/control.ts";
import { createFileStore } from "../../src/node/disk/file-store.ts";
import { goldenDir, readCases } from "../conformance/golden.ts";
import { schemaNamed } from "../conformance/wire/lookup.ts";
import { openLoneLogs } from "../lone-log.ts";

/** A topic, what its records are a family of, and the tool's option that reads them. */
export interface CoordinatorTopic {
  readonly topic: string;
  readonly topicId: string;
  readonly family: string;
  readonly decoder: string;
}

export const COORDINATOR_TOPICS: readonly CoordinatorTopic[] = [
  {
    topic: "__transaction_state",
    topicId: "AAAAAAAAAAEAAAAAAAAAAw",
    family: "transaction-coordinator",
    decoder: "--transaction-log-decoder",
  },
  {
    topic: "__consumer_offsets",
    topicId: "AAAAAAAAAAEAAAAAAAAABA",
    family: "group-coordinator",
    decoder: "--offsets-decoder",
  },
  {
    topic: "__share_group_state",
    topicId: "AAAAAAAAAAEAAAAAAAAABQ",
    family: "share-coordinator",
    decoder: "--share-group-state-decoder",
  },
];

interface SampleMessage {
  readonly family: string;
  readonly name: string;
  readonly part: "key" | "value";
  readonly id: number;
  readonly version: number;
  readonly json: Json;
}

interface KeyAndValue {
  readonly key: Uint8Array;
  readonly value: Uint8Array | null;
}

const CONFIG: LogConfig = {
  ...DEFAULT_LOG_CONFIG,
  cleanupPolicy: ["compact"],
  segmentBytes: 32 * 1024,
  indexIntervalBytes: 1024,
};
const START_MS = 1_700_000_000_000;
const RECORDS_A_BATCH = 5;
const CODECS = [0, 1, 2, 3, 4];

/** Writes the logs into a log directory; gives how many records each has. */
export async function writeCoordinatorLogs(directory: string): Promise<ReadonlyMap<string, number>> {
  await Promise.all([1, 2, 3, 4].map(loadCodec));
  const manager = await openLoneLogs(await mountDisk(createFileStore(directory)));
  const samples = readCases<SampleMessage>(goldenDir("wire", undefined), "messages.jsonl");
  const counts = new Map<string, number>();
  for (const { topic, topicId, family } of COORDINATOR_TOPICS) {
    const log = manager.create(topic, 0, topicId, CONFIG);
    const records = recordsOf(samples.filter((sample) => sample.family === family));
    fill(log, records);
    counts.set(topic, records.length);
  }
  await manager.close(new Map());
  return counts;
}

/** Each value with a key of its type, a tombstone for each key, and the wrong ones. */
function recordsOf(samples: readonly SampleMessage[]): KeyAndValue[] {
  const keys = samples.filter(({ part }) => part === "key");
  const records: KeyAndValue[] = keys.map((key) => ({ key: framed(key), value: null }));
  for (const [index, value] of samples.filter(({ part }) => part === "value").entries()) {
    const own = keys.filter(({ id }) => id === value.id);
    records.push({ key: framed(own[index % own.length]!), value: framed(value) });
  }
  const { key, value } = records.at(-1)! as { key: Uint8Array; value: Uint8Array };
  return [
    ...records,
    { key: prefixed(99, key.subarray(2)), value },
    { key, value: prefixed(99, value.subarray(2)) },
    { key, value: prefixed(-1, value.subarray(2)) },
    { key: key.subarray(0, 3), value },
    { key, value: value.subarray(0, value.length - 1) },
    { key: key.subarray(0, 1), value },
    { key, value: value.subarray(0, 1) },
    { key, value: new Uint8Array(0) },
  ];
}

/** A key begins with its type, a value with its version. */
function framed({ name, part, id, version, json }: SampleMessage): Uint8Array {
  const schema = schemaNamed(name);
  const body = encodeMessage(schema, version, messageFromJson(schema, version, json) as never);
  return prefixed(part === "key" ? id : version, body);
}

function prefixed(int16: number, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(2 + body.length);
  new DataView(bytes.buffer).setInt16(0, int16);
  bytes.set(body, 2);
  return bytes;
}

/** In turn plain batches, compressed ones, and transactions that commit and abort, as of offsets in a transaction. */
function fill(log: PartitionLog, records: readonly KeyAndValue[]): void {
  for (let from = 0, batch = 0; from < records.length; from += RECORDS_A_BATCH, batch++) {
    const some = records.slice(from, from + RECORDS_A_BATCH);
    const leaderEpoch = Math.floor(batch / 10);
    const codec = CODECS[batch % CODECS.length]!;
    const isTransaction = batch % 3 === 2;
    const producer = { producerId: BigInt(1000 + batch), producerEpoch: batch % 7 };
    const options: BatchOptions = isTransaction
      ? { codec, ...producer, baseSequence: 0, transactional: true }
      : { codec };
    log.appendAsLeader(batchOf(some, START_MS + batch, options), leaderEpoch, "coordinator");
    if (!isTransaction) continue;
    const marker = {
      ...producer,
      commit: batch % 2 === 0,
      coordinatorEpoch: 3,
      timestampMs: START_MS + batch,
    };
    log.appendAsLeader(transactionMarkerBatch(marker), leaderEpoch, "coordinator");
  }
  log.updateHighWatermark(log.logEndOffset);
}

function batchOf(records: readonly KeyAndValue[], timestampMs: number, options: BatchOptions): Uint8Array {
  const builder = new BatchBuilder(options);
  for (const { key, value } of records) builder.append(timestampMs, key, value);
  return builder.build();
}
