// Exporting and importing between whole clusters of the virtual world.
import { expect, test } from "vitest";
import { toLong, toNumber } from "../base/long.ts";
import { Channel } from "../net/channel.ts";
import { ErrorCode } from "../protocol/errors.ts";
import { Produce } from "../protocol/schemas/00-produce.ts";
import { Fetch } from "../protocol/schemas/01-fetch.ts";
import { CreateTopics } from "../protocol/schemas/19-create-topics.ts";
import { BatchBuilder } from "../records/builder.ts";
import { allRecords } from "../records/record.ts";
import { type SimCluster, startCluster } from "../sim/start-cluster.ts";
import { untilSettled } from "../sim/until-settled.ts";
import { createWorld } from "../sim/world.ts";
import { ArchiveError } from "./archive-error.ts";
import { type ExportRequest, exportArchive } from "./export-archive.ts";
import { type Archive, type ImportHost, type ImportOutcome, importArchive } from "./import-archive.ts";
import { textFile } from "./pack.ts";
import { StoreWriter } from "./store-writer.ts";
import { readTar } from "./tar-reader.ts";
import { writeTar } from "./tar-writer.ts";
import { worldHost } from "./testing/world-host.ts";
import { unpack } from "./unpack.ts";

interface Place {
  readonly cluster: SimCluster;
  readonly host: ImportHost;
  wait<T>(work: Promise<T>): Promise<T>;
}

async function place(
  options: { seed?: number; clusterId?: string; brokers?: number; logDirs?: string } = {},
) {
  const { seed = 3, brokers = 3 } = options;
  const world = createWorld({ seed, drain: () => new Promise((done) => setImmediate(done)) });
  const cluster = await startCluster(world, {
    brokers,
    ...(options.clusterId === undefined ? {} : { clusterId: options.clusterId }),
    ...(options.logDirs === undefined ? {} : { properties: { "log.dirs": options.logDirs } }),
  });
  const host: ImportHost = {
    ...worldHost(world, cluster),
    async replaceWorkspace({ nodes }, archive, onProgress) {
      await cluster.stopAll();
      const writers = new Map<string, StoreWriter>();
      for (const { id, prefix } of nodes) {
        world.wipeDisk(`${id}`);
        writers.set(prefix, new StoreWriter(world.store(`${id}`)));
      }
      await unpack(
        archive.open(),
        (name) => {
          const found = [...writers].find(([prefix]) => name.startsWith(prefix));
          return found === undefined ? [] : [{ writer: found[1], name: name.slice(found[0].length) }];
        },
        onProgress,
      );
      for (const writer of writers.values()) await writer.commit();
      await cluster.startAll();
    },
  };
  const wait = <T>(work: Promise<T>): Promise<T> => untilSettled(world, work, 300_000);
  return { cluster, host, wait } satisfies Place;
}

const leaderPort = ({ cluster }: Place, topic: string, partition: number): number => {
  const found = cluster.controller()!.topics.find(({ name }) => name === topic)!.partitions[partition]!;
  return 9091 + found.leader;
};

async function createTopic({ cluster, wait }: Place, name: string, partitions = 2): Promise<void> {
  const channel = await wait(Channel.open(cluster.world.ports("client"), "localhost", 9092, "test"));
  const { body } = await wait(
    channel.request(
      CreateTopics,
      7,
      {
        topics: [
          {
            name,
            numPartitions: partitions,
            replicationFactor: 2,
            assignments: [],
            configs: [{ name: "segment.bytes", value: "1048576" }],
          },
        ],
        timeoutMs: 10_000,
        validateOnly: false,
      },
      30_000,
    ),
  );
  expect(body.topics[0]!.errorMessage).toBe(null);
  channel.close();
  await cluster.world.run(1000);
}

