import { setImmediate } from "node:timers";
import { expect, test } from "vitest";
import { BatchBuilder } from "../../records/builder.ts";
import type { EventKind, EventOf } from "../../trace/event.ts";
import { CLEANED_SUFFIX, CLEANER_OFFSET_CHECKPOINT } from "../file-names.ts";
import type { LogConfig } from "../log.ts";
import { DEFAULT_LOG_CONFIG } from "../log-config.ts";
import type { LocalPartitionLog } from "../partition-log.ts";
import { type LogBench, openBench, TOPIC, TOPIC_ID } from "../testing/log-bench.ts";
import { readTextFile } from "../text-file.ts";
import type { CleanerHost, CleanerSettings } from "./cleaner-host.ts";
import { dataOf } from "./testing/table-model.ts";

const COMPACT: Partial<LogConfig> = { cleanupPolicy: ["compact"], segmentBytes: 4096 };
const SETTINGS: CleanerSettings = {
  backoffMs: 15_000,
  dedupeBufferBytes: 1024 * 1024,
  loadFactor: 0.9,
  ioBufferBytes: 2048,
  maxBytesPerSecond: Number.MAX_VALUE,
};

interface Lab {
  readonly bench: LogBench;
  readonly log: LocalPartitionLog;
  readonly deleted: string[];
  readonly crashes: unknown[];
  start(settings?: Partial<CleanerSettings>): void;
  /** Lets the cleaner go on, `turns` times or until it sleeps. */
  go(turns?: number): Promise<void>;
  events<K extends EventKind>(kind: K): EventOf<K>[];
}

async function lab(config: Partial<LogConfig> = COMPACT): Promise<Lab> {
  const bench = await openBench(config);
  const deleted: string[] = [];
  const crashes: unknown[] = [];
  return {
    bench,
    log: bench.log(),
    deleted,
    crashes,
    start(settings = {}) {
      const host: CleanerHost = {
        settings: () => ({ ...SETTINGS, ...settings }),
        isUsable: () => true,
        deleted: ({ topic }) => void deleted.push(topic),
        diskFailed: (error) => void crashes.push(error),
        crashed: (error) => void crashes.push(error),
      };
      bench.manager.cleaner.start(host);
    },
    async go(turns = 500) {
      for (let i = 0; i < turns; i++) {
        await new Promise((done) => setImmediate(done));
        bench.advance(0);
      }
    },
    events: <K extends EventKind>(kind: K) =>
      bench.events.filter((event): event is EventOf<K> & typeof event => event.kind === kind),
  };
}

/** `rounds` times a value for each of `keys` keys, then a new segment. */
function fill(log: LocalPartitionLog, keys: number, rounds: number, value = "value"): void {
  const encoder = new TextEncoder();
  for (let round = 0; round < rounds; round++) {
    const builder = new BatchBuilder();
    for (let key = 0; key < keys; key++) {
      builder.append(1_700_000_000_000, encoder.encode(`key-${key}`), encoder.encode(value));
    }
    log.appendAsLeader(builder.build(), 0, "client");
  }
  log.roll();
  log.updateHighWatermark(log.logEndOffset);
}

function otherLog({ bench }: Lab, topic: string, config: Partial<LogConfig> = {}): LocalPartitionLog {
  const id = `${TOPIC_ID.slice(0, -2)}${topic.length}g`;
  const whole = { ...DEFAULT_LOG_CONFIG, ...COMPACT, ...config };
  return bench.manager.create(topic, 0, id, whole) as LocalPartitionLog;
}

const offsetsOf = async (log: LocalPartitionLog): Promise<number[]> =>
  (await dataOf(log)).map(({ offset }) => offset);

test("the filthiest log comes first; what was done is told, and remembered", async () => {
  const one = await lab();
  const second = otherLog(one, "second");
  fill(one.log, 5, 3);
  fill(second, 2, 2);
  one.start();
  await one.go();
  // Made dirty again, one less than the other.
  fill(one.log, 5, 4);
  fill(second, 2, 1);
  one.bench.manager.cleaner.wake();
  await one.go();
  const started = one.events("cleaner-started").map(({ topic, dirtyRatio }) => [topic, dirtyRatio]);
  expect(started.slice(0, 2)).toEqual([
    [TOPIC, 1],
    ["second", 1],
  ]);
  expect(started[2]![0]).toBe(TOPIC);
  expect(started[2]![1]).toBeGreaterThan(0.5);
  expect(started).toHaveLength(3);
  expect(one.events("cleaner-finished")[0]).toMatchObject({
    topic: TOPIC,
    endOffset: 15,
    segmentsBefore: 1,
    segmentsAfter: 1,
    recordsBefore: 15,
    recordsAfter: 5,
    keptOffsets: [[10, 14]],
  });
  expect(one.events("cleaner-idle")).toEqual([{ kind: "cleaner-idle", cleanedLogs: 1 }]);
  expect(await readTextFile(one.bench.disk, CLEANER_OFFSET_CHECKPOINT)).toBe(
    `0\n2\n${TOPIC} 0 35\nsecond 0 4\n`,
  );
  const snapshot = one.bench.manager.cleaner.snapshot("second", 0)!;
  expect(snapshot).toMatchObject({ state: "idle", firstDirtyOffset: 4, firstUncleanableOffset: 6 });
  // As dirty as it may be, and no more.
  expect(snapshot.dirtyRatio).toBe(0.5);
  expect(one.crashes).toEqual([]);
});

