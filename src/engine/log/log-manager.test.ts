// A node with several log directories: each is by itself, and what happens to one is nothing to the others.
import { expect, test } from "vitest";
import { utf8Decode, utf8Encode } from "../base/utf8.ts";
import { METADATA_TOPIC_ID } from "../base/uuid.ts";
import { createMemoryStore } from "../disk/memory-store.ts";
import { type Disk, DiskError } from "../ports/disk.ts";
import type { PartitionLog } from "./log.ts";
import { DEFAULT_LOG_CONFIG } from "./log-config.ts";
import { batchOf, type LogBench, openBench, TOPIC_ID, valuesOf } from "./testing/log-bench.ts";

const DIRS = ["/a", "/b"];

/** Commits that touch a prefix in `broken` fail, and all when so many have been done. */
async function lab(dirs: readonly string[] = DIRS) {
  const broken = new Set<string>();
  let commitsLeft = Number.POSITIVE_INFINITY;
  const bench = await openBench(
    {},
    createMemoryStore(),
    (inner) => ({
      ...inner,
      commit: async (ops) => {
        const names = ops.flatMap((op) => (op.kind === "rename" ? [op.from, op.to] : [op.name]));
        for (const prefix of broken) {
          if (names.some((name) => name.startsWith(prefix))) throw new DiskError("failed", "worn out");
        }
        if (commitsLeft-- <= 0) throw new DiskError("failed", "power cut");
        await inner.commit(ops);
      },
    }),
    dirs,
  );
  const create = (topic: string, partition = 0, directoryId: string | null = null): PartitionLog =>
    bench.manager.create(topic, partition, TOPIC_ID, DEFAULT_LOG_CONFIG, directoryId);
  const stopAfter = (commits: number): void => {
    commitsLeft = commits;
  };
  return { bench, broken, create, stopAfter };
}

const textOf = async (disk: Disk, name: string): Promise<string> =>
  utf8Decode(await disk.open(name).read(0, disk.open(name).sizeBytes));
const pathOf = ({ manager }: LogBench, log: PartitionLog): string => manager.directoryOf(log).path;
const values = async (log: PartitionLog): Promise<string[]> =>
  valuesOf(await log.read(log.logStartOffset, log.logEndOffset, 1_000_000, true));

