// What a consumer reads: its partitions, and for each where it stands.

import { IllegalStateException } from "../api/exceptions.ts";
import type { TopicPartition } from "../api/topic-partition.ts";

export interface Position {
  readonly offset: number;
  /** Of the record before it, to find out after a change of leader whether the log was cut there; null if unknown. */
  readonly offsetEpoch: number | null;
  /** Of the leader for which the position holds; -1 before any. */
  readonly leaderEpoch: number;
}

export interface AssignedPartition {
  readonly at: TopicPartition;
  position: Position | null;
  paused: boolean;
  /** A timestamp to look up (-2 earliest, -1 latest); null when no reset is due. */
  resetTo: number | null;
  /** A lookup or a validation is under way. */
  busy: boolean;
  /** The leader changed: the position has to be checked first. */
  unvalidated: boolean;
  /** Monotonic; nothing is asked about it before. */
  retryAtMs: number;
  failures: number;
  highWatermark: number | null;
  lastStableOffset: number | null;
  logStart: number | null;
  /** A replica nearer than the leader, which the leader named (KIP-392), and until when that holds (monotonic). */
  preferred: { readonly nodeId: number; readonly untilMs: number } | null;
}

export class Assignment {
  private readonly partitions = new Map<TopicPartition, AssignedPartition>();

  /** Replaces what was assigned; those that stay keep their position. */
  set(assigned: readonly TopicPartition[]): void {
    const before = new Map(this.partitions);
    this.partitions.clear();
    for (const at of assigned) this.partitions.set(at, before.get(at) ?? newPartition(at));
  }

  get size(): number {
    return this.partitions.size;
  }
  all(): Iterable<AssignedPartition> {
    return this.partitions.values();
  }
  keys(): TopicPartition[] {
    return [...this.partitions.keys()];
  }
  find(at: TopicPartition): AssignedPartition | undefined {
    return this.partitions.get(at);
  }
  /** Throws IllegalStateException for a partition that is not assigned. */
  get(at: TopicPartition): AssignedPartition {
    const partition = this.partitions.get(at);
    if (partition === undefined) throw new IllegalStateException(`No current assignment for partition ${at}`);
    return partition;
  }
}

function newPartition(at: TopicPartition): AssignedPartition {
  return {
    at,
    position: null,
    paused: false,
    resetTo: null,
    busy: false,
    unvalidated: false,
    retryAtMs: Number.NEGATIVE_INFINITY,
    failures: 0,
    highWatermark: null,
    lastStableOffset: null,
    logStart: null,
    preferred: null,
  };
}

/** Whether the next records of it can be asked for. */
export function isFetchable(partition: AssignedPartition, nowMs: number): boolean {
  const { position, paused, resetTo, unvalidated, retryAtMs } = partition;
  return position !== null && !paused && resetTo === null && !unvalidated && retryAtMs <= nowMs;
}

/** From now on reading goes on there. */
export function moveTo(partition: AssignedPartition, position: Position): void {
  partition.position = position;
  partition.resetTo = null;
  partition.unvalidated = false;
  partition.failures = 0;
  partition.retryAtMs = Number.NEGATIVE_INFINITY;
}

export function requestReset(partition: AssignedPartition, timestamp: number): void {
  partition.position = null;
  partition.resetTo = timestamp;
  partition.unvalidated = false;
  partition.retryAtMs = Number.NEGATIVE_INFINITY;
}