async function produce(
  at: Place,
  topic: string,
  partition: number,
  values: readonly string[],
): Promise<number> {
  const { cluster, wait } = at;
  const builder = new BatchBuilder();
  for (const value of values) builder.append(cluster.world.wallMs(), null, Buffer.from(value));
  const port = leaderPort(at, topic, partition);
  const channel = await wait(Channel.open(cluster.world.ports("client"), "localhost", port, "test"));
  const topicData = [
    { name: topic, partitionData: [{ index: partition, records: builder.build().slice() }] },
  ];
  const { body } = await wait(
    channel.request(Produce, 9, { transactionalId: null, acks: -1, timeoutMs: 30_000, topicData }, 30_000),
  );
  channel.close();
  const [answer] = body.responses[0]!.partitionResponses;
  expect(answer!.errorCode).toBe(ErrorCode.NONE);
  return toNumber(answer!.baseOffset);
}

async function consume(at: Place, topic: string, partition: number): Promise<string[]> {
  const { cluster, wait } = at;
  const found = cluster.controller()!.topics.find(({ name }) => name === topic)!;
  const port = leaderPort(at, topic, partition);
  const channel = await wait(Channel.open(cluster.world.ports("client"), "localhost", port, "test"));
  const values: string[] = [];
  for (;;) {
    const { body } = await wait(
      channel.request(
        Fetch,
        13,
        {
          maxWaitMs: 0,
          minBytes: 0,
          topics: [
            {
              topicId: found.topicId,
              partitions: [{ partition, fetchOffset: toLong(values.length), partitionMaxBytes: 1e6 }],
            },
          ],
        },
        30_000,
      ),
    );
    const row = body.responses[0]!.partitions[0]!;
    expect(row.errorCode).toBe(ErrorCode.NONE);
    const before = values.length;
    for (const { value } of allRecords(row.records ?? new Uint8Array(0)))
      values.push(Buffer.from(value!).toString());
    if (values.length === before) break;
  }
  channel.close();
  return values;
}

async function exported(at: Place, request: ExportRequest): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  await at.wait(exportArchive(at.host, request, (bytes) => void pieces.push(bytes.slice())));
  return Buffer.concat(pieces);
}

const archiveOf = (bytes: Uint8Array): Archive => ({ sizeBytes: bytes.length, open: () => [bytes] });
const imported = (at: Place, bytes: Uint8Array): Promise<ImportOutcome> =>
  at.wait(importArchive(at.host, archiveOf(bytes)));

async function filesIn(bytes: Uint8Array): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  for await (const entry of readTar([bytes])) {
    const content: Uint8Array[] = [];
    for await (const piece of entry.content()) content.push(piece.slice());
    files.set(entry.name, Buffer.concat(content));
  }
  return files;
}

const settled = (at: Place): Promise<void> =>
  at.cluster.world.runUntil(
    () =>
      at.cluster.snapshot().nodes.every(({ status }) => status === "running") &&
      at.cluster
        .controller()!
        .topics.every(({ partitions }) =>
          partitions.every(({ leader, isr, replicas }) => leader >= 0 && isr.length === replicas.length),
        ),
    120_000,
  );

const VALUES = Array.from({ length: 50 }, (_, i) => `record ${i}`);

async function filled(options: Parameters<typeof place>[0] = {}): Promise<Place> {
  const at = await place(options);
  await createTopic(at, "orders");
  for (const value of VALUES) await produce(at, "orders", 1, [value]);
  return at;
}

test("a workspace goes into an archive and comes back, with what was written since gone", async () => {
  const at = await filled();
  const archive = await exported(at, { kind: "workspace" });
  const names = [...(await filesIn(archive)).keys()];
  expect(names[0]).toBe("samsa.properties");
  for (const node of ["broker-1", "broker-2", "broker-3", "controller-3001"]) {
    expect(names).toContain(`${node}/meta.properties`);
    expect(names).toContain(`${node}/.kafka_cleanshutdown`);
  }
  await settled(at);
  expect(at.cluster.snapshot().nodes.every(({ status }) => status === "running")).toBe(true);
  await produce(at, "orders", 1, ["afterwards"]);
  expect(await consume(at, "orders", 1)).toEqual([...VALUES, "afterwards"]);
  expect(await imported(at, archive)).toEqual({ kind: "workspace" });
  await settled(at);
  expect(await consume(at, "orders", 1)).toEqual(VALUES);
  expect(await produce(at, "orders", 1, ["next"])).toBe(VALUES.length);
});