test("a long cleaning lets others have their turn, and what they append is safe", async () => {
  const one = await lab({ ...COMPACT, segmentBytes: 1024 * 1024 });
  fill(one.log, 500, 60);
  one.start();
  let turns = 0;
  while (one.events("cleaner-finished").length === 0) {
    await one.go(1);
    turns++;
    if (turns % 10 === 0) fill(one.log, 3, 1, `value ${turns}`);
    expect(turns).toBeLessThan(2000);
  }
  // At most about a thousand records in a turn, in two passes over 30,000.
  expect(turns).toBeGreaterThan(55);
  expect((await offsetsOf(one.log)).slice(0, 501)).toEqual([
    ...Array.from({ length: 500 }, (_, i) => 29_500 + i),
    30_000,
  ]);
});

// As after an unclean election: only what is committed is cleaned, and that is cut off by nothing else.
test("a truncation overtakes the cleaning that runs; nothing of it is left", async () => {
  const one = await lab();
  fill(one.log, 50, 200);
  one.start();
  await one.go(10);
  expect(one.events("cleaner-started")).toHaveLength(1);
  one.log.truncateTo(120);
  expect(one.bench.manager.cleaner.snapshot(TOPIC, 0)).toMatchObject({ state: "idle" });
  await one.go();
  expect(one.events("cleaner-finished")).toEqual([]);
  expect(one.bench.disk.list().filter((name) => name.includes(CLEANED_SUFFIX))).toEqual([]);
  expect(one.log.logEndOffset).toBe(120);
  fill(one.log, 5, 2);
  expect((await offsetsOf(one.log)).filter((offset) => offset >= 100)).toEqual(
    Array.from({ length: 10 }, (_, i) => 120 + i),
  );
});

test("what was clean and is cut off is dirty when it comes again", async () => {
  const one = await lab();
  fill(one.log, 10, 4);
  fill(one.log, 10, 4);
  one.start();
  await one.go();
  expect(one.bench.manager.cleaner.snapshot(TOPIC, 0)!.firstDirtyOffset).toBe(80);
  one.log.truncateTo(one.log.segmentList[0]!.baseOffset + 75);
  fill(one.log, 10, 4);
  expect(one.bench.manager.cleaner.snapshot(TOPIC, 0)!.firstDirtyOffset).toBe(0);
});

test("a log that is deleted while it is cleaned leaves nothing behind", async () => {
  const one = await lab();
  fill(one.log, 2, 2);
  one.start();
  await one.go();
  fill(one.log, 50, 200);
  const second = otherLog(one, "second");
  fill(second, 5, 5);
  one.bench.manager.cleaner.pause(second);
  one.bench.manager.cleaner.wake();
  await one.go(10);
  one.bench.manager.cleaner.resume(second);
  expect(one.events("cleaner-started")).toMatchObject([{ topic: TOPIC }, { topic: TOPIC }]);
  one.bench.manager.remove(TOPIC, 0);
  await one.go();
  expect(one.events("cleaner-finished").map(({ topic }) => topic)).toEqual([TOPIC, "second"]);
  expect(await readTextFile(one.bench.disk, CLEANER_OFFSET_CHECKPOINT)).toBe("0\n1\nsecond 0 25\n");
  const again = one.bench.log();
  fill(again, 2, 20);
  expect(one.bench.manager.cleaner.snapshot(TOPIC, 0)).toMatchObject({ firstDirtyOffset: 0 });
  expect(one.crashes).toEqual([]);
});

