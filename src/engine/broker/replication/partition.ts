// One partition on this broker, as a leader or as a follower: who is in sync, up to where records are committed, and
// what may be read or written. The rules are Kafka's (KIP-101, KIP-279, KIP-497, KIP-966); what must be sent, parked or
// answered in consequence is told to the host.
import type { Uuid } from "../../base/uuid.ts";
import type { PartitionImage } from "../../controller/image.ts";
import type { AppendResult, EpochEnd, PartitionLog } from "../../log/log.ts";
import type { Trace } from "../../ports/trace.ts";
import type { ErrorName } from "../../protocol/errors.ts";
import type { EventId } from "../../trace/event.ts";
import { FollowerState } from "./follower-state.ts";
import { committed, type IsrState, inMaximalIsr, maximalIsrSize } from "./isr-state.ts";
import { PartitionError } from "./partition-error.ts";
import { Replica } from "./replica.ts";

export interface PartitionHost {
  readonly brokerId: number;
  readonly trace: Trace;
  nowMs(): number;
  replicaLagTimeMaxMs(): number;
  /** Null for a broker that may not join an ISR now: unknown, fenced or on its way out. */
  eligibleBrokerEpoch(brokerId: number): number | null;
  /** The partition wants its ISR changed: see `isrState`. Exactly one change is on its way at a time. */
  proposeIsr(partition: Partition): void;
  /** The high watermark moved, or the low one: who waits for that may go on. */
  committedMore(partition: Partition): void;
}

/** `removed`: deleted here, or moved to other brokers, while somebody still held on to it. */
export type Role = "leader" | "follower" | "offline" | "removed";

export class Partition extends Replica {
  role: Role = "follower";
  /** -1: none. */
  leader = -1;
  leaderEpoch = -1;
  partitionEpoch = -1;
  replicas: readonly number[] = [];
  isrState: IsrState = committed([]);
  /** At the leader: what it knows of the others. */
  readonly followers = new Map<number, FollowerState>();
  /** Where this leader's epoch began. */
  epochStartOffset = 0;
  private configuredMinIsr = 1;

  constructor(
    topic: string,
    topicId: Uuid,
    index: number,
    log: PartitionLog,
    checkpointedHighWatermark: number,
    private readonly host: PartitionHost,
  ) {
    super(topic, topicId, index, log, checkpointedHighWatermark, host.trace);
  }

  protected committedMore(): void {
    this.host.committedMore(this);
  }

  /** Where the log starts at every replica whose broker is alive: what is below it is gone for good. */
  get lowWatermark(): number {
    let low = this.log.logStartOffset;
    for (const { brokerId, logStartOffset } of this.followers.values()) {
      if (logStartOffset < low && this.host.eligibleBrokerEpoch(brokerId) !== null) low = logStartOffset;
    }
    return low;
  }
  get isr(): readonly number[] {
    return this.isrState.isr;
  }
  /** min.insync.replicas never asks for more replicas than there are. */
  get minIsr(): number {
    return Math.min(this.configuredMinIsr, this.replicas.length);
  }
  get isLeader(): boolean {
    return this.role === "leader";
  }
  get isUsable(): boolean {
    return this.role === "leader" || this.role === "follower";
  }

  configureMinIsr(minIsr: number): void {
    this.configuredMinIsr = minIsr;
    if (this.isLeader) this.advanceHighWatermark(null);
  }

  // ---- what the metadata log says ----

  /** Takes on what the controller decided. Says whether leader or leader epoch are new here. */
  apply(image: PartitionImage, cause: EventId | null): boolean {
    // The answer to AlterPartition may have told already; metadata that is older must not undo it.
    if (!this.isUsable || image.partitionEpoch <= this.partitionEpoch) return false;
    const newEpoch = image.leaderEpoch > this.leaderEpoch;
    this.partitionEpoch = image.partitionEpoch;
    this.leaderEpoch = image.leaderEpoch;
    this.leader = image.leader;
    this.replicas = image.replicas;
    if (image.leader === this.host.brokerId) this.lead(image, newEpoch, cause);
    else this.follow(image, newEpoch, cause);
    return newEpoch;
  }

  private lead(image: PartitionImage, newEpoch: boolean, cause: EventId | null): void {
    const { host, log } = this;
    const led = this.isLeader;
    this.role = "leader";
    if (!led) this.followers.clear();
    for (const id of this.followers.keys()) if (!image.replicas.includes(id)) this.followers.delete(id);
    for (const id of image.replicas) {
      const inSync = image.isr.includes(id);
      const known = this.followers.get(id);
      if (known !== undefined && newEpoch) known.leaderAgain(inSync, log.logEndOffset, host.nowMs());
      if (known !== undefined || id === host.brokerId) continue;
      this.followers.set(id, new FollowerState(id, inSync, host.nowMs()));
    }
    if (newEpoch) {
      this.epochStartOffset = log.logEndOffset;
      log.assignEpochStart(this.leaderEpoch, this.epochStartOffset);
      this.isrState = committed(image.isr);
      const { topic, topicId, index: partition, leaderEpoch: epoch } = this;
      host.trace.emit({ kind: "became-leader", topic, topicId, partition, epoch, isr: image.isr }, cause);
    } else {
      this.settleIsr(image.isr, cause);
    }
    this.advanceHighWatermark(cause);
  }

