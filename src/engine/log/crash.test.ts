// Any sequence of appends, rolls, truncations, cleanings, deletions and flushes, with crashes at any operation of the disk,
// against a plain model in memory. SAMSA_SEEDS says which sequences ("1-10000", or one alone).
import { expect, test } from "vitest";
import { randomBelow, seededRandom } from "../base/random.ts";
import { createMemoryStore } from "../disk/memory-store.ts";
import type { DiskStore } from "../disk/store.ts";
import { batchHeaders } from "../records/batch.ts";
import { allRecords } from "../records/record.ts";
import { CLEANER_OFFSET_CHECKPOINT } from "./file-names.ts";
import type { LogConfig } from "./log.ts";
import type { LocalPartitionLog } from "./partition-log.ts";
import { playClean } from "./replay/clean-steps.ts";
import { batchOf, openBench, START_MS } from "./testing/log-bench.ts";

const [FROM = 1, TO = FROM] = (process.env["SAMSA_SEEDS"] ?? "1-80").split("-").map(Number);
const STEPS = 60;
const KEYS = 6;

/** Records by offset, as `key=value`. */
type Records = Map<number, string>;

const keyOf = (record: string): string => record.slice(0, record.indexOf("="));

async function readAll(log: LocalPartitionLog, mayEndInGap: boolean): Promise<Records> {
  const records: Records = new Map();
  const decoder = new TextDecoder();
  for (let at = log.logStartOffset; at < log.logEndOffset; ) {
    const bytes = await log.read(at, Number.MAX_SAFE_INTEGER, 1000, true);
    // The rest of a compacted log may be a gap.
    if (bytes.length === 0 && mayEndInGap) break;
    expect(bytes.length).toBeGreaterThan(0);
    for (const { offset, key, value } of allRecords(bytes)) {
      if (offset >= at) records.set(offset, `${decoder.decode(key!)}=${decoder.decode(value!)}`);
    }
    for (const header of batchHeaders(bytes)) at = header.lastOffset + 1;
  }
  return records;
}

/** The last record of each key below `endOffset`, and everything above. */
function compacted(records: Records, endOffset: number): Records {
  const last = new Map<string, number>();
  for (const [offset, record] of records) if (offset < endOffset) last.set(keyOf(record), offset);
  return new Map(
    [...records].filter(([offset, record]) => offset >= endOffset || last.get(keyOf(record)) === offset),
  );
}

const COMPACTED: Partial<LogConfig> = { cleanupPolicy: ["compact"], minCleanableDirtyRatio: 0 };
const DELETED: Partial<LogConfig> = { cleanupPolicy: ["delete"], retentionBytes: 1500 };

interface Medium {
  /** A commit that the crash meets takes effect up to some operation, as on a real file system; else wholly or not. */
  readonly tears: boolean;
  readonly config: Partial<LogConfig>;
}

class Play {
  private readonly below: (bound: number) => number;
  private commitsToCrash = Number.POSITIVE_INFINITY;
  private crashed = false;
  private bench: Awaited<ReturnType<typeof openBench>> = undefined as never;
  private log: LocalPartitionLog = undefined as never;
  /** What the log has now, and where it ends. */
  private now: Records = new Map();
  private endOffset = 0;
  /** What a crash must leave, but for what was truncated, deleted or superseded since. */
  private durable: Records = new Map();
  /** Every record that was ever at an offset since the last flush; of what was below the log's start then, ever. */
  private past = new Map<number, Set<string>>();
  private cleaned = false;
  private readonly label: string;

  constructor(
    seed: number,
    private readonly medium: Medium,
  ) {
    const random = seededRandom(seed);
    this.below = (bound) => randomBelow(random, bound);
    this.label = `SAMSA_SEEDS=${seed}`;
  }

  async run(): Promise<void> {
    const small = { segmentBytes: 600, indexIntervalBytes: 120, segmentIndexBytes: 960, segmentMs: 1e9 };
    this.bench = await openBench({ ...small, ...this.medium.config }, createMemoryStore(), (inner) =>
      this.fragile(inner),
    );
    this.log = this.bench.log();
    for (let step = 0; step < STEPS; step++) {
      // What is flushed in the background, as a rolled segment, can meet the crash too.
      await this.log.settled();
      if (this.crashed) await this.reopen();
      await this.step(this.below(100));
    }
    await this.log.settled();
    if (!this.crashed) await this.check();
  }

  private fragile(inner: DiskStore): DiskStore {
    return {
      ...inner,
      commit: async (ops) => {
        if (--this.commitsToCrash > 0) return inner.commit(ops);
        const done = this.medium.tears ? this.below(ops.length + 1) : this.below(2) * ops.length;
        await inner.commit(ops.slice(0, done));
        this.crashed = true;
        throw new Error("power cut");
      },
    };
  }

  private async step(what: number): Promise<void> {
    const { log, bench } = this;
    if (what < 50) this.append();
    else if (what < 57) this.truncate();
    else if (what < 60) log.roll();
    else if (what < 68) await this.crashing(() => this.clean());
    else if (what < 72) this.deleteRecords();
    else if (what < 75) log.deleteOldSegments(bench.wallMs, log.highWatermark);
    else if (what < 84) await this.crashing(() => log.flush(), true);
    else if (what < 89) await this.crashing(() => bench.manager.flushAll(), true);
    else if (what < 91) await this.reopen();
    else if (what < 94) this.commitsToCrash = 1 + this.below(3);
    else if (what < 96) {
      await this.crashing(() => bench.manager.close(new Map([[log, log.highWatermark]])), true);
      await this.reopen();
    } else await this.check();
  }

