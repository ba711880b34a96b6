// Fetches ahead: one request to each broker that leads something readable, whose answer waits until polls have taken it.
import { toLong, toNumber } from "../../base/long.ts";
import { FetchSession, type WantedRow } from "../../net/fetch-session.ts";
import { ErrorCode, errorName } from "../../protocol/errors.ts";
import type { ResponseOf } from "../../protocol/schema.ts";
import { Fetch } from "../../protocol/schemas/01-fetch.ts";
import { loadCodecsFor } from "../../records/compression.ts";
import type { EventId } from "../../trace/event.ts";
import { nodeOf } from "../api/cluster.ts";
import {
  IllegalStateException,
  KafkaException,
  OffsetOutOfRangeException,
  TopicAuthorizationException,
} from "../api/exceptions.ts";
import { type TopicPartition, topicPartition } from "../api/topic-partition.ts";
import type { Backoff } from "../network/backoff.ts";
import type { ClientContext } from "../network/client-context.ts";
import type { LeaderHint } from "../network/cluster.ts";
import type { Metadata } from "../network/metadata.ts";
import type { NetworkClient } from "../network/network-client.ts";
import { type AssignedPartition, type Assignment, isFetchable, requestReset } from "./assignment.ts";
import { CompletedFetch, type ReadOptions } from "./completed-fetch.ts";
import type { IsolationLevel } from "./leader-requests.ts";

export interface FetcherSettings extends ReadOptions {
  readonly isolation: IsolationLevel;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly maxWaitMs: number;
  readonly maxPartitionBytes: number;
  readonly rackId: string;
  /** So long the leader's recommendation of a nearer replica holds. */
  readonly metadataMaxAgeMs: number;
  /** The timestamp that an offset out of range is reset to; null: tell the program. */
  readonly resetTo: () => number | null;
}

/** What a fetch brought for one partition: records, or an error to throw. */
export interface Arrival {
  readonly fetch: CompletedFetch;
  readonly cause: EventId | null;
}

type FetchedPartition = ResponseOf<typeof Fetch>["responses"][number]["partitions"][number];

/** The first version that names topics by id. */
const FIRST_TOPIC_ID_VERSION = 13;

/** The next request begins another session. */
const SESSION_OVER: ReadonlySet<number> = new Set([
  ErrorCode.FETCH_SESSION_ID_NOT_FOUND,
  ErrorCode.INVALID_FETCH_SESSION_EPOCH,
]);

export class Fetcher {
  private readonly underWay = new Set<number>();
  private readonly sessions = new Map<number, FetchSession>();
  readonly arrivals: Arrival[] = [];
  /** To be thrown by the next poll that has nothing to return. */
  readonly errors: Error[] = [];

  constructor(
    private readonly context: ClientContext,
    private readonly network: NetworkClient,
    private readonly metadata: Metadata,
    private readonly assignment: Assignment,
    private readonly settings: FetcherSettings,
    private readonly backoff: Backoff,
    private readonly onArrival: () => void,
  ) {}

  get inFlight(): number {
    return this.underWay.size;
  }

  /** Asks every broker that is not being asked for the partitions of which nothing is at hand. */
  sendFetches(): void {
    const nowMs = this.context.ports.clock.monotonicMs();
    const atHand = new Set(this.arrivals.map(({ fetch }) => fetch.partition));
    const byNode = new Map<number, AssignedPartition[]>();
    for (const partition of this.assignment.all()) {
      if (!isFetchable(partition, nowMs) || atHand.has(partition.at)) continue;
      const node = this.readFrom(partition, nowMs);
      if (node < 0) {
        this.metadata.requestUpdate();
        continue;
      }
      const known = byNode.get(node);
      if (known === undefined) byNode.set(node, [partition]);
      else known.push(partition);
    }
    for (const [node, partitions] of byNode)
      if (!this.underWay.has(node)) void this.fetchFrom(node, partitions);
  }

  /** The replica that the leader recommended, as long as it is there; else the leader. */
  private readFrom(partition: AssignedPartition, nowMs: number): number {
    const { at, preferred } = partition;
    if (preferred !== null && preferred.untilMs > nowMs) {
      const { nodeId } = preferred;
      const offline = this.metadata.cluster.topics.get(at.topic())?.partitions[at.partition()]?.offline;
      if (offline?.includes(nodeId) === false && this.metadata.broker(nodeId) !== undefined) return nodeId;
      this.metadata.requestUpdate();
    }
    partition.preferred = null;
    return this.leaderOf(at);
  }

