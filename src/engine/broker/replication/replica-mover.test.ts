// Moving replicas between the log directories of a broker, in a whole cluster in virtual time.
import { expect, test } from "vitest";
import type { LogManager, PartitionLog } from "../../log/log.ts";
import { Produce } from "../../protocol/schemas/00-produce.ts";
import { Fetch } from "../../protocol/schemas/01-fetch.ts";
import { CreateTopics } from "../../protocol/schemas/19-create-topics.ts";
import { AlterReplicaLogDirs } from "../../protocol/schemas/34-alter-replica-log-dirs.ts";
import { DescribeLogDirs } from "../../protocol/schemas/35-describe-log-dirs.ts";
import { allRecords } from "../../records/record.ts";
import { askedCluster } from "../testing/asked-cluster.ts";
import { fakeLog } from "../testing/fake-log.ts";
import { batch, testBroker } from "../testing/test-broker.ts";
import { ReplicaMover } from "./replica-mover.ts";

/** The first replica of a broker goes into the first directory. */
const FROM = "/data/1";
const TO = "/data/2";

async function lab(properties: Record<string, string> = {}) {
  const own = { "log.dirs": `${FROM},${TO}`, "log.segment.delete.delay.ms": "1000", ...properties };
  const { ask, world, cluster } = await askedCluster({ brokers: 2, properties: own });
  const written: string[] = [];
  const it = {
    ask,
    world,
    cluster,
    written,
    async create(name: string, brokerIds: readonly number[] = [1, 2]) {
      const assignments = [{ partitionIndex: 0, brokerIds: [...brokerIds] }];
      const topic = { name, numPartitions: -1, replicationFactor: -1, assignments };
      await ask(2, CreateTopics, 7, { topics: [topic], timeoutMs: 1000 });
    },
    async produce(count: number, sizeBytes = 10, broker = 1, acks = -1): Promise<void> {
      const values = Array.from({ length: count }, (_, i) => `${written.length + i}`.padEnd(sizeBytes, "."));
      const topicData = [
        { name: "t", partitionData: [{ index: 0, records: batch(values, world.wallMs()) }] },
      ];
      const answer = await ask(broker, Produce, 12, { acks, timeoutMs: 20_000, topicData });
      expect(answer.responses[0]!.partitionResponses[0]!.errorCode).toBe(0);
      written.push(...values);
    },
    async read(broker = 1): Promise<string[]> {
      const values: string[] = [];
      for (;;) {
        const row = { partition: 0, fetchOffset: BigInt(values.length), partitionMaxBytes: 10_000_000 };
        const topics = [{ topic: "t", partitions: [row] }];
        const answer = await ask(broker, Fetch, 12, { maxWaitMs: 0, minBytes: 0, topics });
        const { records } = answer.responses[0]!.partitions[0]!;
        if (records === null || records.length === 0) return values;
        for (const { value } of allRecords(records)) values.push(new TextDecoder().decode(value!));
      }
    },
    async move(path: string, topic = "t"): Promise<number> {
      const dirs = [{ path, topics: [{ name: topic, partitions: [0] }] }];
      const { results } = await ask(1, AlterReplicaLogDirs, 2, { dirs });
      return results[0]!.partitions[0]!.errorCode;
    },
    /** Of broker 1: where the log of `t` is, and where a copy of it is being made. */
    async places(): Promise<{ log: string[]; future: string[] }> {
      const { results } = await ask(1, DescribeLogDirs, 5, { topics: null });
      const rows = results.flatMap(({ logDir, topics }) =>
        topics
          .filter(({ name }) => name === "t")
          .flatMap(({ partitions }) => partitions.map(({ isFutureKey }) => ({ logDir, isFutureKey }))),
      );
      const where = (isFuture: boolean): string[] =>
        rows.filter(({ isFutureKey }) => isFutureKey === isFuture).map(({ logDir }) => logDir);
      return { log: where(false), future: where(true) };
    },
    async folders(): Promise<string[]> {
      const names = (await cluster.files(1)).map(({ name }) => name);
      const folders = names.filter((name) => /\/t-0/.test(name)).map((name) => name.split("/")[2]!);
      return [...new Set(folders)].map((name) => name.replace(/[0-9a-f]{32}/, "x"));
    },
  };
  await it.create("t");
  await world.run(2000);
  expect((await it.places()).log).toEqual([FROM]);
  return it;
}

test("a replica moves while it is written; nothing of it is lost, and the controller knows", async () => {
  const it = await lab();
  for (let i = 0; i < 5; i++) await it.produce(20);
  expect(await it.move(TO)).toBe(0);
  for (let i = 0; i < 5; i++) await it.produce(7);
  await it.world.run(3000);
  expect(await it.places()).toEqual({ log: [TO], future: [] });
  expect(await it.folders()).toEqual(["t-0"]);
  expect(await it.read()).toEqual(it.written);
  await it.produce(3);
  expect(it.cluster.broker(1)!.replicas[0]!.leaderEpochs).toEqual([{ epoch: 0, startOffset: 0 }]);
  // It is as durable as before.
  await it.world.run(3000);
  await it.cluster.do({ kind: "kill", node: 1 });
  await it.cluster.do({ kind: "start", node: 1 });
  await it.world.run(15_000);
  expect(await it.places()).toEqual({ log: [TO], future: [] });
  expect(await it.read(2)).toEqual(it.written);
  // The controller has heard of it: when the new place fails, it acts.
  await it.cluster.do({ kind: "failLogDir", node: 1, dir: TO, failed: true });
  await it.produce(1, 10, it.cluster.controller()!.topics[0]!.partitions[0]!.leader, 1);
  await it.world.run(5000);
  expect(it.cluster.controller()!.topics[0]!.partitions[0]!.isr).toEqual([2]);
});

