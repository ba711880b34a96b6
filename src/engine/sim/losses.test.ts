// What a power cut took is told rightly: how many records, whether the leader still has them, and whether they had been
// committed.
import { expect, test } from "vitest";
import { ZERO_UUID } from "../base/uuid.ts";
import { Channel } from "../net/channel.ts";
import { Produce } from "../protocol/schemas/00-produce.ts";
import { CreateTopics } from "../protocol/schemas/19-create-topics.ts";
import { DeleteTopics } from "../protocol/schemas/20-delete-topics.ts";
import { BatchBuilder } from "../records/builder.ts";
import type { EventOf } from "../trace/event.ts";
import { type SimCluster, startCluster } from "./start-cluster.ts";
import { untilSettled } from "./until-settled.ts";
import { createWorld } from "./world.ts";

const PROPERTIES = {
  "samsa.page.cache.writeback.ms": "600000",
  "broker.session.timeout.ms": "2000",
  "broker.heartbeat.interval.ms": "300",
  "replica.lag.time.max.ms": "4000",
};
const FLUSHED = 12;
const UNFLUSHED = 37;

async function play(replicas: readonly number[]) {
  const world = createWorld({ seed: 11, drain: () => new Promise((done) => setImmediate(done)) });
  const cluster = await startCluster(world, { properties: PROPERTIES });
  const wait = <T>(promise: Promise<T>): Promise<T> => untilSettled(world, promise, 60_000);
  const connect = (broker: number) =>
    wait(Channel.open(world.ports("client"), "localhost", 9091 + broker, "test"));

  async function createTopic(): Promise<void> {
    const channel = await connect(1);
    const topic = {
      name: "t",
      numPartitions: -1,
      replicationFactor: -1,
      assignments: [{ partitionIndex: 0, brokerIds: [...replicas] }],
      configs: [],
    };
    const { body } = await wait(
      channel.request(CreateTopics, 7, { topics: [topic], timeoutMs: 10_000, validateOnly: false }, 30_000),
    );
    expect(body.topics.map(({ errorCode }) => errorCode)).toEqual([0]);
    channel.close();
    await world.run(1_000);
  }

  /** A batch for each record. */
  async function produce(broker: number, count: number, acks: number): Promise<void> {
    const { topicId } = cluster.controller()!.topics[0]!;
    const channel = await connect(broker);
    for (let i = 0; i < count; i++) {
      const batch = new BatchBuilder({});
      batch.append(world.wallMs(), null, new TextEncoder().encode(`value ${i}`), []);
      const partitionData = [{ index: 0, records: batch.build() }];
      const { body } = await wait(
        channel.request(
          Produce,
          13,
          { transactionalId: null, acks, timeoutMs: 30_000, topicData: [{ topicId, partitionData }] },
          60_000,
        ),
      );
      expect(body.responses[0]!.partitionResponses[0]!.errorCode).toBe(0);
    }
    channel.close();
  }

  /** What is written now is on every disk afterwards. */
  async function flushAll(): Promise<void> {
    for (const id of [1, 2, 3]) await cluster.do({ kind: "restart", node: id });
    await world.runUntil(() => isHealed(), 60_000);
  }
  const isHealed = (): boolean => {
    const partition = cluster.controller()?.topics[0]?.partitions[0];
    return (
      partition?.isr.length === replicas.length &&
      cluster.snapshot().nodes.every(({ status }) => status === "running")
    );
  };
  const leader = (): number => cluster.controller()!.topics[0]!.partitions[0]!.leader;
  await createTopic();
  return { world, cluster, produce, flushAll, isHealed, connect, wait, leader };
}

const told = (cluster: SimCluster): readonly (EventOf<"records-lost"> & { source: string })[] =>
  cluster.world.events.flatMap(({ source, event }) =>
    event.kind === "records-lost" ? [{ ...event, source }] : [],
  );

const LOST = {
  kind: "records-lost",
  source: "1",
  topic: "t",
  partition: 0,
  cut: "killed",
  fromOffset: FLUSHED,
  toOffset: FLUSHED + UNFLUSHED,
  atLeast: false,
  returning: 0,
  gone: 0,
  goneCommitted: 0,
  damaged: 0,
};

test("the only replica: what was not flushed is gone, though it was acknowledged", async () => {
  const { cluster, world, produce, flushAll, isHealed } = await play([1]);
  await produce(1, FLUSHED, -1);
  await flushAll();
  expect(told(cluster)).toEqual([]);
  await produce(1, UNFLUSHED, -1);
  await cluster.do({ kind: "kill", node: 1 });
  await cluster.do({ kind: "start", node: 1 });
  await world.runUntil(isHealed, 60_000);
  await world.run(100);
  expect(told(cluster)).toEqual([{ ...LOST, gone: UNFLUSHED, goneCommitted: UNFLUSHED }]);
  expect(cluster.broker(1)!.replicas[0]).toMatchObject({ logEndOffset: FLUSHED, recoveredOffset: FLUSHED });
  expect(cluster.snapshot().losses).toMatchObject([{ node: 1, gone: UNFLUSHED }]);
  // Its cause is the start that found it out, whose cause is the command.
  const event = world.events.find((it) => it.event.kind === "records-lost")!;
  const cause = world.events.find(({ id }) => id === event.cause)!;
  expect(cause.event.kind).toBe("node-starting");
  expect(world.events.find(({ id }) => id === cause.cause)!.event).toMatchObject({ kind: "command" });
});

