// Whole brokers in a whole cluster, in virtual time: three of them and a controller, and a client on the wire.
import { setImmediate } from "node:timers";
import { describe, expect, test } from "vitest";
import type { ReplicaSnapshot } from "../inspect/snapshot.ts";
import type { ApiSchema, RequestInput, ResponseOf } from "../protocol/schema.ts";
import { Produce } from "../protocol/schemas/00-produce.ts";
import { Fetch } from "../protocol/schemas/01-fetch.ts";
import { CreateTopics } from "../protocol/schemas/19-create-topics.ts";
import { DeleteTopics } from "../protocol/schemas/20-delete-topics.ts";
import { IncrementalAlterConfigs } from "../protocol/schemas/44-incremental-alter-configs.ts";
import { allRecords } from "../records/record.ts";
import { type SimCluster, startCluster } from "../sim/start-cluster.ts";
import { untilSettled } from "../sim/until-settled.ts";
import { createWorld } from "../sim/world.ts";
import { askOnce } from "./testing/asked-cluster.ts";
import { batch } from "./testing/test-broker.ts";

interface Lab {
  readonly cluster: SimCluster;
  ask<A extends ApiSchema>(
    broker: number,
    api: A,
    version: number,
    body: RequestInput<A>,
  ): Promise<ResponseOf<A>>;
  settle<T>(promise: Promise<T>, limitMs?: number): Promise<T>;
  create(replicas: readonly number[], configs?: Record<string, string>): Promise<void>;
  produce(broker: number, value: string, acks: number): Promise<{ errorCode: number; baseOffset: number }>;
  read(broker: number): Promise<string[]>;
  replica(broker: number): ReplicaSnapshot;
  /** Lets time pass until every broker in `ids` has the partition, and one of them leads it. */
  until(holds: () => boolean, limitMs?: number): Promise<void>;
}

async function lab(properties: Record<string, string> = {}, seed = 1): Promise<Lab> {
  const world = createWorld({ seed, drain: () => new Promise((done) => setImmediate(done)) });
  const cluster = await startCluster(world, { brokers: 3, controllers: 1, properties });
  const ports = world.ports("client");
  const made: Lab = {
    cluster,
    settle: (promise, limitMs = 60_000) => untilSettled(world, promise, limitMs),
    ask: (broker, api, version, body) => made.settle(askOnce(ports, broker, api, version, body)),
    async create(replicas, configs = {}) {
      const topic = {
        name: "t",
        numPartitions: -1,
        replicationFactor: -1,
        assignments: [{ partitionIndex: 0, brokerIds: replicas }],
        configs: Object.entries(configs).map(([name, value]) => ({ name, value })),
      };
      // Any broker will do: it forwards.
      const { topics } = await made.ask(3, CreateTopics, 7, { topics: [topic], timeoutMs: 5000 });
      expect(topics[0]!.errorCode).toBe(0);
      await made.until(() => replicas.every((id) => cluster.broker(id)!.replicas.length === 1));
    },
    async produce(broker, value, acks) {
      const partitionData = [{ index: 0, records: batch([value], world.wallMs()) }];
      const body = { acks, timeoutMs: 20_000, topicData: [{ name: "t", partitionData }] };
      const { responses } = await made.ask(broker, Produce, 12, body);
      const row = responses[0]!.partitionResponses[0]!;
      return { errorCode: row.errorCode, baseOffset: Number(row.baseOffset) };
    },
    async read(broker) {
      const partitions = [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 1_000_000 }];
      const body = { maxWaitMs: 0, minBytes: 1, topics: [{ topic: "t", partitions }] };
      const { responses } = await made.ask(broker, Fetch, 12, body);
      const { records } = responses[0]!.partitions[0]!;
      return [...allRecords(records!)].map(({ value }) => new TextDecoder().decode(value!));
    },
    replica: (broker) => cluster.broker(broker)!.replicas[0]!,
    until: (holds, limitMs = 60_000) => world.runUntil(holds, limitMs),
  };
  return made;
}

const isrOf = (it: Lab, broker: number): string => [...it.replica(broker).isr].sort().join();

describe("a leader that is killed", () => {
  test.each([1, 2, 3])("loses nothing that was acknowledged by all (seed %i)", async (seed) => {
    const it = await lab({}, seed);
    await it.create([1, 2, 3], { "min.insync.replicas": "2" });
    for (const value of ["a", "b", "c"]) expect((await it.produce(1, value, -1)).errorCode).toBe(0);
    await it.cluster.do({ kind: "kill", node: 1 });
    await it.until(() => it.replica(2).role === "leader");
    expect(await it.produce(2, "d", -1)).toEqual({ errorCode: 0, baseOffset: 3 });
    await it.cluster.do({ kind: "start", node: 1 });
    await it.until(() => isrOf(it, 2) === "1,2,3");
    await it.until(() => it.replica(1).highWatermark === 4);
    expect(await it.read(2)).toEqual(["a", "b", "c", "d"]);
    expect(it.replica(1)).toMatchObject({ role: "follower", leader: 2, logEndOffset: 4 });
  });
});