test("a long way: the copy shows, and the move can be taken back", async () => {
  const it = await lab({ "replica.alter.log.dirs.io.max.bytes.per.second": "100000" });
  for (let i = 0; i < 3; i++) await it.produce(1, 900_000);
  expect(await it.move(TO)).toBe(0);
  expect(await it.places()).toEqual({ log: [FROM], future: [TO] });
  expect(await it.folders()).toEqual(expect.arrayContaining(["t-0", "t-0.x-future"]));
  // Again to the same place: it goes on.
  expect(await it.move(TO)).toBe(0);
  expect(await it.move(FROM)).toBe(0);
  expect(await it.places()).toEqual({ log: [FROM], future: [] });
  await it.world.run(3000);
  expect(await it.folders()).toEqual(["t-0"]);
  await it.produce(1);
  expect(await it.read()).toEqual(it.written);
});

test("a move that a power cut ends goes on at the next start", async () => {
  const it = await lab({ "replica.alter.log.dirs.io.max.bytes.per.second": "300000" });
  for (let i = 0; i < 4; i++) await it.produce(1, 900_000);
  await it.world.run(2000);
  await it.move(TO);
  await it.world.run(3000);
  expect((await it.places()).future).toEqual([TO]);
  await it.cluster.do({ kind: "kill", node: 1 });
  await it.cluster.do({ kind: "start", node: 1 });
  await it.world.run(10_000);
  await it.world.run(60_000);
  expect(await it.places()).toEqual({ log: [TO], future: [] });
  expect(await it.folders()).toEqual(["t-0"]);
  expect(await it.read(2)).toEqual(it.written);
  await it.cluster.do({ kind: "stop", node: 2 });
  await it.world.run(3000);
  expect(await it.read(1)).toEqual(it.written);
});

test("when the destination fails the replica stays where it is", async () => {
  const it = await lab({ "replica.alter.log.dirs.io.max.bytes.per.second": "100000" });
  for (let i = 0; i < 3; i++) await it.produce(1, 900_000);
  await it.move(TO);
  await it.cluster.do({ kind: "failLogDir", node: 1, dir: TO, failed: true });
  await it.world.run(20_000);
  expect(await it.places()).toEqual({ log: [FROM], future: [] });
  expect(await it.move(TO)).toBe(56);
  await it.produce(1);
  expect(await it.read()).toEqual(it.written);
});

test("a replica that is not there yet will be made in the directory that was asked for", async () => {
  const it = await lab();
  expect(await it.move("/elsewhere")).toBe(57);
  expect(await it.move(FROM, "later")).toBe(3);
  await it.create("other");
  await it.create("later");
  await it.world.run(1000);
  const { results } = await it.ask(1, DescribeLogDirs, 5, { topics: null });
  const names = results.find(({ logDir }) => logDir === FROM)!.topics.map(({ name }) => name);
  expect(names).toContain("later");
});

test("what was read before the log was cut is not copied after it", async () => {
  const broker = testBroker({ topics: [{ name: "t", partitions: [{ replicas: [1] }] }] });
  const partition = broker.replicas.partition("t", 0)!;
  const { log } = partition;
  const future = fakeLog("t", 0, log.topicId, log.config);
  for (const value of ["a", "b", "c"]) partition.appendAsLeader(batch([value]), 1, null);
  const stale = await log.read(0, 3, 1_000_000, true);
  let answer = (_bytes: Uint8Array): void => {};
  const { read } = log;
  log.read = () =>
    new Promise((resolve) => {
      answer = resolve;
    });
  const elsewhere = { path: "/b", id: "elsewhere", offline: null, logs: [future], sizeBytes: 0 };
  const logs = {
    futureOf: () => future,
    directoryOf: (one: PartitionLog) => (one === future ? elsewhere : broker.logs.directories[0]!),
    replaceByFuture: async () => {},
  } as Partial<LogManager> as LogManager;
  const mover = new ReplicaMover({
    ports: broker.ports,
    logs,
    maxBytesPerSecond: () => Number.MAX_VALUE,
    room: () => undefined,
    written() {},
    moving() {},
    assigned: () => undefined,
    diskFailed() {},
    crashed(error) {
      throw error;
    },
  });
  mover.resume(partition);
  await broker.world.run(10);
  partition.truncateTo(1, null);
  for (const value of ["d", "e"]) partition.appendAsLeader(batch([value]), 1, null);
  log.read = read;
  answer(stale);
  await broker.world.run(1000);
  expect(partition.log).toBe(future);
  const bytes = await future.read(0, 3, 1_000_000, true);
  const decoder = new TextDecoder();
  expect(Array.from(allRecords(bytes), ({ value }) => decoder.decode(value!))).toEqual(["a", "d", "e"]);
});
