import { expect, test } from "vitest";
import { DiskError } from "../../ports/disk.ts";
import { batch, type TestBroker, testBroker } from "../testing/test-broker.ts";

const image = { topics: [{ name: "t", partitions: [{ replicas: [1] }] }] };

/** A broker whose log manager counts. */
function counting(properties: Record<string, string> = {}, configs = {}) {
  const broker = testBroker({ ...image, configs }, { properties });
  const counts = { flushed: 0, checkpoints: [] as number[] };
  broker.logs.flushAll = async () => {
    counts.flushed++;
  };
  broker.logs.checkpoint = (highWatermarks) => {
    counts.checkpoints.push([...highWatermarks.values()][0] ?? -1);
  };
  return { broker, counts };
}
function append(broker: TestBroker) {
  const partition = broker.replicas.partition("t", 0)!;
  partition.appendAsLeader(batch(["a"]), 1, null);
  return broker.replicas.written(partition);
}

test("what is written is flushed once, a second after the first write; checkpoints follow", async () => {
  const { broker, counts } = counting();
  await broker.world.run(2000);
  const before = counts.flushed;
  append(broker);
  await broker.world.run(500);
  append(broker);
  await broker.world.run(499);
  expect(counts.flushed).toBe(before);
  await broker.world.run(2);
  expect(counts.flushed).toBe(before + 1);
  expect(counts.checkpoints.at(-1)).toBe(2);
});

test("the delay is Samsa's own property", async () => {
  const { broker, counts } = counting({ "samsa.page.cache.writeback.ms": "20" });
  append(broker);
  await broker.world.run(30);
  expect(counts.flushed).toBe(1);
});

test("a topic may want it sooner (flush.ms)", async () => {
  const { broker, counts } = counting({}, { "2:t": { "flush.ms": "50" } });
  append(broker);
  await broker.world.run(60);
  expect(counts.flushed).toBe(1);
});

test("a flush that fails takes the log directory offline", async () => {
  const { broker } = counting();
  let told = 0;
  broker.replicas.onOffline = () => {
    told++;
  };
  broker.logs.flushAll = () => Promise.reject(new DiskError("full", "the quota is used up"));
  append(broker);
  await broker.world.run(1100);
  expect(broker.replicas.offline).toBe("the quota is used up");
  expect(broker.replicas.partition("t", 0)!.role).toBe("offline");
  expect(told).toBe(1);
  expect(broker.events().filter(({ kind }) => kind === "disk-failed")).toHaveLength(1);
});

test("flush.messages lets nobody be answered before the flush", async () => {
  const broker = testBroker({ ...image, configs: { "2:t": { "flush.messages": "2" } } });
  expect(append(broker)).toBeUndefined();
  const flush = append(broker);
  expect(flush).toBeInstanceOf(Promise);
  await flush;
  expect(broker.log("t", 0).flushedOffset).toBe(2);
});

test("high watermarks are checkpointed every five seconds, though nothing is written", async () => {
  const { broker, counts } = counting();
  broker.replicas.start();
  await broker.world.run(2000);
  const before = counts.checkpoints.length;
  await broker.world.run(10_000);
  expect(counts.checkpoints.length).toBe(before + 2);
});

test("files that are deleted when their delay is over leave the disk soon, though nothing is written", async () => {
  const broker = testBroker(image);
  const { disk, clock } = broker.ports;
  disk.open("t-0/00000000000000000000.log.deleted").append(Uint8Array.of(1));
  void disk.flush();
  await broker.world.run(1000);
  expect(disk.changedFiles()).toBe(0);
  broker.replicas.start();
  clock.setTimer(60_000, () => disk.remove("t-0/00000000000000000000.log.deleted"));
  await broker.world.run(60_000);
  expect(disk.changedFiles()).toBe(1);
  await broker.world.run(5000 + 1000 + 100);
  expect(disk.changedFiles()).toBe(0);
});

test("what wants to be flushed soon and comes during a flush does not wait for the usual delay", async () => {
  const { broker, counts } = counting(
    { "samsa.page.cache.writeback.ms": "5000" },
    { "2:t": { "flush.ms": "50" } },
  );
  const { disk } = broker.ports;
  let end = (): void => {};
  broker.logs.flushAll = () => {
    counts.flushed++;
    return new Promise((resolve) => {
      end = resolve;
    });
  };
  append(broker);
  await broker.world.run(60);
  expect(counts.flushed).toBe(1);
  disk.open("t-0/log").append(Uint8Array.of(1));
  append(broker);
  await broker.world.run(10);
  disk.flush = async () => {};
  end();
  await broker.world.run(100);
  expect(counts.flushed).toBe(2);
});

test("when much is dirty, write-back does not wait", async () => {
  const { broker, counts } = counting({ "samsa.page.cache.dirty.bytes": "65536" });
  broker.ports.disk.open("other").append(new Uint8Array(40_000));
  append(broker);
  await broker.world.run(1);
  expect(counts.flushed).toBe(1);
});

test("above the bound of dirty bytes writers wait their turn, and are let in as the disk catches up", async () => {
  const { broker } = counting({ "samsa.page.cache.dirty.bytes": "65536" });
  const { disk } = broker.ports;
  let written = false;
  broker.logs.flushAll = async () => {
    if (!written) await new Promise<void>((done) => void broker.ports.clock.setTimer(5000, done));
    written = true;
    await disk.flush();
  };
  expect(broker.replicas.room(10)).toBeUndefined();
  disk.open("other").append(new Uint8Array(70_000));
  const admitted: string[] = [];
  for (const name of ["first", "second", "third"])
    void broker.replicas.room(60_000)?.then(() => admitted.push(name));
  expect(broker.replicas.waitingWrites).toBe(3);
  await broker.world.run(4000);
  expect(admitted).toEqual([]);
  await broker.world.runUntil(() => admitted.length > 0, 3000);
  // Together they take the room that there is; what they leave of it is the third one's.
  expect(admitted).toEqual(["first", "second"]);
  expect(disk.dirtyBytes()).toBeLessThan(65_536);
  await broker.world.run(3000);
  expect(admitted).toEqual(["first", "second", "third"]);
  expect(broker.replicas.room(10)).toBeUndefined();
});

test("who waits for a disk that then fails is let in, and learns of it", async () => {
  const { broker } = counting({ "samsa.page.cache.dirty.bytes": "65536" });
  broker.logs.flushAll = () => Promise.reject(new DiskError("full", "the quota is used up"));
  broker.ports.disk.open("other").append(new Uint8Array(70_000));
  let admitted = false;
  void broker.replicas.room(10)?.then(() => {
    admitted = true;
  });
  await broker.world.run(10);
  expect(admitted).toBe(true);
  expect(broker.replicas.offline).toBe("the quota is used up");
});