  private append(): void {
    const samples = Array.from({ length: 1 + this.below(4) }, () => ({
      key: `k${this.below(KEYS)}`,
      value: String(this.below(1e6)),
      timestamp: START_MS + this.below(1000),
    }));
    const { firstOffset } = this.log.appendAsLeader(batchOf(samples), 0, "client");
    samples.forEach(({ key, value }, i) => {
      const record = `${key}=${value}`;
      const seen = this.past.get(firstOffset + i) ?? new Set();
      this.past.set(firstOffset + i, seen.add(record));
      this.now.set(firstOffset + i, record);
    });
    this.endOffset += samples.length;
    this.log.updateHighWatermark(this.log.logEndOffset);
  }

  private truncate(): void {
    const { log } = this;
    const offset = log.logStartOffset + this.below(log.logEndOffset - log.logStartOffset + 1);
    // Between batches only: a leader's epochs end there.
    const at = log.recentBatches(64).find(({ baseOffset }) => baseOffset >= offset)?.baseOffset;
    if (at === undefined || !log.truncateTo(at)) return;
    expect(log.logEndOffset, this.label).toBeLessThanOrEqual(at);
    this.endOffset = log.logEndOffset;
    this.forgetCleaning();
    for (const records of [this.now, this.durable]) {
      for (const known of records.keys()) if (known >= log.logEndOffset) records.delete(known);
    }
  }

  /** What is written in place of what was cut is dirty, wherever the last cleaning ended. */
  private forgetCleaning(): void {
    this.bench.disk.remove(CLEANER_OFFSET_CHECKPOINT);
  }

  private deleteRecords(): void {
    const { log } = this;
    const room = log.highWatermark - log.logStartOffset;
    if (room > 0) log.deleteRecords(log.logStartOffset + this.below(room + 1));
  }

  private async clean(): Promise<void> {
    if (!this.isCompacted) return;
    this.cleaned = true;
    const answer = await playClean(this.bench.disk, this.log, this.bench.wallMs, {});
    expect(answer["cleanError"], this.label).toBeUndefined();
    const endOffset = answer["endOffset"] as number | undefined;
    if (endOffset !== undefined) this.now = compacted(this.now, endOffset);
  }

  private async crashing(work: () => Promise<void>, flushes = false): Promise<void> {
    try {
      await work();
      if (flushes) this.flushed();
    } catch (error) {
      if ((error as Error).name !== "DiskError") throw error;
      await this.reopen();
    }
  }

  private flushed(): void {
    this.durable = new Map(this.now);
    const { logStartOffset } = this.log;
    const below = [...this.past].filter(([offset]) => offset < logStartOffset);
    this.past = new Map([...this.now].map(([offset, record]) => [offset, new Set([record])]));
    for (const [offset, records] of below) this.past.set(offset, records);
    this.cleaned = false;
  }

  private read(): Promise<Records> {
    return readAll(this.log, this.isCompacted);
  }

  private get isCompacted(): boolean {
    return this.log.config.cleanupPolicy.includes("compact");
  }

  private async check(): Promise<void> {
    const { log } = this;
    const expected = [...this.now].filter(([offset]) => offset >= log.logStartOffset);
    expect(log.logEndOffset, this.label).toBe(this.endOffset);
    expect([...(await this.read())], this.label).toEqual(expected);
  }

  private async reopen(): Promise<void> {
    this.crashed = false;
    this.commitsToCrash = Number.POSITIVE_INFINITY;
    const { logStartOffset: startBefore } = this.log;
    await this.bench.reopen({ cacheBytes: 8192 });
    this.log = this.bench.log();
    this.log.updateHighWatermark(this.log.logEndOffset);
    this.endOffset = this.log.logEndOffset;
    const found = await this.read();
    for (const [offset, record] of found) {
      expect(this.past.get(offset)?.has(record), `${this.label}: ${record} at ${offset}`).toBe(true);
    }
    this.checkDurable(found, Math.max(startBefore, this.log.logStartOffset));
    this.now = found;
    this.flushed();
    this.forgetCleaning();
  }

  /** What was flushed is there, unless the cleaner has taken it for a later record of its key. */
  private checkDurable(found: Records, from: number): void {
    for (const [offset, record] of this.durable) {
      if (offset < from || found.get(offset) === record) continue;
      const later = [...found].some(([other, one]) => other > offset && keyOf(one) === keyOf(record));
      expect(this.cleaned && later, `${this.label}: ${record} at ${offset} was flushed and is gone`).toBe(
        true,
      );
    }
  }
}

async function playAll(medium: Medium): Promise<void> {
  for (let seed = FROM; seed <= TO; seed++) await new Play(seed, medium).run();
}

const LONG_MS = 60_000 + (TO - FROM) * 500;

test(
  "deleted: what was flushed survives, and never garbage",
  () => playAll({ tears: false, config: DELETED }),
  LONG_MS,
);
test("deleted, on a medium that tears commits", () => playAll({ tears: true, config: DELETED }), LONG_MS);
test(
  "compacted: the last record of a key survives",
  () => playAll({ tears: false, config: COMPACTED }),
  LONG_MS,
);
test("compacted, on a medium that tears commits", () => playAll({ tears: true, config: COMPACTED }), LONG_MS);
