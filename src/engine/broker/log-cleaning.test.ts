// Compaction as a person sees it: a whole cluster in virtual time, a compacted topic, and the cleaner that is asked to run.
import { setImmediate } from "node:timers";
import { expect, test } from "vitest";
import type { ReplicaSnapshot } from "../inspect/snapshot.ts";
import type { ApiSchema, RequestInput, ResponseOf } from "../protocol/schema.ts";
import { Produce } from "../protocol/schemas/00-produce.ts";
import { Fetch } from "../protocol/schemas/01-fetch.ts";
import { CreateTopics } from "../protocol/schemas/19-create-topics.ts";
import { IncrementalAlterConfigs } from "../protocol/schemas/44-incremental-alter-configs.ts";
import { batchHeaders } from "../records/batch.ts";
import { BatchBuilder } from "../records/builder.ts";
import { allRecords } from "../records/record.ts";
import { type SimCluster, startCluster } from "../sim/start-cluster.ts";
import { untilSettled } from "../sim/until-settled.ts";
import { createWorld, type World } from "../sim/world.ts";
import { askOnce } from "./testing/asked-cluster.ts";

const COMPACT = {
  "cleanup.policy": "compact",
  "segment.ms": "1000",
  "min.cleanable.dirty.ratio": "0.01",
  "delete.retention.ms": "60000",
};
const TOPIC = 2;

class Lab {
  private constructor(
    readonly world: World,
    readonly cluster: SimCluster,
  ) {}

  static async create(configs: Record<string, string>): Promise<Lab> {
    const world = createWorld({ seed: 1, drain: () => new Promise((done) => setImmediate(done)) });
    const properties = { "log.cleaner.backoff.ms": "600000" };
    const lab = new Lab(world, await startCluster(world, { brokers: 2, controllers: 1, properties }));
    const topic = {
      name: "t",
      numPartitions: -1,
      replicationFactor: -1,
      assignments: [{ partitionIndex: 0, brokerIds: [1, 2] }],
      configs: Object.entries(configs).map(([name, value]) => ({ name, value })),
    };
    const { topics } = await lab.ask(1, CreateTopics, 7, { topics: [topic], timeoutMs: 5000 });
    expect(topics[0]!.errorCode).toBe(0);
    await world.runUntil(() => [1, 2].every((id) => lab.cluster.broker(id)!.replicas.length === 1), 10_000);
    return lab;
  }

  ask<A extends ApiSchema>(
    broker: number,
    api: A,
    version: number,
    body: RequestInput<A>,
  ): Promise<ResponseOf<A>> {
    return untilSettled(this.world, askOnce(this.world.ports("client"), broker, api, version, body), 60_000);
  }

  /** One batch; the error code. */
  async produce(records: readonly (readonly [string | null, string | null])[]): Promise<number> {
    const encoder = new TextEncoder();
    const builder = new BatchBuilder();
    const bytes = (text: string | null) => (text === null ? null : encoder.encode(text));
    for (const [key, value] of records) builder.append(this.world.wallMs(), bytes(key), bytes(value));
    const partitionData = [{ index: 0, records: builder.build() }];
    const body = { acks: -1, timeoutMs: 20_000, topicData: [{ name: "t", partitionData }] };
    const { responses } = await this.ask(1, Produce, 12, body);
    return responses[0]!.partitionResponses[0]!.errorCode;
  }

  /** Offset, key and value of all that a consumer of `broker` reads from the begin. */
  async read(broker: number): Promise<string[]> {
    const decoder = new TextDecoder();
    const read: string[] = [];
    for (let offset = 0n; ; ) {
      const partitions = [{ partition: 0, fetchOffset: offset, partitionMaxBytes: 1_000_000 }];
      const body = { maxWaitMs: 0, minBytes: 1, topics: [{ topic: "t", partitions }] };
      const row = (await this.ask(broker, Fetch, 12, body)).responses[0]!.partitions[0]!;
      const bytes = row.records ?? new Uint8Array(0);
      for (const { offset: at, key, value } of allRecords(bytes)) {
        read.push(`${at} ${decoder.decode(key!)}=${value === null ? "null" : decoder.decode(value)}`);
      }
      // A batch may be empty; the next read begins behind it.
      const last = [...batchHeaders(bytes)].at(-1);
      if (last === undefined) return read;
      offset = BigInt(last.lastOffset + 1);
    }
  }

