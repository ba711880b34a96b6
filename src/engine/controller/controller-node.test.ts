import { describe, expect, test } from "vitest";
import { startBroker } from "../broker/broker-node.ts";
import type { NodeConfig, Properties } from "../cluster/cluster-config.ts";
import type { RunningNode } from "../cluster/node.ts";
import type { ControllerSnapshot } from "../inspect/snapshot.ts";
import { Channel } from "../net/channel.ts";
import type { ApiSchema, RequestInput, ResponseOf } from "../protocol/schema.ts";
import { CreateTopics } from "../protocol/schemas/19-create-topics.ts";
import { DescribeConfigs } from "../protocol/schemas/32-describe-configs.ts";
import { IncrementalAlterConfigs } from "../protocol/schemas/44-incremental-alter-configs.ts";
import { DescribeQuorum } from "../protocol/schemas/55-describe-quorum.ts";
import { createWorld, type World } from "../sim/world.ts";
import { startController } from "./controller-node.ts";

const CONTROLLER_ID = 3001;
const voters = [{ id: CONTROLLER_ID, host: "localhost", port: 19092 }];

function config(id: number, port: number, properties: Properties = {}): NodeConfig {
  const role = id === CONTROLLER_ID ? "controller" : "broker";
  return {
    id,
    role,
    host: "localhost",
    port,
    rack: null,
    clusterId: "cluster-0000000000000w",
    voters,
    properties,
  };
}

const newWorld = (seed: number): World =>
  createWorld({ seed, drain: () => new Promise((done) => setImmediate(done)) });

function startIn(world: World, id: number, port: number, properties: Properties = {}): RunningNode {
  const node = config(id, port, properties);
  const { ports } = world.spawn(String(id));
  return node.role === "controller" ? startController(node, ports) : startBroker(node, ports);
}

const snapshot = (node: RunningNode): ControllerSnapshot => node.inspect() as ControllerSnapshot;

/** A controller and three brokers, all registered and unfenced. */
async function startCluster(world: World): Promise<RunningNode> {
  const node = startIn(world, CONTROLLER_ID, 19092);
  for (const id of [1, 2, 3]) startIn(world, id, 9091 + id);
  await world.run(6000);
  return node;
}

/** Asks the controller listener. */
async function ask<A extends ApiSchema>(
  world: World,
  api: A,
  version: number,
  body: RequestInput<A>,
): Promise<ResponseOf<A>> {
  let answer: ResponseOf<A> | undefined;
  const call = async (): Promise<void> => {
    const channel = await Channel.open(world.ports("client"), "localhost", 19092, "test");
    answer = (await channel.request(api, version, body, 5000)).body;
    channel.close();
  };
  void call();
  await world.runUntil(() => answer !== undefined, 10_000);
  await world.run(200);
  return answer!;
}