describe("a broker that is cut off", () => {
  test("leaves the ISR, and comes back when the link is healed", async () => {
    const it = await lab({ "replica.lag.time.max.ms": "5000" });
    await it.create([1, 2, 3]);
    await it.produce(1, "a", -1);
    await it.cluster.do({ kind: "cutLink", a: 1, b: 3 });
    expect((await it.produce(1, "b", -1)).errorCode).toBe(0);
    expect(isrOf(it, 1)).toBe("1,2");
    await it.cluster.do({ kind: "healLink", a: 1, b: 3 });
    await it.until(() => isrOf(it, 1) === "1,2,3");
    expect(it.replica(3).logEndOffset).toBe(2);
  });

  test("is refused below the minimum of replicas", async () => {
    const it = await lab({ "replica.lag.time.max.ms": "5000" });
    await it.create([1, 2], { "min.insync.replicas": "2" });
    await it.produce(1, "a", -1);
    await it.cluster.do({ kind: "kill", node: 2 });
    await it.until(() => isrOf(it, 1) === "1");
    expect((await it.produce(1, "b", -1)).errorCode).toBe(19);
    expect((await it.produce(1, "c", 1)).errorCode).toBe(0);
    expect(await it.read(1)).toEqual(["a"]);
    await it.cluster.do({ kind: "start", node: 2 });
    await it.until(() => it.replica(1).highWatermark === 2);
    expect(await it.read(1)).toEqual(["a", "c"]);
  });
});

describe("a broker that stops in order", () => {
  test("hands its leadership over first, and keeps all of its log", async () => {
    const it = await lab();
    await it.create([1, 2, 3]);
    await it.produce(1, "a", -1);
    const offsets = it.replica(1);
    await it.cluster.do({ kind: "stop", node: 1 });
    expect(it.replica(2)).toMatchObject({ role: "leader" });
    expect(isrOf(it, 2)).toBe("2,3");
    await it.cluster.do({ kind: "start", node: 1 });
    await it.until(() => isrOf(it, 2) === "1,2,3");
    expect(it.replica(1).logEndOffset).toBe(offsets.logEndOffset);
    const recovered = it.cluster.world.events.findLast(
      ({ source, event }) => source === "1" && event.kind === "log-recovered" && event.topic === "t",
    );
    expect(recovered?.event).toMatchObject({ clean: true, logEndOffset: 1 });
  });
});

describe("a broker whose disk is full", () => {
  test("takes its partitions offline, and another leads", async () => {
    const it = await lab();
    await it.create([1, 2, 3]);
    await it.produce(1, "a", -1);
    await it.cluster.do({ kind: "fullDisk", node: 1, full: true });
    await it.produce(1, "b", 1);
    await it.until(() => it.cluster.broker(1)!.offlineLogDir !== null);
    await it.until(() => it.replica(2).role === "leader");
    expect(it.replica(1).role).toBe("offline");
    expect((await it.produce(2, "c", -1)).errorCode).toBe(0);
    expect((await it.produce(1, "d", 1)).errorCode).toBe(56);
    expect(it.cluster.snapshot().nodes.find(({ id }) => id === 1)?.status).toBe("running");
  });
});

test("a topic that is deleted leaves nothing on any disk but what waits for its grave", async () => {
  const it = await lab();
  await it.create([1, 2, 3]);
  await it.produce(1, "a", -1);
  const body = { topics: [{ name: "t" }], timeoutMs: 5000 };
  expect((await it.ask(2, DeleteTopics, 6, body)).responses[0]!.errorCode).toBe(0);
  await it.until(() => [1, 2, 3].every((id) => it.cluster.broker(id)!.replicas.length === 0));
  expect((await it.produce(1, "b", 1)).errorCode).toBe(3);
  await it.create([3, 2, 1]);
  expect(await it.produce(3, "c", -1)).toEqual({ errorCode: 0, baseOffset: 0 });
});

test("a changed topic config is obeyed at once", async () => {
  const it = await lab();
  await it.create([1, 2]);
  const configs = [{ name: "max.message.bytes", configOperation: 0, value: "10" }];
  const resources = [{ resourceType: 2, resourceName: "t", configs }];
  const answer = await it.ask(3, IncrementalAlterConfigs, 1, { resources });
  expect(answer.responses[0]!.errorCode).toBe(0);
  await it.cluster.world.run(1000);
  expect((await it.produce(1, "too large", 1)).errorCode).toBe(10);
});

test("a broker refuses to start with a config that Kafka refuses", async () => {
  await expect(lab({ "num.partitions": "0" })).rejects.toThrow(
    "Invalid value 0 for configuration num.partitions: Value must be at least 1",
  );
});
