// Brokers for client tests: they keep batches in memory and answer as a broker does, except where a test plans otherwise.
import { toLong, toNumber } from "../../base/long.ts";
import { randomUuid } from "../../base/uuid.ts";
import {
  type ApiHandler,
  apiHandler,
  CLOSE_CONNECTION,
  RequestServer,
  registryOf,
} from "../../net/server.ts";
import { ErrorCode } from "../../protocol/errors.ts";
import { type ApiSchema, versionBounds } from "../../protocol/schema.ts";
import { Produce } from "../../protocol/schemas/00-produce.ts";
import { Fetch } from "../../protocol/schemas/01-fetch.ts";
import { ListOffsets } from "../../protocol/schemas/02-list-offsets.ts";
import { Metadata } from "../../protocol/schemas/03-metadata.ts";
import { ApiVersions } from "../../protocol/schemas/18-api-versions.ts";
import { InitProducerId } from "../../protocol/schemas/22-init-producer-id.ts";
import { OffsetForLeaderEpoch } from "../../protocol/schemas/23-offset-for-leader-epoch.ts";
import { batchHeaders, readBatchHeader, setBaseOffset } from "../../records/batch.ts";
import { allRecords, type KafkaRecord } from "../../records/record.ts";
import type { World } from "../../sim/world.ts";

export interface FakePartition {
  leader: number;
  epoch: number;
  logStart: number;
  end: number;
  readonly batches: Uint8Array[];
  readonly aborted: { producerId: bigint; firstOffset: bigint }[];
  /** Offset at which each epoch began. */
  readonly epochs: { epoch: number; start: number }[];
  readonly producers: Map<
    bigint,
    { epoch: number; batches: { first: number; last: number; offset: number }[] }
  >;
}

export interface FakeTopic {
  readonly id: string;
  readonly partitions: FakePartition[];
}

/** What happens to one Produce request instead of the usual. */
export type ProduceMishap = "close-before" | "close-after" | number | null;

export interface FakeClusterOptions {
  readonly brokers?: number;
  /** APIs that no broker offers. */
  readonly without?: readonly ApiSchema[];
  /** Highest version of an API, by key. */
  readonly maxVersions?: Readonly<Record<number, number>>;
  readonly mishap?: (broker: number) => ProduceMishap;
}

export interface FakeCluster {
  readonly bootstrap: string;
  readonly topics: Map<string, FakeTopic>;
  /** Every request, as `Produce v13 @1`. */
  readonly requests: string[];
  createTopic(name: string, partitions: number): FakeTopic;
  moveLeader(topic: string, partition: number, to: number): void;
  records(topic: string, partition: number): KafkaRecord[];
  append(topic: string, partition: number, batch: Uint8Array): void;
}

const PORT = 9092;