test("a workspace with other nodes is refused", async () => {
  const archive = await exported(await filled(), { kind: "workspace" });
  const other = await place({ brokers: 1 });
  await expect(imported(other, archive)).rejects.toMatchObject({ kind: "other-nodes" });
});

test("a broker's log directory comes back to the broker; a controller's alone does not", async () => {
  const at = await filled();
  const leader = at.cluster.controller()!.topics[0]!.partitions[1]!.leader;
  const archive = await exported(at, { kind: "node", node: leader });
  await settled(at);
  await at.cluster.do({ kind: "kill", node: leader });
  await at.cluster.do({ kind: "wipeDisk", node: leader });
  expect(await imported(at, archive)).toEqual({ kind: "node", node: leader });
  await at.cluster.do({ kind: "start", node: leader });
  await settled(at);
  expect(await consume(at, "orders", 1)).toEqual(VALUES);
  const controller = await exported(at, { kind: "node", node: 3001 });
  await expect(imported(at, controller)).rejects.toMatchObject({ kind: "other-nodes" });
});

test("brokers with several log directories: exported and imported as others, and one directory alone is refused", async () => {
  const logDirs = "/data/1,/data/2";
  const at = await filled({ logDirs });
  const { partitions } = at.cluster.controller()!.topics[0]!;
  const { leader } = partitions[1]!;
  const workspace = await exported(at, { kind: "workspace" });
  await settled(at);
  const node = await exported(at, { kind: "node", node: leader });
  await settled(at);
  const topic = await exported(at, { kind: "topic", topic: "orders" });
  expect([...(await filesIn(topic)).keys()]).toContain("orders-1/00000000000000000000.log");
  await at.cluster.do({ kind: "kill", node: leader });
  await at.cluster.do({ kind: "wipeDisk", node: leader });
  const half = [...(await filesIn(node))].filter(([name]) => !name.includes("/data/2/"));
  const sources = half.map(([name, content]) => {
    return { name, sizeBytes: content.length, content: () => [content] };
  });
  const pieces: Uint8Array[] = [];
  for await (const bytes of writeTar(sources, 0)) pieces.push(bytes.slice());
  await expect(imported(at, Buffer.concat(pieces))).rejects.toMatchObject({ kind: "other-nodes" });
  expect(await imported(at, node)).toEqual({ kind: "node", node: leader });
  await at.cluster.do({ kind: "start", node: leader });
  await settled(at);
  expect(await consume(at, "orders", 1)).toEqual(VALUES);
  await produce(at, "orders", 1, ["afterwards"]);
  expect(await imported(at, workspace)).toEqual({ kind: "workspace" });
  await settled(at);
  expect(await consume(at, "orders", 1)).toEqual(VALUES);
  // Another cluster's topic comes into whichever directory its broker has chosen.
  const other = await place({ clusterId: "samsa-other-cluster-AA", logDirs, seed: 5 });
  expect(await imported(other, topic)).toEqual({ kind: "topics", topics: ["orders"] });
  await settled(other);
  expect(await consume(other, "orders", 1)).toEqual(VALUES);
  expect(await produce(other, "orders", 1, ["next"])).toBe(VALUES.length);
});