  private follow(image: PartitionImage, newEpoch: boolean, cause: EventId | null): void {
    this.role = "follower";
    this.followers.clear();
    this.isrState = committed(image.isr);
    if (!newEpoch) return;
    const { topic, index, leader, leaderEpoch } = this;
    this.host.trace.emit(
      { kind: "became-follower", topic, partition: index, epoch: leaderEpoch, leader },
      cause,
    );
  }

  /** The log directory failed: nothing can be read or written until the node restarts. */
  goOffline(): void {
    this.role = "offline";
    this.followers.clear();
  }

  remove(): void {
    this.role = "removed";
    this.followers.clear();
  }

  // ---- checks ----

  /** Throws unless the partition can serve a caller that believes in `currentEpoch` (-1: it does not say). */
  checkEpoch(currentEpoch: number): void {
    if (this.role === "offline") throw new PartitionError("KAFKA_STORAGE_ERROR");
    if (this.role === "removed") throw new PartitionError("UNKNOWN_TOPIC_OR_PARTITION");
    if (currentEpoch < 0) return;
    if (currentEpoch < this.leaderEpoch) throw new PartitionError("FENCED_LEADER_EPOCH");
    if (currentEpoch > this.leaderEpoch) throw new PartitionError("UNKNOWN_LEADER_EPOCH");
  }

  checkLeader(currentEpoch: number): void {
    this.checkEpoch(currentEpoch);
    if (!this.isLeader) throw new PartitionError("NOT_LEADER_OR_FOLLOWER");
  }

  // ---- the leader's part ----

  /** Appends a client's batch. Throws PartitionError, AppendError or DiskError. */
  appendAsLeader(records: Uint8Array, acks: number, cause: EventId | null): AppendResult {
    this.checkLeader(-1);
    if (acks === -1 && this.isr.length < this.minIsr) throw new PartitionError("NOT_ENOUGH_REPLICAS");
    const result = this.log.appendAsLeader(records, this.leaderEpoch, "client");
    if (!result.duplicate) this.tellAppended("leader", result, cause);
    this.advanceHighWatermark(cause);
    return result;
  }

  /** What a produce with acks=all that ends before `requiredOffset` is to be told; null: wait. */
  committedUpTo(requiredOffset: number): ErrorName | null {
    if (this.role === "offline") return "KAFKA_STORAGE_ERROR";
    if (this.role === "removed") return "UNKNOWN_TOPIC_OR_PARTITION";
    if (!this.isLeader) return "NOT_LEADER_OR_FOLLOWER";
    if (this.highWatermark < requiredOffset) return null;
    return maximalIsrSize(this.isrState) >= this.minIsr ? "NONE" : "NOT_ENOUGH_REPLICAS_AFTER_APPEND";
  }

  /**
   * Records below `offset` (-1: everything committed) may no longer be read; the offset in question. Throws
   * PartitionError.
   */
  deleteRecords(offset: number): number {
    this.checkLeader(-1);
    const { cleanupPolicy } = this.log.config;
    if (cleanupPolicy.includes("compact") && !cleanupPolicy.includes("delete")) {
      throw new PartitionError("POLICY_VIOLATION");
    }
    const until = offset === -1 ? this.highWatermark : offset;
    if (until < 0 || until > this.highWatermark) throw new PartitionError("OFFSET_OUT_OF_RANGE");
    this.log.deleteRecords(until);
    return until;
  }

  /** What a DeleteRecords up to `offset` is to be told; null: wait for the followers. */
  deletedUpTo(offset: number): ErrorName | null {
    if (this.role === "offline") return "KAFKA_STORAGE_ERROR";
    if (this.role === "removed") return "UNKNOWN_TOPIC_OR_PARTITION";
    if (!this.isLeader) return "NOT_LEADER_OR_FOLLOWER";
    return this.lowWatermark >= offset ? "NONE" : null;
  }

  /** Throws unless `brokerId` is one of the replicas. */
  checkFollower(brokerId: number, saysEpoch: boolean): void {
    if (this.followers.has(brokerId)) return;
    throw new PartitionError(saysEpoch ? "UNKNOWN_LEADER_EPOCH" : "NOT_LEADER_OR_FOLLOWER");
  }

