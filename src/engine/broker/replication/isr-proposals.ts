// The leader's changes of ISRs on their way to the controller (AlterPartition, KIP-497).
import { toLong } from "../../base/long.ts";
import { isConnectionFailure } from "../../net/channel.ts";
import type { Clock } from "../../ports/clock.ts";
import { ErrorCode } from "../../protocol/errors.ts";
import type { RequestInput } from "../../protocol/schema.ts";
import { AlterPartition } from "../../protocol/schemas/56-alter-partition.ts";
import type { EventId } from "../../trace/event.ts";
import type { ControllerLink } from "../lifecycle/controller-link.ts";
import { Errand } from "./errand.ts";
import { proposedIsr } from "./isr-state.ts";
import type { Partition } from "./partition.ts";

const VERSION = 3;
const RETRY_MS = 50;
const TIMEOUT_MS = 30_000;

export interface Proposer {
  readonly brokerId: number;
  readonly clock: Clock;
  readonly link: Pick<ControllerLink, "request" | "forget">;
  brokerEpoch(): number;
  crashed(error: unknown): void;
  /** -1 for a broker that is not registered. */
  epochOfBroker(brokerId: number): number;
}

interface Proposal {
  readonly partition: Partition;
  readonly leaderEpoch: number;
  readonly partitionEpoch: number;
  readonly isr: readonly number[];
}

export class IsrProposals {
  private readonly errand: Errand;

  constructor(private readonly proposer: Proposer) {
    this.errand = new Errand({
      clock: proposer.clock,
      retryMs: RETRY_MS,
      // Everything that is proposed in the same moment travels together.
      gather: () => Promise.resolve(),
      tell: (waiting) => {
        const proposals = [...waiting].map(proposalOf);
        waiting.clear();
        return this.send(proposals.filter((proposal) => proposal !== null));
      },
      crashed: (error) => proposer.crashed(error),
    });
  }

  /** The partition's isrState says what it wants. */
  propose(partition: Partition): void {
    this.errand.add(partition);
  }

  close(): void {
    this.errand.close();
  }

  /** False when something must be tried again. */
  private async send(proposals: readonly Proposal[]): Promise<boolean> {
    if (proposals.length === 0) return true;
    const { link } = this.proposer;
    try {
      const answer = await link.request(AlterPartition, VERSION, this.requestOf(proposals), TIMEOUT_MS);
      const { errorCode, topics } = answer.body;
      if (errorCode === ErrorCode.NOT_CONTROLLER) link.forget();
      if (errorCode !== ErrorCode.NONE) return this.again(proposals);
      const retried: Proposal[] = [];
      for (const proposal of proposals) {
        const { topicId, index } = proposal.partition;
        const row = topics
          .find((topic) => topic.topicId === topicId)
          ?.partitions.find((one) => one.partitionIndex === index);
        if (row === undefined || !settle(proposal, row, answer.event)) retried.push(proposal);
      }
      return this.again(retried);
    } catch (error) {
      if (!isConnectionFailure(error)) throw error;
      return this.again(proposals);
    }
  }

  private again(proposals: readonly Proposal[]): boolean {
    for (const { partition } of proposals) this.errand.waiting.add(partition);
    return proposals.length === 0;
  }

  private requestOf(proposals: readonly Proposal[]): RequestInput<typeof AlterPartition> {
    const byTopic = new Map<string, Proposal[]>();
    for (const proposal of proposals) {
      const { topicId } = proposal.partition;
      byTopic.set(topicId, [...(byTopic.get(topicId) ?? []), proposal]);
    }
    return {
      brokerId: this.proposer.brokerId,
      brokerEpoch: toLong(this.proposer.brokerEpoch()),
      topics: [...byTopic].map(([topicId, list]) => ({
        topicId,
        partitions: list.map(({ partition, leaderEpoch, partitionEpoch, isr }) => ({
          partitionIndex: partition.index,
          leaderEpoch,
          partitionEpoch,
          leaderRecoveryState: 0,
          newIsrWithEpochs: isr.map((brokerId) => ({
            brokerId,
            brokerEpoch: toLong(this.epochOf(brokerId, partition)),
          })),
        })),
      })),
    };
  }

  /** Of a follower the epoch with which it fetched: the controller refuses another incarnation. */
  private epochOf(brokerId: number, partition: Partition): number {
    if (brokerId === this.proposer.brokerId) return this.proposer.brokerEpoch();
    return partition.followers.get(brokerId)?.brokerEpoch ?? this.proposer.epochOfBroker(brokerId);
  }
}

/** Null when there is nothing to change any more: leadership was lost meanwhile. */
function proposalOf(partition: Partition): Proposal | null {
  if (!partition.isLeader || partition.isrState.kind === "committed") return null;
  const { leaderEpoch, partitionEpoch } = partition;
  return { partition, leaderEpoch, partitionEpoch, isr: proposedIsr(partition.isrState) };
}

interface Row {
  readonly errorCode: number;
  readonly leaderEpoch: number;
  readonly partitionEpoch: number;
  readonly isr: readonly number[];
}

/** Takes the controller's answer in. False: try again. */
function settle(proposal: Proposal, row: Row, cause: EventId): boolean {
  const { partition } = proposal;
  if (partition.leaderEpoch !== proposal.leaderEpoch) return true;
  switch (row.errorCode) {
    case ErrorCode.NONE:
      partition.isrConfirmed(row, cause);
      return true;
    case ErrorCode.OPERATION_NOT_ATTEMPTED:
    case ErrorCode.INELIGIBLE_REPLICA:
      partition.isrRefused();
      return true;
    // The controller knows more than this broker: the metadata log will bring it, and end the pending change.
    case ErrorCode.UNKNOWN_TOPIC_OR_PARTITION:
    case ErrorCode.UNKNOWN_TOPIC_ID:
    case ErrorCode.INVALID_UPDATE_VERSION:
    case ErrorCode.INVALID_REQUEST:
    case ErrorCode.FENCED_LEADER_EPOCH:
    case ErrorCode.NEW_LEADER_ELECTED:
      return true;
    default:
      return false;
  }
}