test("a log that cannot be read is left alone, and the others are cleaned", async () => {
  const one = await lab();
  fill(one.log, 5, 5);
  const second = otherLog(one, "second");
  fill(second, 5, 5);
  // The size of a record.
  one.log.segmentList[0]!.logFile.write(61, Uint8Array.of(0xff));
  one.start();
  await one.go();
  expect(one.events("cleaner-failed")).toMatchObject([{ topic: TOPIC }]);
  expect(one.events("cleaner-finished")).toMatchObject([{ topic: "second" }]);
  expect(one.bench.manager.cleaner.snapshot(TOPIC, 0)).toMatchObject({
    state: "uncleanable",
    error: one.events("cleaner-failed")[0]!.error,
  });
  one.bench.manager.cleaner.wake();
  await one.go();
  expect(one.events("cleaner-failed")).toHaveLength(1);
  expect(one.crashes).toEqual([]);
});

test("a changed policy is obeyed at once; a paused log waits until it is resumed", async () => {
  const one = await lab();
  const { cleaner } = one.bench.manager;
  fill(one.log, 50, 200);
  one.start();
  await one.go(10);
  expect(one.events("cleaner-started")).toHaveLength(1);
  one.bench.log({ cleanupPolicy: ["delete"] });
  await one.go();
  expect(one.events("cleaner-finished")).toEqual([]);
  expect(cleaner.snapshot(TOPIC, 0)).toBe(null);
  one.bench.log({ cleanupPolicy: ["compact"] });
  cleaner.pause(one.log);
  cleaner.wake();
  await one.go();
  expect(one.events("cleaner-started")).toHaveLength(1);
  expect(cleaner.snapshot(TOPIC, 0)!.state).toBe("paused");
  cleaner.resume(one.log);
  cleaner.wake();
  await one.go();
  expect(one.events("cleaner-finished")).toHaveLength(1);
});

test("of a log that is compacted and deleted, the cleaner deletes what is too old", async () => {
  const one = await lab({ ...COMPACT, cleanupPolicy: ["compact", "delete"], retentionMs: 1000 });
  fill(one.log, 5, 5);
  fill(one.log, 5, 5);
  one.start();
  await one.go();
  expect(one.log.logStartOffset).toBe(0);
  one.bench.wallMs += 1001;
  one.bench.manager.cleaner.wake();
  await one.go();
  expect([one.log.logStartOffset, one.log.segments.length]).toEqual([50, 1]);
  expect(one.deleted).toEqual([TOPIC]);
});

test("it reads and writes no faster than it may", async () => {
  const one = await lab();
  fill(one.log, 50, 40);
  const size = one.log.sizeBytes;
  one.start({ maxBytesPerSecond: size, ioBufferBytes: 600 });
  const before = one.bench.wallMs;
  for (let i = 0; i < 200 && one.events("cleaner-finished").length === 0; i++) {
    await one.go(20);
    one.bench.advance(10);
  }
  // Read twice, and some of it written.
  expect(one.bench.wallMs - before).toBeGreaterThan(1000);
  expect(one.events("cleaner-finished")).toHaveLength(1);
});

test("stopped in the middle it takes away what it had begun, and begins again at the next start", async () => {
  const one = await lab();
  fill(one.log, 50, 200);
  one.start();
  await one.go(14);
  expect(one.events("cleaner-started")).toHaveLength(1);
  expect(one.events("cleaner-finished")).toHaveLength(0);
  const stopped = one.bench.manager.close(new Map());
  await one.go(10);
  await stopped;
  expect(one.bench.disk.list().filter((name) => name.includes(CLEANED_SUFFIX))).toEqual([]);
  await one.bench.reopen();
  const log = one.bench.log();
  log.updateHighWatermark(log.logEndOffset);
  one.start();
  await one.go();
  expect(await offsetsOf(log)).toEqual(Array.from({ length: 50 }, (_, i) => 9950 + i));
});

test("a power cut after a truncation was flushed does not leave what came in its place counted as clean", async () => {
  const one = await lab();
  for (let round = 0; round < 4; round++) fill(one.log, 5, 5);
  await one.bench.manager.flushAll();
  one.start();
  await one.go();
  await one.bench.manager.flushAll();
  expect(await readTextFile(one.bench.disk, CLEANER_OFFSET_CHECKPOINT)).toBe(`0\n1\n${TOPIC} 0 100\n`);
  one.log.truncateTo(0);
  fill(one.log, 5, 25);
  await one.log.flush();
  await one.bench.manager.cleaner.stop();
  await one.bench.reopen();
  const log = one.bench.log();
  log.roll();
  log.updateHighWatermark(log.logEndOffset);
  one.start();
  await one.go();
  expect(await offsetsOf(log)).toEqual([120, 121, 122, 123, 124]);
});