  /** A follower fetched from `fetchOffset` on, so it has everything before. */
  followerFetched(brokerId: number, fetchOffset: number, brokerEpoch: number, cause: EventId | null): void {
    const follower = this.followers.get(brokerId);
    if (follower === undefined) return;
    const before = follower.logEndOffset;
    follower.fetched(fetchOffset, this.log.logEndOffset, this.host.nowMs(), brokerEpoch);
    this.growIsr(follower);
    if (before !== follower.logEndOffset) this.advanceHighWatermark(cause);
  }

  /** Where a follower's own log starts. */
  followerStarts(brokerId: number, logStartOffset: number): void {
    const follower = this.followers.get(brokerId);
    if (follower === undefined || follower.logStartOffset === logStartOffset) return;
    const before = this.lowWatermark;
    follower.logStartOffset = logStartOffset;
    if (this.lowWatermark !== before) this.host.committedMore(this);
  }

  private growIsr(follower: FollowerState): void {
    const { isrState, host } = this;
    if (isrState.kind !== "committed" || isrState.isr.includes(follower.brokerId)) return;
    const end = follower.logEndOffset ?? -1;
    if (end < this.highWatermark || end < this.epochStartOffset || !this.isEligible(follower)) return;
    this.isrState = { kind: "growing", isr: isrState.isr, adding: follower.brokerId };
    host.proposeIsr(this);
  }

  /** To be called every half of replica.lag.time.max.ms. */
  shrinkIsr(): void {
    const { isrState, host, log } = this;
    if (!this.isLeader || isrState.kind !== "committed") return;
    const nowMs = host.nowMs();
    const maxLagMs = host.replicaLagTimeMaxMs();
    const removing = isrState.isr.filter((id) => {
      if (id === host.brokerId) return false;
      return this.followers.get(id)?.isCaughtUp(log.logEndOffset, nowMs, maxLagMs) !== true;
    });
    if (removing.length === 0) return;
    this.isrState = { kind: "shrinking", isr: isrState.isr, removing };
    host.proposeIsr(this);
  }

  /** A fetch of another incarnation than the registered one, or of a fenced broker, does not count for the ISR. */
  private isEligible(follower: FollowerState): boolean {
    const registered = this.host.eligibleBrokerEpoch(follower.brokerId);
    if (registered === null || follower.brokerEpoch === null) return false;
    return follower.brokerEpoch === -1 || follower.brokerEpoch === registered;
  }

  /** The controller confirmed a change of the ISR. */
  isrConfirmed(
    answer: {
      readonly isr: readonly number[];
      readonly leaderEpoch: number;
      readonly partitionEpoch: number;
    },
    cause: EventId | null,
  ): void {
    if (!this.isLeader || answer.leaderEpoch !== this.leaderEpoch) return;
    if (answer.partitionEpoch < this.partitionEpoch) return;
    this.partitionEpoch = answer.partitionEpoch;
    this.settleIsr(answer.isr, cause);
    this.advanceHighWatermark(cause);
  }

  /** The controller refused the change for good, for example since the broker to add is fenced. */
  isrRefused(): void {
    this.isrState = committed(this.isrState.isr);
  }

  private settleIsr(isr: readonly number[], cause: EventId | null): void {
    const from = this.isrState.isr;
    this.isrState = committed(isr);
    if (from.length === isr.length && from.every((id) => isr.includes(id))) return;
    const { topic, index, leader, leaderEpoch } = this;
    this.host.trace.emit(
      { kind: "isr-changed", topic, partition: index, from, to: isr, leader, epoch: leaderEpoch },
      cause,
    );
  }

  /**
   * Committed is what every replica of the maximal ISR has, and every replica that is caught up and about to join.
   * Below the minimum ISR nothing becomes committed at all (KIP-966).
   */
  private advanceHighWatermark(cause: EventId | null): void {
    if (!this.isLeader || this.isr.length < this.minIsr) return;
    const { host, log } = this;
    const end = log.logEndOffset;
    let next = end;
    for (const follower of this.followers.values()) {
      const has = follower.logEndOffset ?? -1;
      if (has >= next) continue;
      const counts =
        inMaximalIsr(this.isrState, follower.brokerId) ||
        (follower.isCaughtUp(end, host.nowMs(), host.replicaLagTimeMaxMs()) && this.isEligible(follower));
      if (counts) next = has;
    }
    this.moveHighWatermark(next, cause);
  }

  // ---- the follower's part ----

  appendAsFollower(records: Uint8Array, cause: EventId | null): AppendResult {
    const result = this.log.appendAsFollower(records, this.leaderEpoch);
    this.tellAppended("follower", result, cause);
    return result;
  }

  // ---- reading ----

  /** Where the log of `epoch` ends here. Throws PartitionError. */
  endOffsetForEpoch(currentEpoch: number, epoch: number, onlyLeader: boolean): EpochEnd {
    if (onlyLeader) this.checkLeader(currentEpoch);
    else this.checkEpoch(currentEpoch);
    return this.log.endOffsetForEpoch(epoch);
  }
}