  private leaderOf(at: TopicPartition): number {
    return this.metadata.cluster.topics.get(at.topic())?.partitions[at.partition()]?.leader ?? -1;
  }

  private async fetchFrom(node: number, partitions: readonly AssignedPartition[]): Promise<void> {
    const broker = this.metadata.broker(node);
    if (broker === undefined) return this.metadata.requestUpdate();
    const { settings, network } = this;
    const { topics } = this.metadata.cluster;
    const asked = new Map<TopicPartition, number>();
    for (const { at, position } of partitions) asked.set(at, position!.offset);
    const allHaveIds = partitions.every(({ at }) => topics.get(at.topic())?.id != null);
    const session = this.sessions.get(node) ?? new FetchSession();
    this.sessions.set(node, session);
    this.underWay.add(node);
    try {
      const { body, event } = await network.request(
        network.connection(broker),
        Fetch,
        () => ({
          maxWaitMs: settings.maxWaitMs,
          minBytes: settings.minBytes,
          maxBytes: settings.maxBytes,
          isolationLevel: settings.isolation,
          rackId: settings.rackId,
          ...session.build(this.wantedOf(partitions)),
        }),
        allHaveIds ? {} : { maxVersion: FIRST_TOPIC_ID_VERSION - 1 },
      );
      session.answered(body.errorCode, body.sessionId);
      await this.arrived(body, asked, event);
    } catch (error) {
      session.failed();
      this.metadata.requestUpdate();
      this.context.log("info", `Fetching from node ${node} failed: ${(error as Error).message}`);
      for (const partition of partitions) {
        partition.preferred = null;
        this.backOff(partition);
      }
    } finally {
      this.underWay.delete(node);
      this.onArrival();
    }
  }

  private wantedOf(partitions: readonly AssignedPartition[]): WantedRow[] {
    const { topics } = this.metadata.cluster;
    return partitions.map(({ at, position }) => {
      const metadata = topics.get(at.topic());
      const row = {
        partition: at.partition(),
        currentLeaderEpoch: metadata?.partitions[at.partition()]?.leaderEpoch ?? -1,
        fetchOffset: toLong(position!.offset),
        partitionMaxBytes: this.settings.maxPartitionBytes,
      };
      return { topic: at.topic(), topicId: metadata?.id ?? null, row };
    });
  }

  private async arrived(
    body: ResponseOf<typeof Fetch>,
    asked: ReadonlyMap<TopicPartition, number>,
    cause: EventId,
  ): Promise<void> {
    const { topicNames } = this.metadata.cluster;
    const hints: LeaderHint[] = [];
    for (const { topic: name, topicId, partitions } of body.responses) {
      const topic = name !== "" ? name : topicNames.get(topicId);
      if (topic === undefined) {
        this.metadata.requestUpdate();
        continue;
      }
      for (const answer of partitions) {
        const at = topicPartition(topic, answer.partitionIndex);
        const offset = asked.get(at);
        const partition = this.assignment.find(at);
        // The answer is of no use if the program has gone elsewhere meanwhile.
        if (offset === undefined || partition === undefined || partition.position?.offset !== offset)
          continue;
        const { leaderId: leader, leaderEpoch } = answer.currentLeader;
        if (leader >= 0) hints.push({ topic, partition: answer.partitionIndex, leader, leaderEpoch });
        if (answer.errorCode === ErrorCode.NONE) await this.accept(partition, answer, offset, cause);
        else this.refused(partition, answer.errorCode, offset, leader >= 0);
      }
    }
    const endpoints = body.nodeEndpoints.map(({ nodeId: id, host, port, rack }) => ({
      id,
      host,
      port,
      rack,
    }));
    if (hints.length > 0) this.metadata.learnLeaders(hints, endpoints);
    if (body.errorCode !== ErrorCode.NONE && !SESSION_OVER.has(body.errorCode)) this.metadata.requestUpdate();
  }