describe("a controller as a process", () => {
  test("it elects itself, writes the first records of a 4.3 cluster and registers itself", async () => {
    const world = newWorld(1);
    const node = startIn(world, CONTROLLER_ID, 19092);
    await world.run(1000);
    const shown = snapshot(node);
    expect(shown.state).toBe("leader");
    expect(shown.epoch).toBe(1);
    expect(shown.highWatermark).toBe(shown.logEndOffset);
    const records = world.events.flatMap(({ event }) =>
      event.kind === "metadata-committed" ? [event.record] : [],
    );
    expect(records).toEqual([
      "BeginTransactionRecord",
      ...Array.from({ length: 6 }, () => "FeatureLevelRecord"),
      "ConfigRecord",
      "EndTransactionRecord",
      "RegisterControllerRecord",
    ]);
  });

  test("it describes its own configs, and what was set while it runs; another node's it does not know", async () => {
    const world = newWorld(1);
    startIn(world, CONTROLLER_ID, 19092, { "num.partitions": "3" });
    await world.run(1000);
    const resource = { resourceType: 4, resourceName: String(CONTROLLER_ID) };
    const configs = [{ name: "log.cleaner.threads", configOperation: 0, value: "2" }];
    await ask(world, IncrementalAlterConfigs, 1, {
      resources: [{ ...resource, configs }],
      validateOnly: false,
    });
    const configurationKeys = ["num.partitions", "log.cleaner.threads"];
    const { results } = await ask(world, DescribeConfigs, 4, {
      resources: [
        { ...resource, configurationKeys },
        { resourceType: 4, resourceName: "1", configurationKeys },
      ],
      includeSynonyms: false,
    });
    const told = results[0]?.configs.map(({ name, value, configSource }) => [name, value, configSource]);
    expect(told?.sort()).toEqual([
      ["log.cleaner.threads", "2", 2],
      ["num.partitions", "3", 4],
    ]);
    expect(results[1]).toMatchObject({
      errorCode: 42,
      errorMessage: `Unexpected broker id, expected ${CONTROLLER_ID} or empty string, but received 1`,
    });
  });

  test("three brokers register and are unfenced", async () => {
    const world = newWorld(2);
    const node = startIn(world, CONTROLLER_ID, 19092);
    const brokers = [1, 2, 3].map((id) => startIn(world, id, 9091 + id));
    await world.run(6000);
    expect(snapshot(node).brokers.map(({ id, fenced }) => [id, fenced])).toEqual([
      [1, false],
      [2, false],
      [3, false],
    ]);
    for (const broker of brokers) await broker.ready;
  });

  test("a topic is made; when its leader dies, the controller fences it and elects another", async () => {
    const world = newWorld(3);
    const node = await startCluster(world);
    const answer = await ask(world, CreateTopics, 7, {
      topics: [{ name: "orders", numPartitions: 3, replicationFactor: 3 }],
      timeoutMs: 1000,
    });
    expect(answer.topics).toMatchObject([{ name: "orders", errorCode: 0, numPartitions: 3 }]);
    const before = snapshot(node).topics[0]!.partitions;
    const leader = before[0]!.leader;
    world.kill(String(leader));
    await world.run(12_000);
    const shown = snapshot(node);
    expect(shown.brokers.find(({ id }) => id === leader)?.fenced).toBe(true);
    for (const { leader: now, isr } of shown.topics[0]!.partitions) {
      expect(now).not.toBe(leader);
      expect(isr).not.toContain(leader);
    }
    const told = world.events.flatMap(({ event }) => (event.kind === "leader-elected" ? [event] : []));
    expect(told).toContainEqual(expect.objectContaining({ topic: "orders", partition: 0, from: leader }));
    const fenced = world.events.flatMap(({ event }) => (event.kind === "broker-fenced" ? [event] : []));
    expect(fenced).toContainEqual({ kind: "broker-fenced", broker: leader, reason: "session" });
  });

  test("after a power cut it replays the same metadata, and no broker is fenced for it", async () => {
    const world = newWorld(4);
    const first = await startCluster(world);
    await ask(world, CreateTopics, 7, {
      topics: [
        {
          name: "orders",
          numPartitions: 3,
          replicationFactor: 2,
          configs: [{ name: "retention.ms", value: "5" }],
        },
      ],
      timeoutMs: 1000,
    });
    const before = snapshot(first);
    world.kill(String(CONTROLLER_ID));
    await world.run(3000);
    const second = startIn(world, CONTROLLER_ID, 19092);
    await world.run(5000);
    const after = snapshot(second);
    expect(after.epoch).toBe(before.epoch + 1);
    expect(after.topics).toEqual(before.topics);
    expect(after.brokers.map(({ id, epoch, fenced }) => [id, epoch, fenced])).toEqual(
      before.brokers.map(({ id, epoch }) => [id, epoch, false]),
    );
  });

  test("a snapshot ends where a batch of the log ends, though the batch holds several decisions", async () => {
    const world = newWorld(7);
    const properties = { "metadata.log.max.record.bytes.between.snapshots": "1000" };
    const first = startIn(world, CONTROLLER_ID, 19092, properties);
    startIn(world, 1, 9092);
    await world.run(6000);
    const channels: Channel[] = [];
    for (let i = 0; i < 3; i++)
      void Channel.open(world.ports("client"), "localhost", 19092, "test").then((one) => channels.push(one));
    await world.run(100);
    // Within the linger of an append, so that they share a batch; the first is enough for a snapshot.
    channels.forEach((channel, i) => {
      const topics = [{ name: `topic-${i}`, numPartitions: i === 0 ? 20 : 2, replicationFactor: 1 }];
      void channel.request(CreateTopics, 7, { topics, timeoutMs: 1000 }, 5000);
    });
    await world.run(1000);
    const before = snapshot(first);
    expect(before.topics.map(({ partitions }) => partitions.length)).toEqual([20, 2, 2]);
    expect(before.snapshot?.endOffset).toBe(before.logEndOffset);
    world.kill(String(CONTROLLER_ID));
    await world.run(100);
    const second = startIn(world, CONTROLLER_ID, 19092, properties);
    await world.run(3000);
    expect(snapshot(second).topics).toEqual(before.topics);
  });

  test("a request with an invalid topic name is answered with Kafka's text", async () => {
    const world = newWorld(5);
    await startCluster(world);
    const answer = await ask(world, CreateTopics, 7, {
      topics: [{ name: "a b", numPartitions: 1, replicationFactor: 1 }],
      timeoutMs: 1000,
    });
    expect(answer.topics[0]).toMatchObject({
      errorCode: 17,
      errorMessage:
        "Topic name is invalid: 'a b' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'",
    });
  });

  test("DescribeQuorum shows the voter and the brokers that observe", async () => {
    const world = newWorld(6);
    await startCluster(world);
    const answer = await ask(world, DescribeQuorum, 2, {
      topics: [{ topicName: "__cluster_metadata", partitions: [{ partitionIndex: 0 }] }],
    });
    const shown = answer.topics[0]!.partitions[0]!;
    expect(shown).toMatchObject({ errorCode: 0, leaderId: CONTROLLER_ID, leaderEpoch: 1 });
    expect(shown.currentVoters.map(({ replicaId }) => replicaId)).toEqual([CONTROLLER_ID]);
    expect(shown.observers.map(({ replicaId }) => replicaId).sort()).toEqual([1, 2, 3]);
  });
});
