// The idempotent producer (KIP-98, KIP-360): one producer id, and for each partition a sequence number that the broker
// checks, so that a batch sent again is neither written twice nor out of turn.
import { addSequence } from "../../records/batch.ts";
import type { ProducerBatch } from "./producer-batch.ts";

export interface ProducerIdAndEpoch {
  readonly producerId: bigint;
  readonly epoch: number;
}

const LAST_EPOCH = 0x7ffe;

/** What is known of one partition's sequence. */
interface PartitionState {
  identity: ProducerIdAndEpoch;
  nextSequence: number;
  lastAckedSequence: number;
  /** Sent and neither acknowledged nor given up, in order; some may wait to be sent again. */
  readonly inFlight: ProducerBatch[];
}

export class Idempotence {
  private identity: ProducerIdAndEpoch | null = null;
  private readonly partitions = new Map<string, PartitionState>();
  /**
   * Partitions in which a batch was given up that may have been written or not, and the sequence behind it: if it was
   * not, later sequences will never be accepted.
   */
  private readonly unresolved = new Map<string, number>();

  /** The producer id in use; null: ask for one before sending. */
  get current(): ProducerIdAndEpoch | null {
    return this.identity;
  }

  assign(identity: ProducerIdAndEpoch): void {
    this.identity = identity;
  }

  /** Whether the first batch of a partition's queue has to wait: for batches before it, or for a clean start. */
  mustWait(batch: ProducerBatch): boolean {
    const state = this.partitions.get(batch.key);
    if (state === undefined || state.inFlight.length === 0) return false;
    if (batch.hasSequence) return state.inFlight[0] !== batch;
    if (state.identity !== this.identity || this.unresolved.has(batch.key)) return true;
    // A broker that knows nothing of a producer takes any sequence as its first: the second batch waits for the first,
    // which is one thing that Kafka's client leaves to luck.
    return state.lastAckedSequence < 0;
  }

  /** Gives the batch the next sequence of its partition, unless it has one already. */
  stamp(batch: ProducerBatch): void {
    const state = this.stateOf(batch.key);
    if (!batch.hasSequence) {
      batch.setSequence(state.identity, state.nextSequence);
      state.nextSequence = addSequence(state.nextSequence, batch.recordCount);
      state.inFlight.push(batch);
    }
  }

  acknowledged(batch: ProducerBatch): void {
    const state = this.partitions.get(batch.key);
    if (state === undefined) return;
    const last = addSequence(batch.baseSequence, batch.recordCount - 1);
    if (batch.identity === state.identity) state.lastAckedSequence = Math.max(state.lastAckedSequence, last);
    this.remove(state, batch);
    if (state.inFlight.length === 0 && this.unresolved.has(batch.key)) this.startAnew(batch.key, state);
  }

  /** The batch was given up. `sent`: it may have been written nevertheless, so that the sequence has a gap. */
  gaveUp(batch: ProducerBatch, sent: boolean): void {
    const state = this.partitions.get(batch.key);
    if (state === undefined || !batch.hasSequence) return;
    this.remove(state, batch);
    if (sent) {
      const next = addSequence(batch.baseSequence, batch.recordCount);
      this.unresolved.set(batch.key, Math.max(next, this.unresolved.get(batch.key) ?? next));
    } else this.startAnew(batch.key, state);
    if (state.inFlight.length === 0 && this.unresolved.has(batch.key)) this.startAnew(batch.key, state);
  }

  /**
   * After OUT_OF_ORDER_SEQUENCE_NUMBER: whether nothing is on its way that would come before it. Otherwise trying again
   * helps. Behind a batch that was given up it is the first one that has come to be sent (KIP-360).
   */
  isNextExpected(batch: ProducerBatch): boolean {
    const state = this.partitions.get(batch.key);
    if (state === undefined) return true;
    const unresolved = this.unresolved.get(batch.key);
    if (unresolved !== undefined) return batch.baseSequence === unresolved;
    const last = state.lastAckedSequence;
    return batch.baseSequence === (last < 0 ? 0 : addSequence(last, 1));
  }

  /** The broker has lost track of the partition: a new epoch, sequences from 0 for all that is still to be written. */
  restart(key: string): void {
    const state = this.partitions.get(key);
    if (state !== undefined) this.startAnew(key, state);
  }

  private startAnew(key: string, state: PartitionState): void {
    const { identity } = this;
    this.unresolved.delete(key);
    if (identity === null) return;
    if (identity.epoch >= LAST_EPOCH) {
      this.identity = null;
      return;
    }
    if (state.identity === identity)
      this.identity = { producerId: identity.producerId, epoch: identity.epoch + 1 };
    this.renumber(state, this.identity!);
  }

  private renumber(state: PartitionState, identity: ProducerIdAndEpoch): void {
    state.identity = identity;
    state.lastAckedSequence = -1;
    let next = 0;
    for (const batch of state.inFlight) {
      batch.setSequence(identity, next);
      next = addSequence(next, batch.recordCount);
    }
    state.nextSequence = next;
  }

  private stateOf(key: string): PartitionState {
    const { identity } = this;
    if (identity === null) throw new RangeError("a sequence is wanted before there is a producer id");
    let state = this.partitions.get(key);
    if (state === undefined) {
      state = { identity, nextSequence: 0, lastAckedSequence: -1, inFlight: [] };
      this.partitions.set(key, state);
    } else if (state.identity !== identity && state.inFlight.length === 0) this.renumber(state, identity);
    return state;
  }

  private remove(state: PartitionState, batch: ProducerBatch): void {
    const at = state.inFlight.indexOf(batch);
    if (at >= 0) state.inFlight.splice(at, 1);
  }
}
