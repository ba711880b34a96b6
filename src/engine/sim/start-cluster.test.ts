// Whole clusters in the virtual world: they start, survive what is done to them, and tell the same story again.
import { expect, test } from "vitest";
import { Channel } from "../net/channel.ts";
import type { ApiSchema, RequestInput, ResponseOf } from "../protocol/schema.ts";
import { Metadata } from "../protocol/schemas/03-metadata.ts";
import { CreateTopics } from "../protocol/schemas/19-create-topics.ts";
import { type SimCluster, startCluster } from "./start-cluster.ts";
import { untilSettled } from "./until-settled.ts";
import { createWorld, type World } from "./world.ts";

const newWorld = (seed = 1): World =>
  createWorld({ seed, drain: () => new Promise((done) => setImmediate(done)) });

/** Lets time pass until the promise settles. */
function wait<T>(world: World, promise: Promise<T>): Promise<T> {
  return untilSettled(world, promise, 60_000);
}

async function ask<A extends ApiSchema>(
  world: World,
  port: number,
  api: A,
  version: number,
  body: RequestInput<A>,
): Promise<ResponseOf<A>> {
  const channel = await wait(world, Channel.open(world.ports("client"), "localhost", port, "test"));
  const answer = await wait(world, channel.request(api, version, body, 30_000));
  channel.close();
  return answer.body;
}

async function createTopic(cluster: SimCluster, name: string): Promise<void> {
  const { topics } = await ask(cluster.world, 9092, CreateTopics, 7, {
    topics: [{ name, numPartitions: 3, replicationFactor: 3, assignments: [], configs: [] }],
    timeoutMs: 10_000,
    validateOnly: false,
  });
  expect(topics.map(({ errorCode }) => errorCode)).toEqual([0]);
  await cluster.world.run(1000);
}

const leadersOf = (cluster: SimCluster, topic: string): number[] =>
  cluster
    .controller()!
    .topics.find(({ name }) => name === topic)!
    .partitions.map(({ leader }) => leader);

test("three brokers register, are unfenced, and know each other", async () => {
  const world = newWorld();
  const cluster = await startCluster(world);
  expect(cluster.snapshot().nodes.map(({ status }) => status)).toEqual(Array(4).fill("running"));
  expect(cluster.controller()!.brokers.map(({ id, fenced }) => [id, fenced])).toEqual([
    [1, false],
    [2, false],
    [3, false],
  ]);
  const { brokers } = await ask(world, 9093, Metadata, 12, { topics: null });
  expect(brokers.map(({ nodeId, host, port }) => `${nodeId} ${host}:${port}`).sort()).toEqual([
    "1 localhost:9092",
    "2 localhost:9093",
    "3 localhost:9094",
  ]);
});

test("a killed leader is replaced, and comes back as a follower in the ISR", async () => {
  const world = newWorld();
  const cluster = await startCluster(world);
  await createTopic(cluster, "orders");
  const [old] = leadersOf(cluster, "orders");
  await cluster.do({ kind: "kill", node: old! });
  await world.runUntil(() => !leadersOf(cluster, "orders").includes(old!), 30_000);
  expect(leadersOf(cluster, "orders")).not.toContain(-1);
  await cluster.do({ kind: "start", node: old! });
  await world.runUntil(
    () =>
      cluster
        .controller()!
        .topics.flatMap(({ partitions }) => partitions)
        .every(({ isr }) => isr.length === 3),
    60_000,
  );
});

test("a cut link to the controller fences the broker; healed, it returns", async () => {
  const world = newWorld();
  const cluster = await startCluster(world);
  const fenced = (): boolean => cluster.controller()!.brokers.find(({ id }) => id === 2)!.fenced;
  await cluster.do({ kind: "cutLink", a: 2, b: 3001 });
  await world.runUntil(fenced, 30_000);
  await cluster.do({ kind: "healLink", a: 2, b: 3001 });
  await world.runUntil(() => !fenced(), 30_000);
});

test("a frozen broker is fenced and, thawed, returns", async () => {
  const world = newWorld();
  const cluster = await startCluster(world);
  const fenced = (): boolean => cluster.controller()!.brokers.find(({ id }) => id === 3)!.fenced;
  await cluster.do({ kind: "freeze", node: 3 });
  await world.runUntil(fenced, 30_000);
  await cluster.do({ kind: "thaw", node: 3 });
  await world.runUntil(() => !fenced(), 30_000);
});

test("after a power cut of everything the topics are still there", async () => {
  const world = newWorld();
  const cluster = await startCluster(world);
  await createTopic(cluster, "orders");
  const before = cluster.controller()!.topics.map(({ name, topicId }) => [name, topicId]);
  for (const node of [1, 2, 3, 3001]) await cluster.do({ kind: "kill", node });
  for (const node of [3001, 1, 2, 3]) await cluster.do({ kind: "start", node });
  await world.runUntil(() => cluster.snapshot().nodes.every(({ status }) => status === "running"), 60_000);
  expect(cluster.controller()!.topics.map(({ name, topicId }) => [name, topicId])).toEqual(before);
  expect(leadersOf(cluster, "orders")).not.toContain(-1);
});

test("a controlled shutdown of all ends all in order", async () => {
  const world = newWorld();
  const cluster = await startCluster(world);
  await createTopic(cluster, "orders");
  await wait(world, cluster.stopAll());
  expect(cluster.snapshot().nodes.map(({ status }) => status)).toEqual(Array(4).fill("stopped"));
});

test("the same seed gives the same whole-cluster trace", async () => {
  async function story(seed: number): Promise<string> {
    const world = newWorld(seed);
    const cluster = await startCluster(world);
    await createTopic(cluster, "orders");
    await cluster.do({ kind: "kill", node: 1 });
    await world.run(15_000);
    await cluster.do({ kind: "start", node: 1 });
    await world.run(5000);
    return world.events.map((event) => JSON.stringify(event)).join("\n");
  }
  const first = await story(11);
  expect(await story(11)).toBe(first);
  expect(await story(12)).not.toBe(first);
});
