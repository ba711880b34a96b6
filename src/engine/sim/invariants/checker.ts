// The form of an invariant: something that must hold after every event, whatever a cluster has been through. A checker
// has its own memory of one run; it sees the events in order (but for the hum of the wire, from which nothing follows),
// the replicas' true bytes now and then, and throws.
import type { BrokerSnapshot, ClusterSnapshot, ControllerSnapshot } from "../../inspect/snapshot.ts";
import type { BatchHeader } from "../../records/batch.ts";
import type { EngineEvent } from "../../trace/event.ts";

export class InvariantViolation extends Error {
  override readonly name = "InvariantViolation";
  constructor(
    readonly invariant: string,
    message: string,
  ) {
    super(`${invariant}: ${message}`);
  }
}

/**
 * One log on the disk of one node that runs: what lies in its segment files, unflushed bytes included. It is the same
 * object at each moment, with more batches, for as long as those that it had were not touched: what a checker has found
 * of them need not be looked for again.
 */
export interface ReplicaLog {
  readonly node: number;
  readonly topic: string;
  readonly partition: number;
  readonly highWatermark: number;
  /** What lies before was deleted: its files are gone, or the node says that its log starts here. */
  readonly startOffset: number;
  readonly batches: readonly StoredBatch[];
}

export interface StoredBatch {
  readonly header: BatchHeader;
  /** The whole batch. */
  readonly bytes: Uint8Array;
  /** Its disk has damaged it: the offsets of its header are right, and nothing else is sure. */
  readonly isRotten: boolean;
}

/** Where a disk has rotten. */
export interface RottenBatch {
  readonly node: number;
  readonly topic: string;
  readonly partition: number;
  readonly baseOffset: number;
}

/** A moment in which nothing moves. */
export interface Moment {
  readonly atMs: number;
  readonly snapshot: ClusterSnapshot;
  /** Of all nodes that run. */
  readonly logs: readonly ReplicaLog[];
  /** By broker that runs: the folders on its disk that partitions lie in, as `orders-0`. */
  readonly folders: ReadonlyMap<number, readonly string[]>;
}

export interface Checker {
  readonly invariant: string;
  /** After each event, but for those of the wire (WIRE_EVENTS): they say what was asked, not what became of it. */
  onEvent?(event: EngineEvent): void;
  /** After each slice of time. */
  onMoment?(moment: Moment): void;
  /** When all faults are healed and the cluster is at rest. */
  onEnd?(moment: Moment): void;
}

export function brokersOf({ nodes }: ClusterSnapshot): BrokerSnapshot[] {
  return nodes.flatMap(({ status, detail }) =>
    status === "running" && detail?.role === "broker" ? [detail] : [],
  );
}

/** The controller that leads and runs; of two that both believe it, the one in the newer epoch. */
export function controllerOf({ nodes }: ClusterSnapshot): ControllerSnapshot | null {
  let newest: ControllerSnapshot | null = null;
  for (const { status, detail } of nodes) {
    if (status !== "running" || detail?.role !== "controller" || detail.state !== "leader") continue;
    if (newest === null || detail.epoch > newest.epoch) newest = detail;
  }
  return newest;
}

export function nameOf({ topic, partition }: { readonly topic: string; readonly partition: number }): string {
  return `${topic}-${partition}`;
}

/** What tells a batch from another: its place and its checksum. */
export function printOf({ baseOffset, lastOffset, partitionLeaderEpoch, crc }: BatchHeader): string {
  return `${baseOffset}..${lastOffset} epoch ${partitionLeaderEpoch} crc ${(crc >>> 0).toString(16)}`;
}

/** The same bytes, as far as a checksum can tell. */
export function isSameBatch(a: BatchHeader, b: BatchHeader): boolean {
  return (
    a.baseOffset === b.baseOffset &&
    a.lastOffset === b.lastOffset &&
    a.partitionLeaderEpoch === b.partitionLeaderEpoch &&
    a.crc === b.crc
  );
}
