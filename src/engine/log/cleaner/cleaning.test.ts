// Random writers (plain, idempotent, in transactions that commit, abort or stay open), random rolls, cleanings of random
// memory that are finished, given up or overtaken by a power cut. A failing seed names itself; run it alone with
// SAMSA_SEEDS=<seed>, or many with <from>-<to>.
import { beforeAll, expect, test } from "vitest";
import { type RandomSource, randomBelow, seededRandom } from "../../base/random.ts";
import { BatchBuilder } from "../../records/builder.ts";
import { loadCodec } from "../../records/compression.ts";
import { transactionMarkerBatch } from "../../records/control.ts";
import { SNAPSHOT_SUFFIX } from "../file-names.ts";
import type { LocalPartitionLog } from "../partition-log.ts";
import { type LogBench, openBench } from "../testing/log-bench.ts";
import { type CleanedLog, cleanLog } from "./clean-log.ts";
import { CleanerOffsets } from "./cleaner-offsets.ts";
import { planCleaning } from "./cleaning-plan.ts";
import { SLOT_BYTES } from "./offset-map.ts";
import type { Steps } from "./steps.ts";
import { dataOf, TableModel } from "./testing/table-model.ts";

const [from = 1, to = from] = (process.env["SAMSA_SEEDS"] ?? "1-150").split("-").map(Number);
const DELETE_RETENTION_MS = 2000;
const PRODUCERS = [1n, 2n, 3n, 4n, 5n];
const TRANSACTIONAL = 3;

beforeAll(async () => {
  for (const codec of [1, 2, 3, 4]) await loadCodec(codec);
});

class Play {
  readonly model = new TableModel();
  readonly sequences = new Map<bigint, number>();
  private written = 0;
  cleanings = 0;

  private constructor(
    readonly bench: LogBench,
    readonly rng: RandomSource,
    public log: LocalPartitionLog,
    private readonly byAppendTime: boolean,
  ) {}

  static async create(seed: number): Promise<Play> {
    const rng = seededRandom(seed);
    const byAppendTime = randomBelow(rng, 4) === 0;
    const bench = await openBench({
      cleanupPolicy: ["compact"],
      segmentBytes: 500 + randomBelow(rng, 3000),
      segmentIndexBytes: 4096,
      indexIntervalBytes: randomBelow(rng, 500),
      deleteRetentionMs: DELETE_RETENTION_MS,
      messageTimestampType: byAppendTime ? "LogAppendTime" : "CreateTime",
    });
    return new Play(bench, rng, bench.log(), byAppendTime);
  }

  below(bound: number): number {
    return randomBelow(this.rng, bound);
  }

  async step(): Promise<void> {
    const kind = this.below(20);
    if (kind < 11) this.write();
    else if (kind < 13) this.endSomeTransaction();
    else if (kind < 15) this.log.roll();
    else if (kind < 17) this.bench.advance(this.below(1500));
    else await this.clean();
  }

  write(): void {
    const producerId = PRODUCERS[this.below(8)] ?? null;
    const transactional = producerId !== null && producerId <= TRANSACTIONAL;
    const baseSequence = producerId === null ? -1 : (this.sequences.get(producerId) ?? 0);
    const builder = new BatchBuilder({
      codec: [0, 0, 0, 0, 1, 2, 3, 4][this.below(8)]!,
      transactional,
      ...(producerId === null ? {} : { producerId, producerEpoch: 0, baseSequence }),
    });
    const records = Array.from({ length: 1 + this.below(5) }, () => ({
      key: `key-${this.below(12)}`,
      value: this.below(4) === 0 ? null : `value ${this.written++}`,
      timestamp: this.bench.wallMs - this.below(100),
    }));
    for (const { key, value, timestamp } of records) builder.append(timestamp, bytes(key), bytes(value));
    const { firstOffset } = this.log.appendAsLeader(builder.build(), 0, "client");
    for (const [i, record] of records.entries()) {
      const timestamp = this.byAppendTime ? this.bench.wallMs : record.timestamp;
      this.model.add(firstOffset + i, { ...record, timestamp }, transactional ? producerId : null);
    }
    if (producerId !== null) this.sequences.set(producerId, baseSequence + records.length);
    this.log.updateHighWatermark(this.log.logEndOffset);
  }

  endSomeTransaction(): void {
    const producerId = PRODUCERS.find((id) => this.model.isOpen(id));
    if (producerId !== undefined) this.end(producerId, this.below(2) === 0);
  }