  replica(broker: number): ReplicaSnapshot {
    return this.cluster.broker(broker)!.replicas[0]!;
  }

  told(source: number, kind: string): number {
    return this.world.events.filter((event) => event.source === `${source}` && event.event.kind === kind)
      .length;
  }

  async clean(broker: number): Promise<void> {
    const before = this.told(broker, "cleaner-idle");
    await this.cluster.do({ kind: "runCleaner", node: broker });
    await this.world.runUntil(() => this.told(broker, "cleaner-idle") > before, 10_000);
  }
}

test("the cleaner of a broker runs when it is asked to; what it leaves is read across gaps and survives a power cut", async () => {
  const lab = await Lab.create(COMPACT);
  await lab.produce([
    ["a", "1"],
    ["b", "1"],
  ]);
  await lab.produce([
    ["a", "2"],
    ["c", "1"],
  ]);
  await lab.world.run(2000);
  await lab.produce([["c", null]]);
  await lab.world.run(2000);
  await lab.produce([["d", "1"]]);
  expect(lab.replica(1).cleaner).toMatchObject({
    state: "idle",
    firstDirtyOffset: 0,
    firstUncleanableOffset: 5,
    dirtyRatio: 1,
    minCleanableDirtyRatio: 0.01,
  });
  await lab.clean(1);
  const left = ["1 b=1", "2 a=2", "4 c=null", "5 d=1"];
  expect(await lab.read(1)).toEqual(left);
  expect(lab.replica(1).cleaner).toMatchObject({ firstDirtyOffset: 5, dirtyBytes: 0 });
  expect(lab.told(1, "cleaner-finished")).toBe(1);
  // Each replica is cleaned by its own broker, when it likes.
  expect(lab.told(2, "cleaner-started")).toBe(0);
  expect(lab.replica(2).segments.length).toBeGreaterThan(lab.replica(1).segments.length);

  await lab.cluster.do({ kind: "kill", node: 1 });
  await lab.cluster.do({ kind: "start", node: 1 });
  await lab.world.runUntil(() => lab.replica(2).isr.length === 2 && lab.replica(2).role === "leader", 60_000);
  expect(lab.replica(1).cleaner).toMatchObject({ firstDirtyOffset: 5 });
  await lab.clean(2);
  expect(await lab.read(2)).toEqual(left);
});

test("a record without key is refused; a changed policy counts at once", async () => {
  const lab = await Lab.create(COMPACT);
  expect(await lab.produce([[null, "1"]])).toBe(87);
  const alter = async (value: string): Promise<void> => {
    const configs = [{ name: "cleanup.policy", configOperation: 0, value }];
    const resources = [{ resourceType: TOPIC, resourceName: "t", configs }];
    await lab.ask(1, IncrementalAlterConfigs, 1, { resources, validateOnly: false });
    await lab.world.run(500);
  };
  await alter("delete");
  expect(await lab.produce([[null, "1"]])).toBe(0);
  expect(lab.replica(1).cleaner).toBe(null);
  await alter("compact");
  await lab.world.run(2000);
  expect(await lab.produce([["a", "1"]])).toBe(0);
  await lab.clean(1);
  // What has no key is of no use any more.
  expect(await lab.read(1)).toEqual(["1 a=1"]);
});

test("retention runs when it is asked to, after a jump of the wall clock; of compacted logs the cleaner does it", async () => {
  const lab = await Lab.create({ ...COMPACT, "cleanup.policy": "compact,delete", "retention.ms": "3600000" });
  await lab.produce([["a", "1"]]);
  await lab.world.run(2000);
  await lab.produce([["b", "1"]]);
  lab.world.jump(2 * 3_600_000);
  await lab.cluster.do({ kind: "runRetention", node: 1 });
  await lab.world.run(1000);
  expect(lab.replica(1).logStartOffset).toBe(0);
  await lab.clean(1);
  expect(lab.replica(1).logStartOffset).toBe(2);
});
