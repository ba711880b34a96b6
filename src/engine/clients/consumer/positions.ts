// Gives every assigned partition a position: resets those that have none, and after a change of leader makes sure that
// the log was not cut below it (KIP-320).
import { ErrorCode, errorInfo } from "../../protocol/errors.ts";
import {
  exceptionOf,
  LogTruncationException,
  NoOffsetForPartitionException,
  TopicAuthorizationException,
} from "../api/exceptions.ts";
import type { TopicPartition } from "../api/topic-partition.ts";
import type { OffsetReset } from "../config/offset-reset.ts";
import type { Backoff } from "../network/backoff.ts";
import type { ClientContext } from "../network/client-context.ts";
import type { Metadata } from "../network/metadata.ts";
import { type AssignedPartition, type Assignment, moveTo, requestReset } from "./assignment.ts";
import type { EpochEnd, FoundOffset, LeaderRequests } from "./leader-requests.ts";

export const EARLIEST_TIMESTAMP = -2;
export const LATEST_TIMESTAMP = -1;

export interface PositionEvents {
  /** Something is different now. */
  onChange(): void;
  /** To be thrown by the next poll. */
  onError(error: Error): void;
}

export class Positions {
  constructor(
    private readonly context: ClientContext,
    private readonly assignment: Assignment,
    private readonly metadata: Metadata,
    private readonly requests: LeaderRequests,
    private readonly policy: OffsetReset,
    private readonly requestTimeoutMs: number,
    private readonly backoff: Backoff,
    private readonly events: PositionEvents,
  ) {
    metadata.onUpdate(() => this.leadersChanged());
  }

  /** The timestamp to reset to by `auto.offset.reset`; null for none. */
  defaultReset(): number | null {
    switch (this.policy.kind) {
      case "earliest":
        return EARLIEST_TIMESTAMP;
      case "latest":
        return LATEST_TIMESTAMP;
      case "by_duration":
        return Math.max(0, this.context.ports.clock.wallMs() - this.policy.duration.toMillis());
      case "none":
        return null;
    }
  }

  /** Begins what has to be asked. Throws NoOffsetForPartitionException where nothing says where to begin. */
  update(): void {
    const lost: TopicPartition[] = [];
    for (const partition of this.assignment.all()) {
      if (partition.position !== null || partition.resetTo !== null) continue;
      const resetTo = this.defaultReset();
      if (resetTo === null) lost.push(partition.at);
      else requestReset(partition, resetTo);
    }
    if (lost.length > 0)
      throw new NoOffsetForPartitionException(
        `Undefined offset with no reset policy for partitions: [${lost.join(", ")}]`,
      );
    const nowMs = this.context.ports.clock.monotonicMs();
    const due = [...this.assignment.all()].filter(
      (partition) => !partition.busy && partition.retryAtMs <= nowMs && this.hasLeader(partition.at),
    );
    const resets = due.filter(({ resetTo }) => resetTo !== null);
    if (resets.length > 0) void this.reset(resets);
    const checks = due.filter(({ unvalidated, resetTo }) => unvalidated && resetTo === null);
    if (checks.length > 0) void this.validate(checks);
  }

  private hasLeader(at: TopicPartition): boolean {
    const leader = this.metadata.cluster.topics.get(at.topic())?.partitions[at.partition()]?.leader ?? -1;
    if (leader < 0) this.metadata.requestUpdate();
    return leader >= 0;
  }

  private leaderEpoch(at: TopicPartition): number {
    return this.metadata.cluster.topics.get(at.topic())?.partitions[at.partition()]?.leaderEpoch ?? -1;
  }

  // ---- reset ----