test("a replica of three: another leads and has it all, so it comes back", async () => {
  const { cluster, world, produce, flushAll, isHealed, leader } = await play([1, 2, 3]);
  await produce(leader(), FLUSHED, -1);
  await flushAll();
  const first = leader();
  await produce(first, UNFLUSHED, -1);
  await cluster.do({ kind: "kill", node: first });
  await world.runUntil(() => cluster.controller()!.topics[0]!.partitions[0]!.leader !== first, 30_000);
  await cluster.do({ kind: "start", node: first });
  await world.runUntil(isHealed, 60_000);
  expect(told(cluster)).toEqual([{ ...LOST, source: `${first}`, returning: UNFLUSHED }]);
  expect(cluster.broker(first)!.replicas[0]!.logEndOffset).toBe(FLUSHED + UNFLUSHED);
});

test("what only the leader had is gone, also when others have written at the same offsets since", async () => {
  const { cluster, world, produce, flushAll, isHealed, leader } = await play([1, 2]);
  await produce(leader(), FLUSHED, -1);
  await flushAll();
  const first = leader();
  const second = 3 - first;
  await produce(first, 7, -1);
  // Nobody fetches any more.
  await cluster.do({ kind: "freeze", node: second });
  await produce(first, UNFLUSHED - 7, 1);
  await cluster.do({ kind: "kill", node: first });
  await cluster.do({ kind: "thaw", node: second });
  await world.runUntil(() => cluster.controller()!.topics[0]!.partitions[0]!.leader === second, 30_000);
  // What a fetch that waited still brought it counts too.
  const kept = cluster.broker(second)!.replicas[0]!.logEndOffset - FLUSHED;
  expect(kept).toBeGreaterThanOrEqual(7);
  expect(kept).toBeLessThan(UNFLUSHED);
  await produce(second, 2 * UNFLUSHED, 1);
  await cluster.do({ kind: "start", node: first });
  await world.runUntil(isHealed, 60_000);
  expect(told(cluster)).toEqual([{ ...LOST, source: `${first}`, returning: kept, gone: UNFLUSHED - kept }]);
});

test("it is told once, also when the node goes down again before anybody leads", async () => {
  const { cluster, world, produce, flushAll, isHealed } = await play([1]);
  await produce(1, FLUSHED, -1);
  await flushAll();
  await produce(1, UNFLUSHED, -1);
  await cluster.do({ kind: "kill", node: 1 });
  await cluster.do({ kind: "freeze", node: 3001 });
  await cluster.do({ kind: "start", node: 1 });
  await world.run(1_000);
  await cluster.do({ kind: "kill", node: 1 });
  await cluster.do({ kind: "thaw", node: 3001 });
  await cluster.do({ kind: "start", node: 1 });
  await world.runUntil(isHealed, 60_000);
  await world.run(5_000);
  expect(told(cluster)).toEqual([{ ...LOST, gone: UNFLUSHED, goneCommitted: UNFLUSHED }]);
});

test("a controlled stop, an emptied disk and a deleted topic lose nothing to a power cut", async () => {
  const { cluster, world, produce, connect, wait, isHealed, leader } = await play([1, 2]);
  await produce(leader(), UNFLUSHED, -1);
  const first = leader();
  await cluster.do({ kind: "restart", node: first });
  await world.runUntil(isHealed, 60_000);
  await produce(leader(), UNFLUSHED, -1);
  await cluster.do({ kind: "kill", node: first });
  await cluster.do({ kind: "wipeDisk", node: first });
  await cluster.do({ kind: "start", node: first });
  await world.runUntil(isHealed, 60_000);
  await produce(leader(), UNFLUSHED, -1);
  await cluster.do({ kind: "kill", node: first });
  const channel = await connect(3);
  const topics = [{ name: "t", topicId: ZERO_UUID }];
  await wait(channel.request(DeleteTopics, 6, { topics, timeoutMs: 10_000 }, 30_000));
  await cluster.do({ kind: "start", node: first });
  await world.run(20_000);
  expect(cluster.controller()!.topics).toEqual([]);
  expect(told(cluster)).toEqual([]);
});

test("when the host itself dies, its note tells, and says that it may have been more", async () => {
  const { cluster, world, produce, flushAll } = await play([1]);
  await produce(1, FLUSHED, -1);
  await flushAll();
  expect(cluster.unflushed()).toEqual([]);
  await produce(1, UNFLUSHED, -1);
  const noted = cluster.unflushed();
  await produce(1, 3, -1);
  for (const { id } of cluster.spec.nodes) await cluster.do({ kind: "kill", node: id });
  const next = await startCluster(world, { spec: cluster.spec, noted });
  await world.run(5_000);
  expect(told(next)).toEqual([
    { ...LOST, cut: "host", atLeast: true, gone: UNFLUSHED, goneCommitted: UNFLUSHED },
  ]);
  expect(next.snapshot().losses).toHaveLength(1);
});
