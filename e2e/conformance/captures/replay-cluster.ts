// A cluster like the one that was recorded: the same node ids and racks, in virtual time, with the topics and records
// that were there when the conversation began.

import { utf8Encode } from "../../../src/engine/base/utf8.ts";
import { clusterSpec } from "../../../src/engine/cluster/cluster-spec.ts";
import { Channel } from "../../../src/engine/net/channel.ts";
import type { ApiSchema, RequestInput, ResponseOf } from "../../../src/engine/protocol/schema.ts";
import { Produce } from "../../../src/engine/protocol/schemas/00-produce.ts";
import { Metadata } from "../../../src/engine/protocol/schemas/03-metadata.ts";
import { CreateTopics } from "../../../src/engine/protocol/schemas/19-create-topics.ts";
import { BatchBuilder } from "../../../src/engine/records/builder.ts";
import { type SimCluster, startCluster } from "../../../src/engine/sim/start-cluster.ts";
import { untilSettled } from "../../../src/engine/sim/until-settled.ts";
import { createWorld, type World } from "../../../src/engine/sim/world.ts";

const FIRST_PORT = 9092;
const BROKERS = 3;
/** Of the records that `fill` writes. */
const FIRST_TIMESTAMP = 1_700_000_000_000;
const LONGEST_WAIT_MS = 30_000;

export interface ReplayCluster {
  readonly world: World;
  /** The recorded broker's own port. */
  portOf(broker: number): number;
  /** A controlled shutdown. */
  stop(broker: number): Promise<void>;
  /** Carries out one line of the setup. */
  setUp(line: string): Promise<void>;
  topicIds(names: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** What the wall clock of a world shows when nothing else is asked for. */
const USUAL_START_MS = 1_767_225_600_000;

export async function startReplayCluster(seed: number, newestTimestampMs: number): Promise<ReplayCluster> {
  const world = createWorld({
    seed,
    drain: () => new Promise((done) => setImmediate(done)),
    startWallMs: Math.max(USUAL_START_MS, newestTimestampMs),
  });
  const plain = clusterSpec({
    clusterId: "recorded-cluster-AAAAA",
    brokers: BROKERS,
    controllers: 1,
    // As the cluster that was recorded: its one voter stood in the configuration.
    kraftVersion: 0,
    host: "localhost",
    port: FIRST_PORT,
    properties: { "num.partitions": "1", "default.replication.factor": "1" },
  });
  const nodes = plain.nodes.map((node) => (node.role === "broker" ? { ...node, rack: `r${node.id}` } : node));
  const cluster = await startCluster(world, { spec: { ...plain, nodes } });
  const portOf = (broker: number): number => FIRST_PORT + broker - 1;

  async function ask<A extends ApiSchema>(
    broker: number,
    api: A,
    version: number,
    body: RequestInput<A>,
  ): Promise<ResponseOf<A>> {
    const ports = world.ports("setup");
    const channel = await wait(world, Channel.open(ports, "localhost", portOf(broker), "setup"));
    const answer = await wait(world, channel.request(api, version, body, LONGEST_WAIT_MS));
    channel.close();
    return answer.body;
  }

  async function assign(topic: string, replicas: string, configs: readonly string[]): Promise<void> {
    const { topics } = await ask(1, CreateTopics, 7, {
      topics: [
        {
          name: topic,
          numPartitions: -1,
          replicationFactor: -1,
          assignments: replicas
            .split(";")
            .map((ids, partitionIndex) => ({ partitionIndex, brokerIds: ids.split(",").map(Number) })),
          configs: configs.map((text) => {
            const [name = "", value = ""] = text.split("=");
            return { name, value };
          }),
        },
      ],
      timeoutMs: 10_000,
      validateOnly: false,
    });
    if (topics[0]?.errorCode !== 0) throw new Error(`cannot set up ${topic}: ${topics[0]?.errorMessage}`);
    await world.run(500);
  }

  async function fill(topic: string, partition: number, count: number): Promise<void> {
    const { topics } = await ask(1, Metadata, 12, { topics: [{ name: topic }] });
    const leader = topics[0]!.partitions.find(({ partitionIndex }) => partitionIndex === partition)!.leaderId;
    for (let i = 0; i < count; i++) {
      const batch = new BatchBuilder();
      batch.append(FIRST_TIMESTAMP + i * 1000, utf8Encode(`k${i}`), utf8Encode(`v${i}`));
      const row = { index: partition, records: batch.build() };
      await ask(leader, Produce, 9, {
        transactionalId: null,
        acks: -1,
        timeoutMs: 10_000,
        topicData: [{ name: topic, partitionData: [row] }],
      });
    }
  }

  return {
    world,
    portOf,
    stop: (broker) => cluster.do({ kind: "stop", node: broker }),
    async setUp(line) {
      const [verb, topic = "", ...rest] = line.split(" ");
      if (verb === "assign") await assign(topic, rest[0] ?? "", rest.slice(1));
      else if (verb === "fill") await fill(topic, Number(rest[0]), Number(rest[1]));
      else throw new Error(`no such setup: ${line}`);
    },
    async topicIds(names) {
      const { topics } = await ask(1, Metadata, 12, { topics: names.map((name) => ({ name })) });
      return new Map(topics.map(({ name, topicId }) => [name ?? "", topicId]));
    },
  };
}

export function wait<T>(world: SimCluster["world"], promise: Promise<T>): Promise<T> {
  return untilSettled(world, promise, LONGEST_WAIT_MS);
}
