// Brokers with two log directories (KIP-112, KIP-858), one of which fails: its partitions find other leaders, what was
// acknowledged by all is kept, and the broker goes on with the other.
import { expect, test } from "vitest";
import type { PartitionSnapshot, ReplicaSnapshot } from "../inspect/snapshot.ts";
import { Produce } from "../protocol/schemas/00-produce.ts";
import { Fetch } from "../protocol/schemas/01-fetch.ts";
import { CreateTopics } from "../protocol/schemas/19-create-topics.ts";
import { DescribeLogDirs } from "../protocol/schemas/35-describe-log-dirs.ts";
import { allRecords } from "../records/record.ts";
import { askedCluster } from "./testing/asked-cluster.ts";
import { batch } from "./testing/test-broker.ts";

const PROPERTIES = { "log.dirs": "/data/1,/data/2", "min.insync.replicas": "2" };
const STORAGE_ERROR = 56;

async function lab(partitions = 4) {
  const { ask, world, cluster } = await askedCluster({ brokers: 3, properties: PROPERTIES });
  const assignments = Array.from({ length: partitions }, (_, partitionIndex) => ({
    partitionIndex,
    brokerIds: [1, 2, 3],
  }));
  const topic = { name: "t", numPartitions: -1, replicationFactor: -1, assignments };
  await ask(3, CreateTopics, 7, { topics: [topic], timeoutMs: 1000 });
  await world.run(3000);
  const known = (): readonly PartitionSnapshot[] =>
    cluster.controller()!.topics.find(({ name }) => name === "t")!.partitions;
  return {
    ask,
    world,
    cluster,
    known,
    fencings: (broker: number) =>
      world.events.flatMap(({ event }) =>
        event.kind === "broker-fenced" && event.broker === broker ? [event.reason] : [],
      ),
    leaders: () => known().map(({ leader }) => leader),
    replica: (broker: number, index: number): ReplicaSnapshot =>
      cluster
        .broker(broker)!
        .replicas.find(({ topic: name, partition }) => name === "t" && partition === index)!,
    async produce(broker: number, index: number, value: string): Promise<number> {
      const topicData = [{ name: "t", partitionData: [{ index, records: batch([value], world.wallMs()) }] }];
      const answer = await ask(broker, Produce, 12, { acks: -1, timeoutMs: 20_000, topicData });
      return answer.responses[0]!.partitionResponses[0]!.errorCode;
    },
    async read(broker: number, index: number): Promise<string[]> {
      const topics = [
        { topic: "t", partitions: [{ partition: index, fetchOffset: 0n, partitionMaxBytes: 1e6 }] },
      ];
      const answer = await ask(broker, Fetch, 12, { maxWaitMs: 0, minBytes: 1, topics });
      const { records } = answer.responses[0]!.partitions[0]!;
      return [...allRecords(records!)].map(({ value }) => new TextDecoder().decode(value!));
    },
    /** By its path, the partitions in it; a number where it is offline. */
    async described(broker: number): Promise<Record<string, number[] | number>> {
      const { results } = await ask(broker, DescribeLogDirs, 5, { topics: null });
      return Object.fromEntries(
        results.map(({ logDir, errorCode, topics }) => {
          const indexes = topics.flatMap(({ partitions: rows }) => rows.map((row) => row.partitionIndex));
          return [logDir, errorCode === 0 ? indexes.sort() : errorCode];
        }),
      );
    },
  };
}

test("replicas are spread over the directories, and the controller knows where each is", async () => {
  const it = await lab();
  expect(await it.described(1)).toEqual({ "/data/1": [0, 2], "/data/2": [1, 3] });
  const asked = it.world.events.filter(
    ({ event }) => event.kind === "request-received" && event.api === "AssignReplicasToDirs",
  );
  expect(asked.length).toBeGreaterThanOrEqual(3);
  expect(it.cluster.broker(1)!.logDirs.map(({ path, offline }) => [path, offline])).toEqual([
    ["/data/1", null],
    ["/data/2", null],
  ]);
  // Told once, the controller is not told again.
  await it.world.run(10_000);
  const later = it.world.events.filter(
    ({ event }) => event.kind === "request-received" && event.api === "AssignReplicasToDirs",
  );
  expect(later.length).toBe(asked.length);
});

