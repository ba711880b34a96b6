// Disks slower than the writers: the brokers' memory stays bounded, because producers and followers wait.
import { expect, test } from "vitest";
import { Channel } from "../net/channel.ts";
import { Produce } from "../protocol/schemas/00-produce.ts";
import { CreateTopics } from "../protocol/schemas/19-create-topics.ts";
import { BatchBuilder } from "../records/builder.ts";
import { startCluster } from "./start-cluster.ts";
import { untilSettled } from "./until-settled.ts";
import { createWorld } from "./world.ts";

const BOUND_BYTES = 256 * 1024;
const BATCH_BYTES = 32 * 1024;
const BATCHES = 64;
const CONNECTIONS = 8;

test("a slow disk has producers and followers wait; what is dirty stays near its bound; nothing is lost", async () => {
  const world = createWorld({ seed: 5, drain: () => new Promise((done) => setImmediate(done)) });
  const cluster = await startCluster(world, {
    brokers: 2,
    properties: {
      "samsa.page.cache.dirty.bytes": `${BOUND_BYTES}`,
      "replica.fetch.max.bytes": `${BATCH_BYTES}`,
    },
  });
  const wait = <T>(promise: Promise<T>): Promise<T> => untilSettled(world, promise, 600_000);
  const connect = (): Promise<Channel> =>
    wait(Channel.open(world.ports("client"), "localhost", 9092, "test"));
  const admin = await connect();
  const created = await wait(
    admin.request(
      CreateTopics,
      7,
      {
        topics: [
          {
            name: "t",
            numPartitions: -1,
            replicationFactor: -1,
            assignments: [{ partitionIndex: 0, brokerIds: [1, 2] }],
            configs: [],
          },
        ],
        timeoutMs: 10_000,
        validateOnly: false,
      },
      30_000,
    ),
  );
  expect(created.body.topics[0]).toMatchObject({ errorCode: 0 });
  await world.run(3000);
  for (const node of [1, 2]) await cluster.do({ kind: "slowDisk", node, delayMs: 2000 });
  const builder = new BatchBuilder();
  builder.append(world.wallMs(), null, new Uint8Array(BATCH_BYTES));
  const records = builder.build().slice();
  let answered = 0;
  let mostDirty = 0;
  let mostWaiting = 0;
  const sendAll = async (): Promise<void> => {
    const channel = await Channel.open(world.ports("client"), "localhost", 9092, "test");
    for (let i = 0; i < BATCHES / CONNECTIONS; i++) {
      const { body } = await channel.request(
        Produce,
        9,
        {
          transactionalId: null,
          acks: 1,
          timeoutMs: 30_000,
          topicData: [{ name: "t", partitionData: [{ index: 0, records: records.slice() }] }],
        },
        600_000,
      );
      expect(body.responses[0]!.partitionResponses[0]!.errorCode).toBe(0);
      answered++;
    }
  };
  const sending = Promise.all(Array.from({ length: CONNECTIONS }, sendAll));
  let failed = false;
  sending.catch(() => {
    failed = true;
  });
  await world.runUntil(() => {
    for (const id of [1, 2]) {
      const cache = cluster.broker(id)!.pageCache;
      mostDirty = Math.max(mostDirty, cache.dirtyBytes);
      mostWaiting = Math.max(mostWaiting, cache.waitingWrites);
    }
    return failed || answered === BATCHES;
  }, 600_000);
  await sending;
  expect(mostWaiting).toBeGreaterThan(1);
  expect(mostDirty).toBeLessThan(BOUND_BYTES + 2 * BATCH_BYTES);
  for (const node of [1, 2]) await cluster.do({ kind: "slowDisk", node, delayMs: 0 });
  const flushed = (id: number): number =>
    cluster.broker(id)!.replicas.find(({ topic }) => topic === "t")!.flushedOffset;
  await world.runUntil(() => flushed(1) === BATCHES && flushed(2) === BATCHES, 60_000);
  for (const id of [1, 2]) {
    expect(cluster.broker(id)!.pageCache).toMatchObject({ dirtyBoundBytes: BOUND_BYTES, waitingWrites: 0 });
  }
});