  end(producerId: bigint, commit: boolean): void {
    const marker = {
      commit,
      producerId,
      producerEpoch: 0,
      coordinatorEpoch: 0,
      timestampMs: this.bench.wallMs,
    };
    const { firstOffset } = this.log.appendAsLeader(transactionMarkerBatch(marker), 0, "internal");
    this.model.end(firstOffset, producerId, commit);
    this.log.updateHighWatermark(this.log.logEndOffset);
  }

  /** A cleaning that comes to its end, is given up, or ends with the power. */
  async clean(fate = this.below(3)): Promise<void> {
    const { bench, log } = this;
    await bench.manager.flushAll();
    const offsets = new CleanerOffsets(bench.disk);
    await offsets.load();
    const plan = planCleaning(log, offsets.get(log), bench.wallMs);
    if (plan.cleanableBytes === 0) return;
    this.model.noteLeftOut(log, plan.firstDirtyOffset);
    const steps = cleanLog(log, plan, {
      nowMs: bench.wallMs,
      dedupeBufferBytes: (3 + this.below(30)) * SLOT_BYTES,
      loadFactor: 0.9,
      ioBufferBytes: 1 + this.below(2000),
      flush: (names) => bench.disk.flush(names),
      remove: (names) => {
        for (const name of names) bench.disk.remove(name);
      },
    });
    const stopAfter = fate === 0 ? Number.POSITIVE_INFINITY : this.below(12);
    const cleaned = await this.runUpTo(steps, stopAfter);
    if (cleaned !== null) {
      this.cleanings++;
      offsets.set(log, cleaned.endOffset);
      await offsets.flush();
    }
    if (fate === 1) {
      await this.powerCut();
    } else if (cleaned === null) steps.return(undefined as never);
    expect(await this.model.problems(this.log, cleaned?.endOffset ?? 0)).toEqual([]);
  }

  /** What is known of the producers, and where the log ends, must be in the log itself: often its snapshots are gone. */
  private async powerCut(): Promise<void> {
    const { bench } = this;
    const known = this.known();
    if (this.below(2) === 0) await bench.disk.flush();
    if (this.below(2) === 0) {
      const snapshots = bench.disk.list().filter((name) => name.endsWith(SNAPSHOT_SUFFIX));
      for (const name of snapshots) bench.disk.remove(name);
      await bench.disk.flush(snapshots);
    }
    await bench.reopen();
    this.log = bench.log();
    this.log.updateHighWatermark(this.log.logEndOffset);
    expect(this.known()).toEqual(known);
  }

  private known() {
    const { producers, logEndOffset } = this.log;
    const sequences = producers.producers.map(({ producerId, batches }) => [
      `${producerId}`,
      batches.at(-1)?.lastSequence ?? null,
    ]);
    return { logEndOffset, sequences: Object.fromEntries(sequences) };
  }

  private async runUpTo(steps: Steps<CleanedLog>, mostSteps: number): Promise<CleanedLog | null> {
    let step = steps.next();
    for (let count = 0; !step.done; count++) {
      if (count === mostSteps) {
        // Nobody waits for it any more.
        if (step.value instanceof Promise) step.value.catch(() => {});
        return null;
      }
      const value = await step.value;
      if (this.below(10) === 0) await this.bench.disk.flush();
      step = steps.next(value);
    }
    return step.value;
  }
}

const encoder = new TextEncoder();
const bytes = (text: string | null): Uint8Array | null => (text === null ? null : encoder.encode(text));

async function play(seed: number): Promise<number> {
  const play = await Play.create(seed);
  for (let i = 0; i < 60; i++) await play.step();
  for (const id of PRODUCERS) if (play.model.isOpen(id)) play.end(id, true);
  // After some rounds, and the time that consumers have to see it, what was deleted is gone without a trace.
  const end = play.log.logEndOffset;
  for (let round = 0; round < 12; round++) {
    play.write();
    for (const id of PRODUCERS) if (play.model.isOpen(id)) play.end(id, true);
    play.log.roll();
    await play.clean(0);
    play.bench.advance(DELETE_RETENTION_MS / 4);
  }
  const left = (await dataOf(play.log)).filter(({ offset, value }) => offset < end && value === null);
  expect(left.map(({ offset }) => offset)).toEqual([]);
  return play.cleanings;
}

test("a cleaned log gives the same table as all that was written, whatever happens while it is cleaned", async () => {
  let cleanings = 0;
  for (let seed = from; seed <= to; seed++) {
    cleanings += await play(seed).catch((error: Error) => {
      error.message = `seed ${seed}: ${error.message}`;
      throw error;
    });
  }
  expect(cleanings).toBeGreaterThan(to - from);
}, 300_000);
