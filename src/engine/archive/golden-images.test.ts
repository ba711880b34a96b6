// Log directories that Apache Kafka's own brokers left, stopped in order or not: imported into a cluster of ours.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { createMemoryStore } from "../disk/memory-store.ts";
import { mountDisk } from "../disk/page-cache.ts";
import { parseOffsetCheckpoint } from "../log/checkpoint-file.ts";
import { openLogManager } from "../log/log-manager.ts";
import { parsePartitionMetadata } from "../log/partition-metadata.ts";
import { startCluster } from "../sim/start-cluster.ts";
import { untilSettled } from "../sim/until-settled.ts";
import { createWorld } from "../sim/world.ts";
import type { ImportHost } from "./import-archive.ts";
import { importArchive } from "./import-archive.ts";
import { isInternalTopic, partitionOf } from "./log-files.ts";
import { StoreWriter } from "./store-writer.ts";
import { readTar } from "./tar-reader.ts";
import { type TarSource, writeTar } from "./tar-writer.ts";
import { worldHost } from "./testing/world-host.ts";

const GOLDEN = new URL("../../../e2e/golden/storage/broker.tar.gz", import.meta.url);

interface RecordedFile {
  readonly path: string;
  readonly size: number;
  readonly gzip?: boolean;
}

/** The files of one recorded directory, whole again. */
async function image(name: string): Promise<Map<string, Buffer>> {
  const prefix = `broker/${name}/files/`;
  const stored = new Map<string, Buffer>();
  for await (const entry of readTar([gunzipSync(readFileSync(GOLDEN))])) {
    if (!entry.name.startsWith(prefix)) continue;
    const pieces: Uint8Array[] = [];
    for await (const bytes of entry.content()) pieces.push(bytes.slice());
    stored.set(entry.name.slice(prefix.length), Buffer.concat(pieces));
  }
  const manifest = JSON.parse(stored.get("manifest.json")!.toString()) as RecordedFile[];
  return new Map(
    manifest.map(({ path, size }) => {
      const plain = stored.get(path) ?? gunzipSync(stored.get(`${path}.gz`)!);
      const whole = Buffer.alloc(size);
      plain.copy(whole);
      return [path, whole];
    }),
  );
}

async function tarOf(files: ReadonlyMap<string, Buffer>): Promise<Uint8Array> {
  const sources = Array.from(files, ([name, content]): TarSource => {
    return { name: `./kafka-logs/${name}`, sizeBytes: content.length, content: () => [content] };
  });
  const pieces: Uint8Array[] = [];
  for await (const bytes of writeTar(sources, 0)) pieces.push(bytes.slice());
  return Buffer.concat(pieces);
}

test.each(["static/broker-clean", "static/broker-live", "dynamic/clean"])(
  "%s: its topics come with their ids and configs, their logs byte for byte",
  async (name) => {
    const files = await image(name);
    const world = createWorld({ seed: 4, drain: () => new Promise((done) => setImmediate(done)) });
    const cluster = await startCluster(world, { brokers: 1 });
    const host: ImportHost = {
      ...worldHost(world, cluster),
      replaceWorkspace: () => Promise.reject(new Error("no workspace")),
    };
    const tar = await tarOf(files);
    const importing = importArchive(host, { sizeBytes: tar.length, open: () => [tar] });
    const outcome = await untilSettled(world, importing, 300_000);
    const { topics } = outcome as { readonly topics: readonly string[] };
    await world.run(20_000);

    const partitions = new Map<string, string>();
    for (const path of files.keys()) {
      const directory = path.split("/").at(-2) ?? "";
      const partition = partitionOf(directory);
      if (partition === null || isInternalTopic(partition.topic)) continue;
      partitions.set(directory, path.slice(0, path.lastIndexOf("/")));
    }
    expect(partitions.size).toBeGreaterThan(2);
    expect(new Set(topics)).toEqual(
      new Set(Array.from(partitions.keys(), (each) => partitionOf(each)!.topic)),
    );
    const store = world.store("1");
    const stored = new Map((await store.load()).map(({ name: file, sizeBytes }) => [file, sizeBytes]));
    for (const [directory, folder] of partitions) {
      const { topic, partition } = partitionOf(directory)!;
      const metadata = files.get(`${folder}/partition.metadata`)!.toString();
      const made = cluster.controller()!.topics.find((each) => each.name === topic)!;
      expect(made.topicId).toBe(parsePartitionMetadata(metadata, directory));
      const replica = cluster
        .broker(1)!
        .replicas.find((each) => each.topic === topic && each.partition === partition)!;
      expect(replica.role).toBe("leader");
      for (const [path, content] of files) {
        if (!path.startsWith(`${folder}/`) || !path.endsWith(".log")) continue;
        const own = `${directory}/${path.slice(folder.length + 1)}`;
        const size = stored.get(own);
        expect(size, own).toBeGreaterThanOrEqual(0);
        const bytes = size === 0 ? new Uint8Array(0) : await store.read(own, 0, size!);
        // A file that was preallocated ends in zeros, which recovery cuts off.
        expect(Buffer.compare(bytes, content.subarray(0, size)), own).toBe(0);
        expect(content.subarray(size).every((byte) => byte === 0)).toBe(true);
      }
      expect(made.configs["retention.ms"]).toBeDefined();
    }
    const compacted = cluster.controller()!.topics.find((each) => each.name === "compacted");
    if (compacted !== undefined) expect(compacted.configs["cleanup.policy"]).toBe("compact");
  },
);

test("dynamic/clean: a node with two log directories is opened whole", async () => {
  const files = await image("dynamic/clean");
  const store = createMemoryStore();
  const writer = new StoreWriter(store);
  for (const [name, content] of files) {
    writer.create(name);
    await writer.write(content);
    await writer.end();
  }
  await writer.commit();
  const world = createWorld({ seed: 4, drain: () => new Promise((done) => setImmediate(done)) });
  const disk = await mountDisk(store);
  const manager = await openLogManager({
    nodeId: 1,
    clusterId: "MkU3OEVBNTcwNTJENDM2Qk",
    ports: { ...world.ports("broker"), disk },
    logDirs: ["/dir1", "/dir2"],
  });
  expect(manager.directories.map(({ id, offline }) => [id, offline])).toEqual([
    ["Iix2HV9HQtO_Ikv2h-UL3A", null],
    ["qHZ0Xxx4ycVAEOa3FYoh0w", null],
  ]);
  expect(manager.recoveries.every(({ clean, cutBytes }) => clean && cutBytes === 0)).toBe(true);
  let logs = 0;
  for (const directory of manager.directories) {
    const checkpoint = `${directory.path.slice(1)}/replication-offset-checkpoint`;
    const entries = parseOffsetCheckpoint(files.get(checkpoint)!.toString(), checkpoint);
    for (const { topic, partition, offset } of entries) {
      const log = manager.get(topic, partition)!;
      expect(manager.directoryOf(log), `${topic}-${partition}`).toBe(directory);
      expect([log.logEndOffset, manager.checkpointedHighWatermark(topic, partition)]).toEqual([
        offset,
        offset,
      ]);
      logs++;
    }
  }
  expect(logs).toBeGreaterThan(6);
  expect(manager.directoryOf(manager.get("__cluster_metadata", 0)!).path).toBe("/dir1");
});