test("a topic is taken from the living cluster, and comes to another one with its id, its configs and its bytes", async () => {
  const at = await filled();
  const before = at.cluster.controller()!.topics.find(({ name }) => name === "orders")!;
  const archive = await exported(at, { kind: "topic", topic: "orders" });
  expect(at.cluster.snapshot().nodes.every(({ status }) => status === "running")).toBe(true);
  const other = await place({ seed: 9, clusterId: "another-cluster-AAAAAA" });
  await createTopic(other, "bystander");
  await produce(other, "bystander", 0, ["I was here"]);
  expect(await imported(other, archive)).toEqual({ kind: "topics", topics: ["orders"] });
  await settled(other);
  const after = other.cluster.controller()!.topics.find(({ name }) => name === "orders")!;
  expect(after.topicId).toBe(before.topicId);
  expect(after.configs).toEqual(before.configs);
  expect(after.partitions.every(({ leaderEpoch }) => leaderEpoch > 0)).toBe(true);
  expect(await consume(other, "orders", 1)).toEqual(VALUES);
  expect(await consume(other, "bystander", 0)).toEqual(["I was here"]);
  const again = await filesIn(await exported(other, { kind: "topic", topic: "orders" }));
  const log = "orders-1/00000000000000000000.log";
  expect(again.get(log)).toEqual((await filesIn(archive)).get(log));
  expect(await produce(other, "orders", 1, ["next"])).toBe(VALUES.length);
  expect(await consume(other, "orders", 1)).toEqual([...VALUES, "next"]);
  await expect(imported(other, archive)).rejects.toMatchObject({ kind: "topic-exists", detail: "orders" });
});

test("the log directory of another cluster's broker gives its topics", async () => {
  const at = await filled();
  const leader = at.cluster.controller()!.topics[0]!.partitions[1]!.leader;
  const archive = await exported(at, { kind: "node", node: leader });
  const other = await place({ seed: 9, clusterId: "another-cluster-AAAAAA", brokers: 1 });
  expect(await imported(other, archive)).toEqual({ kind: "topics", topics: ["orders"] });
  await settled(other);
  expect(await consume(other, "orders", 1)).toEqual(VALUES);
});

test("what is damaged changes nothing", async () => {
  const archive = await exported(await filled(), { kind: "topic", topic: "orders" });
  const other = await place({ seed: 9, clusterId: "another-cluster-AAAAAA" });
  const broken = archive.slice(0, archive.length - 3000);
  await expect(imported(other, broken)).rejects.toBeInstanceOf(ArchiveError);
  const files = await filesIn(archive);
  const garbage = await tarOf(
    new Map([...files, ["orders-0/00000000000000000000.log", Buffer.alloc(500, 7)]]),
  );
  await expect(imported(other, garbage)).rejects.toMatchObject({ kind: "bad-log" });
  const empty = await tarOf(new Map([["readme.txt", Buffer.from("hello")]]));
  await expect(imported(other, empty)).rejects.toMatchObject({ kind: "no-logs" });
  expect(other.cluster.controller()!.topics).toEqual([]);
  expect(other.cluster.snapshot().nodes.every(({ status }) => status === "running")).toBe(true);
});

test("a disk that is full while files are taken over leaves nothing behind", async () => {
  const archive = await exported(await filled(), { kind: "topic", topic: "orders" });
  const other = await place({ seed: 9, clusterId: "another-cluster-AAAAAA" });
  const { openStore } = other.host;
  const host: ImportHost = {
    ...other.host,
    async openStore(node) {
      const opened = await openStore(node);
      const store = {
        ...opened.store,
        async commit(ops: Parameters<typeof opened.store.commit>[0]) {
          if (ops.some(({ kind }) => kind === "write")) throw new Error("no room");
          return opened.store.commit(ops);
        },
      };
      return { ...opened, store };
    },
  };
  await expect(other.wait(importArchive(host, archiveOf(archive)))).rejects.toThrow("no room");
  await other.cluster.world.run(90_000);
  expect(other.cluster.controller()!.topics).toEqual([]);
  for (const id of [1, 2, 3]) {
    const names = (await other.cluster.world.store(`${id}`).load()).map(({ name }) => name);
    expect(names.filter((name) => /^orders-\d+\//.test(name))).toEqual([]);
  }
});

async function tarOf(files: ReadonlyMap<string, Buffer>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  const sources = Array.from(files, ([name, content]) => ({
    ...textFile(name, ""),
    sizeBytes: content.length,
    content: () => [content],
  }));
  for await (const bytes of writeTar(sources, 0)) pieces.push(bytes);
  return Buffer.concat(pieces);
}