  private async reset(partitions: readonly AssignedPartition[]): Promise<void> {
    const wanted = new Map(partitions.map(({ at, resetTo }) => [at, resetTo!]));
    for (const partition of partitions) partition.busy = true;
    const found = await this.requests.offsets(wanted, this.requestTimeoutMs);
    for (const partition of partitions) {
      partition.busy = false;
      const { at } = partition;
      // The program may have gone elsewhere meanwhile.
      if (this.assignment.find(at) === partition && partition.resetTo === wanted.get(at))
        this.resetFound(partition, found.get(at)!);
    }
    this.events.onChange();
  }

  private resetFound(partition: AssignedPartition, { errorCode, offset, leaderEpoch }: FoundOffset): void {
    const { at } = partition;
    if (errorCode !== ErrorCode.NONE) return this.failed(partition, errorCode);
    if (offset < 0) return requestReset(partition, LATEST_TIMESTAMP); // nothing is as young as that
    this.context.log("info", `Resetting offset for partition ${at} to position ${offset}.`);
    moveTo(partition, { offset, offsetEpoch: leaderEpoch, leaderEpoch: this.leaderEpoch(at) });
  }

  private failed(partition: AssignedPartition, errorCode: number): void {
    partition.retryAtMs = this.context.ports.clock.monotonicMs() + this.backoff(partition.failures++);
    this.metadata.requestUpdate();
    if (errorCode === ErrorCode.TOPIC_AUTHORIZATION_FAILED)
      this.events.onError(
        new TopicAuthorizationException(`Not authorized to access topics: [${partition.at.topic()}]`),
      );
    else if (!errorInfo(errorCode).retriable) this.events.onError(exceptionOf(errorCode));
  }

  // ---- validation ----

  private leadersChanged(): void {
    for (const partition of this.assignment.all()) {
      const { position, at } = partition;
      const leaderEpoch = this.leaderEpoch(at);
      if (position === null || leaderEpoch <= position.leaderEpoch) continue;
      if (position.offsetEpoch === null) partition.position = { ...position, leaderEpoch };
      else partition.unvalidated = true;
      partition.retryAtMs = Number.NEGATIVE_INFINITY;
    }
    this.events.onChange();
  }

  private async validate(partitions: readonly AssignedPartition[]): Promise<void> {
    const asked = new Map(partitions.map(({ at, position }) => [at, position!]));
    for (const partition of partitions) partition.busy = true;
    const ends = await this.requests.epochEnds(
      new Map([...asked].map(([at, position]) => [at, position.offsetEpoch!])),
    );
    for (const partition of partitions) {
      partition.busy = false;
      const { at } = partition;
      if (this.assignment.find(at) === partition && partition.position === asked.get(at))
        this.validated(partition, ends.get(at)!);
    }
    this.events.onChange();
  }

  private validated(partition: AssignedPartition, end: EpochEnd | null): void {
    const { at } = partition;
    const position = partition.position!;
    const leaderEpoch = this.leaderEpoch(at);
    if (end === null) return moveTo(partition, { ...position, leaderEpoch });
    if (end.errorCode !== ErrorCode.NONE) return this.failed(partition, end.errorCode);
    const resetTo = this.defaultReset();
    if (end.endOffset < 0 || end.leaderEpoch < 0) {
      if (resetTo !== null) return requestReset(partition, resetTo);
      return this.truncated(partition, "unknown");
    }
    if (end.endOffset >= position.offset) return moveTo(partition, { ...position, leaderEpoch });
    this.context.log("info", `Truncation detected for partition ${at} at offset ${position.offset}`);
    if (resetTo === null) return this.truncated(partition, String(end.endOffset));
    moveTo(partition, { offset: end.endOffset, offsetEpoch: end.leaderEpoch, leaderEpoch });
  }

  private truncated(partition: AssignedPartition, divergingOffset: string): void {
    const { at, position } = partition;
    partition.retryAtMs = this.context.ports.clock.monotonicMs() + this.backoff(partition.failures++);
    this.events.onError(
      new LogTruncationException(
        `Detected log truncation with diverging offset: partition ${at}, position ${position?.offset}, diverges at ${divergingOffset}`,
      ),
    );
  }
}
