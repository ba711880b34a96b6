// A metadata log in memory that commits as soon as something is appended, and a clock that the case moves: what the
// recorded controller ran on.
import type { Clock, Timer } from "../../../src/engine/ports/clock.ts";
import {
  type LeaderAndEpoch,
  type MetadataLog,
  type MetadataLogListener,
  NotLeaderError,
} from "../../../src/engine/raft/metadata-log.ts";
import type { MetadataRecord } from "../../../src/engine/raft/metadata-record.ts";

export interface WrittenBatch {
  readonly baseOffset: number;
  readonly records: readonly MetadataRecord[];
  readonly atMs: number;
}

export class TestClock implements Clock {
  /** Relative to the start of the case. */
  nowMs = 0;
  private readonly timers = new Set<{ readonly dueMs: number; readonly fire: () => void }>();
  constructor(private readonly startMs: number) {}

  monotonicMs(): number {
    return this.nowMs;
  }
  wallMs(): number {
    return this.startMs + this.nowMs;
  }
  setTimer(delayMs: number, fire: () => void): Timer {
    const timer = { dueMs: this.nowMs + delayMs, fire };
    this.timers.add(timer);
    return { cancel: () => void this.timers.delete(timer) };
  }
  /** Time jumps by `stepMs`, and what became due meanwhile happens then. */
  pass(ms: number, stepMs: number): void {
    for (let passed = 0; passed < ms; passed += stepMs) {
      this.nowMs += Math.min(stepMs, ms - passed);
      for (let due = this.nextDue(); due !== undefined; due = this.nextDue()) {
        this.timers.delete(due);
        due.fire();
      }
    }
  }
  private nextDue(): { readonly dueMs: number; readonly fire: () => void } | undefined {
    return [...this.timers].filter(({ dueMs }) => dueMs <= this.nowMs).sort((a, b) => a.dueMs - b.dueMs)[0];
  }
}

export class TestLog implements MetadataLog {
  leader: LeaderAndEpoch = { leaderId: -1, epoch: 0 };
  highWatermark = 0;
  written: WrittenBatch[] = [];
  private listener: MetadataLogListener | null = null;

  constructor(
    readonly nodeId: number,
    private readonly clock: TestClock,
  ) {}

  get isLeader(): boolean {
    return this.leader.leaderId === this.nodeId;
  }
  get logEndOffset(): number {
    return this.highWatermark;
  }
  async start(listener: MetadataLogListener): Promise<void> {
    this.listener = listener;
    this.lead({ leaderId: this.nodeId, epoch: 1 });
  }
  lead(leader: LeaderAndEpoch): void {
    this.leader = leader;
    this.listener?.onLeaderChange(leader);
  }
  append(epoch: number, records: readonly MetadataRecord[]): number {
    if (!this.isLeader || epoch !== this.leader.epoch) throw new NotLeaderError("another node leads");
    return this.commit(records);
  }
  commit(records: readonly MetadataRecord[]): number {
    const baseOffset = this.highWatermark;
    this.highWatermark += records.length;
    this.written.push({ baseOffset, records, atMs: this.clock.nowMs });
    this.listener?.onCommit({
      baseOffset,
      lastOffset: this.highWatermark - 1,
      epoch: this.leader.epoch,
      appendMs: this.clock.wallMs(),
      records,
    });
    return baseOffset;
  }
  resign(): void {}
  async stop(): Promise<void> {}
}