  private async accept(
    partition: AssignedPartition,
    answer: FetchedPartition,
    offset: number,
    cause: EventId,
  ): Promise<void> {
    partition.failures = 0;
    partition.highWatermark = toNumber(answer.highWatermark);
    partition.lastStableOffset = toNumber(answer.lastStableOffset);
    if (answer.logStartOffset >= 0n) partition.logStart = toNumber(answer.logStartOffset);
    if (answer.preferredReadReplica >= 0) {
      const untilMs = this.context.ports.clock.monotonicMs() + this.settings.metadataMaxAgeMs;
      partition.preferred = { nodeId: answer.preferredReadReplica, untilMs };
    }
    const { records } = answer;
    if (records === null || records.length === 0) return;
    await loadCodecsFor(records);
    const aborted = (answer.abortedTransactions ?? []).map(({ producerId, firstOffset }) => ({
      producerId,
      firstOffset: toNumber(firstOffset),
    }));
    this.arrivals.push({
      fetch: new CompletedFetch(partition.at, records, offset, aborted, this.settings),
      cause,
    });
  }

  private backOff(partition: AssignedPartition): void {
    partition.retryAtMs = this.context.ports.clock.monotonicMs() + this.backoff(partition.failures++);
  }

  private refused(
    partition: AssignedPartition,
    errorCode: number,
    offset: number,
    knowsLeader: boolean,
  ): void {
    const { at } = partition;
    switch (errorCode) {
      case ErrorCode.OFFSET_OUT_OF_RANGE:
        return this.outOfRange(partition, offset);
      case ErrorCode.TOPIC_AUTHORIZATION_FAILED:
        this.errors.push(new TopicAuthorizationException(`Not authorized to access topics: [${at.topic()}]`));
        return;
      case ErrorCode.CORRUPT_MESSAGE:
        this.errors.push(
          new KafkaException(
            `Encountered corrupt message when fetching offset ${offset} for topic-partition ${at}`,
          ),
        );
        return;
      case ErrorCode.NOT_LEADER_OR_FOLLOWER:
      case ErrorCode.FENCED_LEADER_EPOCH:
        partition.preferred = null;
        if (!knowsLeader) this.backOff(partition);
        this.metadata.requestUpdate();
        return;
      case ErrorCode.REPLICA_NOT_AVAILABLE:
      case ErrorCode.KAFKA_STORAGE_ERROR:
      case ErrorCode.OFFSET_NOT_AVAILABLE:
      case ErrorCode.UNKNOWN_LEADER_EPOCH:
      case ErrorCode.UNKNOWN_TOPIC_OR_PARTITION:
      case ErrorCode.UNKNOWN_TOPIC_ID:
      case ErrorCode.INCONSISTENT_TOPIC_ID:
      case ErrorCode.UNKNOWN_SERVER_ERROR:
        partition.preferred = null;
        this.backOff(partition);
        this.metadata.requestUpdate();
        return;
      default:
        this.errors.push(
          new IllegalStateException(
            `Unexpected error code ${errorCode} (${errorName(errorCode)}) while fetching at offset ${offset} from topic-partition ${at}`,
          ),
        );
    }
  }

  private outOfRange(partition: AssignedPartition, offset: number): void {
    const { at, position } = partition;
    if (partition.preferred !== null) {
      // The replica may be behind, or its log begin later than the leader's: the leader will know.
      partition.preferred = null;
      return;
    }
    const message = `Fetch position ${this.shown(partition, offset)} is out of range for partition ${at}`;
    const resetTo = this.settings.resetTo();
    if (resetTo !== null) {
      this.context.log("info", `${message}, resetting offset`);
      requestReset(partition, resetTo);
      return;
    }
    if (position !== null) this.errors.push(new OffsetOutOfRangeException(message));
  }

  /** A position as Kafka's client shows it. */
  private shown({ at, position }: AssignedPartition, offset: number): string {
    const leader = this.leaderOf(at);
    const node = leader < 0 ? "Optional.empty" : `Optional[${nodeOf(this.metadata.cluster, leader)}]`;
    const epoch =
      this.metadata.cluster.topics.get(at.topic())?.partitions[at.partition()]?.leaderEpoch ?? "absent";
    const offsetEpoch =
      position?.offsetEpoch == null ? "Optional.empty" : `Optional[${position.offsetEpoch}]`;
    return `FetchPosition{offset=${offset}, offsetEpoch=${offsetEpoch}, currentLeader=LeaderAndEpoch{leader=${node}, epoch=${epoch}}}`;
  }
}