export async function startFakeCluster(world: World, options: FakeClusterOptions = {}): Promise<FakeCluster> {
  const ids = Array.from({ length: options.brokers ?? 1 }, (_, i) => i + 1);
  const topics = new Map<string, FakeTopic>();
  const requests: string[] = [];
  let nextProducerId = 1000n;

  const find = (name: string, id: string): FakeTopic | undefined =>
    name !== "" ? topics.get(name) : [...topics.values()].find((topic) => topic.id === id);

  function append(partition: FakePartition, batch: Uint8Array): number {
    const copy = batch.slice();
    const { recordCount } = readBatchHeader(copy);
    setBaseOffset(copy, 0, partition.end);
    new DataView(copy.buffer).setInt32(12, partition.epoch);
    partition.batches.push(copy);
    partition.end += recordCount;
    return partition.end - recordCount;
  }

  /** Checks sequences as a broker does; gives the offset, or an error code below 0. */
  function produce(partition: FakePartition, batch: Uint8Array): { offset: number; error: number } {
    const header = readBatchHeader(batch);
    if (header.producerId >= 0n) {
      const { producerEpoch: epoch, baseSequence: first, lastSequence: last } = header;
      const known = partition.producers.get(header.producerId);
      // As in Kafka, a broker that knows nothing of a producer takes any first sequence.
      if (known !== undefined && epoch > known.epoch && first !== 0)
        return { offset: -1, error: ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER };
      if (known !== undefined && epoch === known.epoch) {
        const seen = known.batches.find((entry) => entry.first === first && entry.last === last);
        if (seen !== undefined) return { offset: seen.offset, error: ErrorCode.NONE };
        if (first !== known.batches.at(-1)!.last + 1)
          return { offset: -1, error: ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER };
      }
      const before = known !== undefined && epoch === known.epoch ? known.batches.slice(-4) : [];
      const batches = [...before, { first, last, offset: partition.end }];
      partition.producers.set(header.producerId, { epoch, batches });
    }
    return { offset: append(partition, batch), error: ErrorCode.NONE };
  }

  const handlersOf = (broker: number): ApiHandler[] => {
    const seen = (api: string, version: number): void => void requests.push(`${api} v${version} @${broker}`);
    const offered: ApiHandler[] = [
      apiHandler<typeof Metadata>({
        api: Metadata,
        handle(request, { apiVersion }) {
          seen("Metadata", apiVersion);
          const names =
            request.topics === null ? [...topics.keys()] : request.topics.map(({ name }) => name ?? "");
          return {
            brokers: ids.map((id) => ({ nodeId: id, host: `broker${id}`, port: PORT, rack: null })),
            clusterId: "fake",
            controllerId: 1,
            topics: names.map((name) => {
              const topic = topics.get(name);
              if (topic === undefined) return { name, errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION };
              return {
                name,
                topicId: topic.id,
                partitions: topic.partitions.map((partition, partitionIndex) => ({
                  partitionIndex,
                  leaderId: partition.leader,
                  leaderEpoch: partition.epoch,
                  replicaNodes: ids,
                  isrNodes: ids,
                  offlineReplicas: [],
                })),
              };
            }),
          };
        },
      }),
      apiHandler<typeof Produce>({
        api: Produce,
        handle(request, { apiVersion }) {
          seen("Produce", apiVersion);
          const mishap = options.mishap?.(broker) ?? null;
          if (mishap === "close-before") return CLOSE_CONNECTION;
          const responses = request.topicData.map(({ name, topicId, partitionData }) => ({
            name,
            topicId,
            partitionResponses: partitionData.map(({ index, records }) => {
              const partition = find(name, topicId)?.partitions[index];
              if (partition === undefined)
                return { index, errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, baseOffset: -1n };
              if (partition.leader !== broker) {
                const currentLeader = { leaderId: partition.leader, leaderEpoch: partition.epoch };
                return { index, errorCode: ErrorCode.NOT_LEADER_OR_FOLLOWER, baseOffset: -1n, currentLeader };
              }
              if (typeof mishap === "number") return { index, errorCode: mishap, baseOffset: -1n };
              const { offset, error } = produce(partition, records!);
              return { index, errorCode: error, baseOffset: toLong(offset), logStartOffset: 0n };
            }),
          }));
          if (mishap === "close-after") return CLOSE_CONNECTION;
          return request.acks === 0 ? null : { responses };
        },
      }),
      apiHandler<typeof InitProducerId>({
        api: InitProducerId,
        handle(_request, { apiVersion }) {
          seen("InitProducerId", apiVersion);
          return { errorCode: 0, producerId: nextProducerId++, producerEpoch: 0 };
        },
      }),
      apiHandler<typeof ListOffsets>({
        api: ListOffsets,
        handle(request, { apiVersion }) {
          seen("ListOffsets", apiVersion);
          return {
            topics: request.topics.map(({ name, partitions }) => ({
              name,
              partitions: partitions.map(({ partitionIndex, timestamp }) => {
                const partition = topics.get(name)?.partitions[partitionIndex];
                if (partition === undefined)
                  return { partitionIndex, errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION };
                if (partition.leader !== broker)
                  return { partitionIndex, errorCode: ErrorCode.NOT_LEADER_OR_FOLLOWER };
                const leaderEpoch = partition.epoch;
                if (timestamp === -2n)
                  return { partitionIndex, offset: toLong(partition.logStart), leaderEpoch };
                if (timestamp === -1n) return { partitionIndex, offset: toLong(partition.end), leaderEpoch };
                const found = partition.batches
                  .flatMap((batch) => [...allRecords(batch)])
                  .find((record) => record.timestamp >= toNumber(timestamp));
                if (found === undefined) return { partitionIndex, offset: -1n, timestamp: -1n };
                return {
                  partitionIndex,
                  offset: toLong(found.offset),
                  timestamp: toLong(found.timestamp),
                  leaderEpoch,
                };
              }),
            })),
          };
        },
      }),
      apiHandler<typeof OffsetForLeaderEpoch>({
        api: OffsetForLeaderEpoch,
        handle(request, { apiVersion }) {
          seen("OffsetForLeaderEpoch", apiVersion);
          return {
            topics: request.topics.map(({ topic, partitions }) => ({
              topic,
              partitions: partitions.map(({ partition, leaderEpoch }) => {
                const at = topics.get(topic)!.partitions[partition]!;
                const known = at.epochs.findLast(({ epoch }) => epoch <= leaderEpoch);
                const next = at.epochs.find(({ epoch }) => epoch > leaderEpoch);
                if (known === undefined) return { partition, leaderEpoch: -1, endOffset: -1n };
                return { partition, leaderEpoch: known.epoch, endOffset: toLong(next?.start ?? at.end) };
              }),
            })),
          };
        },
      }),
      apiHandler<typeof Fetch>({
        api: Fetch,
        async handle(request, { apiVersion }) {
          seen("Fetch", apiVersion);
          const answer = () => ({
            sessionId: 0,
            responses: request.topics.map(({ topic: name, topicId, partitions }) => ({
              topic: name,
              topicId,
              partitions: partitions.map((wanted) => {
                const partitionIndex = wanted.partition;
                const at = find(name, topicId)?.partitions[partitionIndex];
                const none = {
                  partitionIndex,
                  highWatermark: -1n,
                  abortedTransactions: [],
                  records: new Uint8Array(0),
                };
                if (at === undefined) return { ...none, errorCode: ErrorCode.UNKNOWN_TOPIC_ID };
                if (at.leader !== broker) {
                  const currentLeader = { leaderId: at.leader, leaderEpoch: at.epoch };
                  return { ...none, errorCode: ErrorCode.NOT_LEADER_OR_FOLLOWER, currentLeader };
                }
                const offset = toNumber(wanted.fetchOffset);
                if (offset < at.logStart || offset > at.end)
                  return { ...none, errorCode: ErrorCode.OFFSET_OUT_OF_RANGE };
                const records = at.batches.filter((batch) => readBatchHeader(batch).lastOffset >= offset);
                const highWatermark = toLong(at.end);
                const lastStableOffset = highWatermark;
                const abortedTransactions = request.isolationLevel === 1 ? at.aborted : null;
                return {
                  ...none,
                  errorCode: 0,
                  highWatermark,
                  lastStableOffset,
                  abortedTransactions,
                  records: joined(records),
                };
              }),
            })),
          });
          const isEmpty = (body: ReturnType<typeof answer>): boolean =>
            body.responses.every(({ partitions }) =>
              partitions.every(({ errorCode, records }) => errorCode === 0 && records.length === 0),
            );
          const { clock } = world.ports(`broker${broker}`);
          const deadlineMs = clock.monotonicMs() + request.maxWaitMs;
          for (;;) {
            const body = answer();
            if (!isEmpty(body) || clock.monotonicMs() >= deadlineMs) return body;
            await new Promise<void>((resolve) => void clock.setTimer(5, resolve));
          }
        },
      }),
    ].filter(({ api }) => !(options.without ?? []).some(({ key }) => key === api.key));
    const versions: ApiHandler = apiHandler<typeof ApiVersions>({
      api: ApiVersions,
      handle(_request, { apiVersion }) {
        seen("ApiVersions", apiVersion);
        const apiKeys = [...offered, versions].map(({ api }) => {
          const [minVersion, maxVersion] = versionBounds(api.request.versions);
          return { apiKey: api.key, minVersion, maxVersion: options.maxVersions?.[api.key] ?? maxVersion };
        });
        return { errorCode: 0, apiKeys };
      },
    });
    return [...offered, versions];
  };

  for (const id of ids) {
    const ports = world.ports(`broker${id}`);
    const host = `broker${id}`;
    const registry = registryOf(handlersOf(id));
    await new RequestServer(ports, { host, port: PORT, maxRequestBytes: 100_000_000, registry }).start();
  }

  return {
    bootstrap: ids.map((id) => `broker${id}:${PORT}`).join(","),
    topics,
    requests,
    createTopic(name, count) {
      const partitions = Array.from({ length: count }, (_, i) => ({
        leader: ids[i % ids.length]!,
        epoch: 0,
        logStart: 0,
        end: 0,
        batches: [],
        aborted: [],
        epochs: [{ epoch: 0, start: 0 }],
        producers: new Map(),
      }));
      const topic = { id: randomUuid(() => world.rng.nextUint32()), partitions };
      topics.set(name, topic);
      return topic;
    },
    moveLeader(topic, index, to) {
      const partition = topics.get(topic)!.partitions[index]!;
      partition.leader = to;
      partition.epoch++;
      partition.epochs.push({ epoch: partition.epoch, start: partition.end });
    },
    records: (topic, index) =>
      topics.get(topic)!.partitions[index]!.batches.flatMap((batch) => [...allRecords(batch)]),
    append(topic, index, batch) {
      for (const header of batchHeaders(batch))
        append(
          topics.get(topic)!.partitions[index]!,
          batch.subarray(header.position, header.position + header.sizeBytes),
        );
    },
  };
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