test("a directory fails amid acks=all: other brokers lead its partitions, nothing is lost, the rest goes on", async () => {
  const it = await lab();
  expect(it.leaders()).toEqual([1, 1, 1, 1]);
  const acknowledged = new Map<number, string[]>([0, 1, 2, 3].map((index) => [index, []]));
  let number = 0;
  const round = async (): Promise<number[]> => {
    const codes: number[] = [];
    for (const index of acknowledged.keys()) {
      const value = `${++number}`;
      const code = await it.produce(it.leaders()[index]!, index, value);
      if (code === 0) acknowledged.get(index)!.push(value);
      codes.push(code);
    }
    return codes;
  };
  expect(await round()).toEqual([0, 0, 0, 0]);
  await it.cluster.do({ kind: "failLogDir", node: 1, dir: "/data/2", failed: true });
  await round();
  await it.world.runUntil(() => it.leaders()[1] !== 1 && it.leaders()[3] !== 1, 10_000);
  expect([it.leaders()[0], it.leaders()[2]]).toEqual([1, 1]);
  expect(it.known().map(({ isr }) => isr.includes(1))).toEqual([true, false, true, false]);
  expect(await round()).toEqual([0, 0, 0, 0]);
  expect(await it.produce(1, 1, "refused")).toBe(STORAGE_ERROR);
  expect(it.replica(1, 1).role).toBe("offline");
  expect(await it.described(1)).toEqual({ "/data/1": [0, 2], "/data/2": STORAGE_ERROR });
  const shown = it.cluster.broker(1)!;
  expect([shown.offlineLogDir, shown.fenced]).toEqual([null, false]);
  expect(shown.logDirs[1]!.offline).toContain("/data/2");
  for (const [index, values] of acknowledged) {
    const found = await it.read(it.leaders()[index]!, index);
    expect(found).toEqual(expect.arrayContaining(values));
    expect(found.filter((value) => values.includes(value))).toEqual(values);
  }
  // A new topic goes into the directory that works.
  const assignments = [{ partitionIndex: 0, brokerIds: [1] }];
  const other = { name: "other", numPartitions: -1, replicationFactor: -1, assignments };
  await it.ask(3, CreateTopics, 7, { topics: [other], timeoutMs: 1000 });
  expect((await it.described(1))["/data/1"]).toEqual([0, 0, 2]);
  // Started again while it is still broken, the broker leaves the lost replicas alone.
  await it.cluster.do({ kind: "kill", node: 1 });
  await it.cluster.do({ kind: "start", node: 1 });
  await it.world.run(15_000);
  expect(it.cluster.broker(1)!.fenced).toBe(false);
  expect(await it.produce(1, 1, "refused")).toBe(STORAGE_ERROR);
  expect((await it.described(1))["/data/2"]).toBe(STORAGE_ERROR);
  expect(await round()).toEqual([0, 0, 0, 0]);
  // Healed, they come back and catch up.
  await it.cluster.do({ kind: "failLogDir", node: 1, dir: "/data/2", failed: false });
  await it.cluster.do({ kind: "restart", node: 1 });
  await it.world.runUntil(() => it.known().every(({ isr }) => isr.length === 3), 60_000);
  expect(await it.described(1)).toMatchObject({ "/data/2": [1, 3] });
  expect(await round()).toEqual([0, 0, 0, 0]);
});

test("without the directory of the metadata log nothing of the broker works", async () => {
  const it = await lab();
  await it.cluster.do({ kind: "failLogDir", node: 1, dir: "/data/1", failed: true });
  await it.produce(1, 0, "a");
  await it.world.runUntil(() => it.leaders().every((leader) => leader !== 1), 15_000);
  expect(it.cluster.broker(1)!.offlineLogDir).toContain("/data/1");
  await it.world.runUntil(() => it.cluster.broker(1)!.fenced, 5000);
  expect(it.fencings(1)).toEqual(["start", "log-dir"]);
  expect(await it.produce(2, 0, "b")).toBe(0);
  expect(await it.produce(1, 1, "c")).toBe(STORAGE_ERROR);
});