test("a new log goes where there are the fewest, or where it is asked for; each directory keeps its own books", async () => {
  const { bench, create } = await lab();
  const { manager } = bench;
  manager.create("__cluster_metadata", 0, METADATA_TOPIC_ID, DEFAULT_LOG_CONFIG);
  const [a, b] = manager.directories.map(({ id }) => id!);
  expect(a).not.toBe(b);
  const logs = [create("t", 0), create("t", 1), create("t", 2), create("t", 3, a), create("t", 4, "other")];
  expect(logs.map((log) => pathOf(bench, log))).toEqual(["/a", "/b", "/a", "/a", "/b"]);
  for (const log of logs) log.appendAsLeader(batchOf([`${log.partition}`]), 0, "client");
  await manager.close(new Map(logs.map((log) => [log, 1])), 7);
  const { disk } = bench;
  expect(await textOf(disk, "a/meta.properties")).toContain(`directory.id=${a}`);
  expect(await textOf(disk, "b/meta.properties")).toContain(`directory.id=${b}`);
  expect(await textOf(disk, "a/replication-offset-checkpoint")).toBe("0\n3\nt 0 1\nt 2 1\nt 3 1\n");
  expect(await textOf(disk, "b/recovery-point-offset-checkpoint")).toBe("0\n2\nt 1 1\nt 4 1\n");
  expect(disk.list().filter((name) => !/^[ab]\//.test(name))).toEqual([]);
  await bench.reopen();
  const again = bench.manager;
  expect(again.previousBrokerEpoch).toBe(7);
  expect(again.recoveries.every(({ clean }) => clean)).toBe(true);
  expect(again.directories.map(({ id }) => id)).toEqual([a, b]);
  expect(
    await Promise.all(
      again
        .all()
        .filter(({ topic }) => topic === "t")
        .map(values),
    ),
  ).toEqual([["0"], ["2"], ["3"], ["1"], ["4"]]);
  expect(again.checkpointedHighWatermark("t", 4)).toBe(1);
});

test("a directory that fails takes its logs with it; the others are written on, and survive a power cut", async () => {
  const { bench, broken, create } = await lab();
  const { manager } = bench;
  const [here, there] = [create("t", 0), create("t", 1)];
  for (const log of [here, there]) log.appendAsLeader(batchOf(["flushed"]), 0, "client");
  await manager.flushAll();
  broken.add("b/");
  for (const log of [here, there]) log.appendAsLeader(batchOf(["more"]), 0, "client");
  bench.disk.remove("b/t-1/partition.metadata");
  const failure = await manager.flushAll().catch((error: unknown) => error as DiskError);
  expect(failure).toMatchObject({ name: "DiskError", kind: "failed", message: "/b: worn out" });
  expect(here.flushedOffset).toBe(2);
  expect(manager.failed(failure as DiskError).map(({ path }) => path)).toEqual(["/b"]);
  expect(manager.failed(failure as DiskError)).toEqual([]);
  expect(manager.isUsable).toBe(true);
  expect(manager.all()).toEqual([here]);
  expect(manager.get("t", 1)).toBeUndefined();
  expect(manager.stuckBytes).toBe(bench.disk.dirtyBytes());
  expect(manager.stuckBytes).toBeGreaterThan(0);
  expect(manager.stuckFiles).toBe(bench.disk.changedFiles());
  expect(manager.stuckFiles).toBeGreaterThan(0);
  expect(() => there.appendAsLeader(batchOf(["no"]), 0, "client")).toThrow(DiskError);
  expect(pathOf(bench, create("t", 2))).toBe("/a");
  here.appendAsLeader(batchOf(["after"]), 0, "client");
  await manager.close(new Map(), 9);
  expect(bench.disk.exists("b/.kafka_cleanshutdown")).toBe(false);
  broken.clear();
  await bench.reopen();
  expect(await values(bench.manager.get("t", 0)!)).toEqual(["flushed", "more", "after"]);
  expect(await values(bench.manager.get("t", 1)!)).toEqual(["flushed"]);
  expect(bench.manager.previousBrokerEpoch).toBe(-1);
});

test.each([
  "meta.properties",
  "recovery-point-offset-checkpoint",
  "cleaner-offset-checkpoint",
  "t-1/leader-epoch-checkpoint",
  "t-1/partition.metadata",
])("with a damaged %s a directory is offline, and left as it is", async (damaged) => {
  const { bench, create } = await lab();
  for (const log of [create("t", 0), create("t", 1)]) log.appendAsLeader(batchOf(["a"]), 0, "client");
  await bench.manager.flushAll();
  const file = bench.disk.open(`b/${damaged}`);
  file.truncate(0);
  file.append(utf8Encode("version=x\nversion: x\n"));
  await bench.disk.flush();
  const before = bench.disk.list("b/");
  await bench.reopen();
  const [a, b] = bench.manager.directories;
  expect([a!.offline, b!.offline !== null]).toEqual([null, true]);
  expect(bench.manager.all().map(({ partition }) => partition)).toEqual([0]);
  expect(bench.manager.previousBrokerEpoch).toBe(-1);
  expect(bench.events.find(({ kind }) => kind === "disk-failed")).toMatchObject({ reason: "damaged" });
  await bench.manager.flushAll();
  expect(bench.disk.list("b/")).toEqual(before);
  expect(await textOf(bench.disk, `b/${damaged}`)).toBe("version=x\nversion: x\n");
});

test("without the directory of the metadata log the node does not start", async () => {
  const { bench } = await lab();
  await bench.manager.flushAll();
  bench.disk.open("a/recovery-point-offset-checkpoint").write(0, Uint8Array.of(120));
  await bench.disk.flush();
  await expect(bench.reopen()).rejects.toMatchObject({ name: "MalformedFileError" });
});

test("a directory of another node, or one that is there twice, is refused with the whole start", async () => {
  const other = await lab();
  await other.bench.manager.flushAll();
  const { disk } = other.bench;
  const own = await textOf(disk, "b/meta.properties");
  const put = async (text: string): Promise<void> => {
    const file = other.bench.disk.open("b/meta.properties");
    file.truncate(0);
    file.append(utf8Encode(text));
    await other.bench.disk.flush();
  };
  await put(own.replace("node.id=1", "node.id=2"));
  await expect(other.bench.reopen()).rejects.toThrow("Stored node id 2 doesn't match previous node id 1");
  const third = await lab();
  await third.bench.manager.flushAll();
  const twice = third.bench.disk.open("b/meta.properties");
  const text = await textOf(third.bench.disk, "a/meta.properties");
  twice.truncate(0);
  twice.append(utf8Encode(text));
  await third.bench.disk.flush();
  await expect(third.bench.reopen()).rejects.toThrow("It was the ID of /a, but also of /b");
});

test("a node with one directory may get another: its files stay where they are", async () => {
  const { bench, create } = await lab(["/a"]);
  create("t", 0).appendAsLeader(batchOf(["old"]), 0, "client");
  await bench.manager.flushAll();
  expect(bench.disk.exists("t-0/partition.metadata")).toBe(true);
  await bench.reopen({ logDirs: DIRS });
  expect(bench.manager.directories.map(({ logs }) => [...logs].length)).toEqual([1, 0]);
  expect(await values(bench.manager.get("t", 0)!)).toEqual(["old"]);
  expect(pathOf(bench, create("t", 1))).toBe("/b");
  await bench.manager.flushAll();
  expect(bench.disk.exists("b/t-1/partition.metadata")).toBe(true);
  await bench.reopen();
  // The root does not see what is the other's.
  const seen = bench.manager.directories.map(({ logs }) => [...logs].map(({ partition }) => partition));
  expect(seen).toEqual([[0], [1]]);
});

test("what a directory has deleted stays deleted", async () => {
  const { bench, create } = await lab();
  const log = create("t", 0);
  log.appendAsLeader(batchOf(["a"]), 0, "client");
  await bench.manager.flushAll();
  bench.manager.remove("t", 0);
  bench.advance(log.config.fileDeleteDelayMs);
  await bench.manager.flushAll();
  await bench.reopen();
  expect(bench.disk.list("a/t-0")).toEqual([]);
});

test("a copy takes the place of its log; power cut in between, there is one of them, and it is whole", async () => {
  for (const commits of [0, 1, 2, 99]) {
    const { bench, create, stopAfter } = await lab();
    const log = create("t", 0);
    const directory = bench.manager.directories[1]!;
    for (const value of ["a", "b"]) log.appendAsLeader(batchOf([value]), 4, "client");
    await bench.manager.flushAll();
    const future = bench.manager.createFuture(log, directory);
    expect(bench.manager.get("t", 0)).toBe(log);
    expect(bench.manager.futureOf("t", 0)).toBe(future);
    future.appendAsFollower(await log.read(0, 2, 1_000_000, true));
    await bench.manager.flushAll();
    stopAfter(commits);
    await bench.manager.replaceByFuture("t", 0).catch(() => {});
    expect(bench.manager.get("t", 0)).toBe(future);
    expect(bench.manager.directoryOf(future)).toBe(directory);
    stopAfter(Number.POSITIVE_INFINITY);
    await bench.reopen();
    const { manager } = bench;
    if (manager.get("t", 0) === undefined) manager.promoteFuture("t", 0);
    const found = manager.get("t", 0)!;
    expect(manager.directoryOf(found).path, `${commits}`).toBe(commits === 0 ? "/a" : "/b");
    expect(await values(found)).toEqual(["a", "b"]);
    expect(found.leaderEpochs).toEqual([{ epoch: 4, startOffset: 0 }]);
    expect(manager.futureOf("t", 0) === undefined).toBe(commits !== 0);
    await manager.flushAll();
    await bench.reopen();
    expect(bench.manager.directoryOf(bench.manager.get("t", 0)!).path).toBe(commits === 0 ? "/a" : "/b");
    expect(bench.manager.recoveries).toHaveLength(1);
  }
});
