// Produce requests on their way: packs batches into a request, and turns the answer into one verdict for each batch.
import { toNumber } from "../../base/long.ts";
import { ChannelError } from "../../net/channel.ts";
import { ErrorCode, errorInfo } from "../../protocol/errors.ts";
import type { RequestInput, ResponseOf } from "../../protocol/schema.ts";
import { Produce } from "../../protocol/schemas/00-produce.ts";
import type { EventId } from "../../trace/event.ts";
import type { ClientContext } from "../network/client-context.ts";
import type { LeaderHint } from "../network/cluster.ts";
import type { Connection } from "../network/connection.ts";
import type { Metadata } from "../network/metadata.ts";
import type { ProducerBatch } from "./producer-batch.ts";

/** What became of one batch. */
export interface PartitionAnswer {
  readonly errorCode: number;
  readonly errorName: string;
  /** The broker's own words, if it had any. */
  readonly message: string | null;
  readonly baseOffset: number;
  readonly logAppendTimeMs: number;
  readonly logStartOffset: number;
  readonly recordErrors: ReadonlyMap<number, string | null>;
  /** The leader is another now, as far as this error tells. */
  readonly staleMetadata: boolean;
  /** The trace event that brought it. */
  readonly cause: EventId | null;
}

const NO_RECORD_ERRORS: ReadonlyMap<number, string | null> = new Map();
/** The first version that names topics by id. */
const FIRST_TOPIC_ID_VERSION = 13;
const METADATA_ERRORS = new Set<number>([
  ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
  ErrorCode.LEADER_NOT_AVAILABLE,
  ErrorCode.NOT_LEADER_OR_FOLLOWER,
  ErrorCode.REPLICA_NOT_AVAILABLE,
  ErrorCode.NETWORK_EXCEPTION,
  ErrorCode.KAFKA_STORAGE_ERROR,
  ErrorCode.LISTENER_NOT_FOUND,
  ErrorCode.FENCED_LEADER_EPOCH,
  ErrorCode.UNKNOWN_TOPIC_ID,
  ErrorCode.INCONSISTENT_TOPIC_ID,
]);

export class ProduceRequests {
  private readonly toBroker = new Map<number, number>();

  constructor(
    private readonly context: ClientContext,
    private readonly metadata: Metadata,
    private readonly acks: number,
    private readonly onAnswer: (batch: ProducerBatch, answer: PartitionAnswer) => void,
  ) {}

  get inFlight(): number {
    let total = 0;
    for (const count of this.toBroker.values()) total += count;
    return total;
  }
  inFlightTo(broker: number): number {
    return this.toBroker.get(broker) ?? 0;
  }

  send(broker: number, connection: Connection, batches: readonly ProducerBatch[]): void {
    this.toBroker.set(broker, this.inFlightTo(broker) + 1);
    const cause = this.tellSent(batches);
    const body = this.bodyOf(batches);
    const { topics } = this.metadata.cluster;
    const allHaveIds = batches.every(({ queue }) => topics.get(queue.topic)?.id != null);
    try {
      const version = connection.versionOf(Produce, allHaveIds ? undefined : FIRST_TOPIC_ID_VERSION - 1);
      if (this.acks === 0) {
        connection.send(Produce, version, body, cause);
        // As if from another thread: nobody's callback runs inside send().
        void Promise.resolve().then(() => this.finished(broker, batches, () => written(-1)));
        return;
      }
      connection.request(Produce, version, body, undefined, cause).then(
        ({ body: answer, event }) => this.answered(broker, batches, answer, event),
        (error: unknown) => this.lost(broker, batches, error),
      );
    } catch (error) {
      void Promise.resolve().then(() => this.lost(broker, batches, error));
    }
  }

  private bodyOf(batches: readonly ProducerBatch[]): RequestInput<typeof Produce> {
    const byTopic = new Map<string, { index: number; records: Uint8Array }[]>();
    for (const batch of batches) {
      const { topic, partition } = batch.queue;
      const entry = { index: partition, records: batch.wireBytes() };
      const entries = byTopic.get(topic);
      if (entries === undefined) byTopic.set(topic, [entry]);
      else entries.push(entry);
    }
    const { topics } = this.metadata.cluster;
    return {
      acks: this.acks,
      timeoutMs: this.context.config.number("request.timeout.ms"),
      topicData: [...byTopic].map(([name, partitionData]) => {
        const id = topics.get(name)?.id;
        return { name, partitionData, ...(id == null ? {} : { topicId: id }) };
      }),
    };
  }

  private tellSent(batches: readonly ProducerBatch[]): EventId | null {
    let first: EventId | null = null;
    for (const batch of batches) {
      const { topic, partition } = batch.queue;
      const event = this.context.ports.trace.emit({
        kind: "batch-sent",
        topic,
        partition,
        records: batch.recordCount,
        bytes: batch.sizeBytes,
        acks: this.acks,
      });
      first ??= event;
    }
    return first;
  }

  private answered(
    broker: number,
    batches: readonly ProducerBatch[],
    body: ResponseOf<typeof Produce>,
    event: EventId,
  ): void {
    const { topicNames } = this.metadata.cluster;
    const answers = new Map<string, PartitionAnswer>();
    const hints: LeaderHint[] = [];
    for (const { name, topicId, partitionResponses } of body.responses) {
      const topic = name !== "" ? name : (topicNames.get(topicId) ?? this.nameOf(batches, topicId));
      for (const answer of partitionResponses) {
        const { leaderId: leader, leaderEpoch } = answer.currentLeader;
        if (leader >= 0) hints.push({ topic, partition: answer.index, leader, leaderEpoch });
        const info = errorInfo(answer.errorCode);
        answers.set(`${topic}-${answer.index}`, {
          errorCode: answer.errorCode,
          errorName: info.name,
          message: answer.errorMessage,
          baseOffset: toNumber(answer.baseOffset),
          logAppendTimeMs: toNumber(answer.logAppendTimeMs),
          logStartOffset: toNumber(answer.logStartOffset),
          recordErrors: new Map(
            answer.recordErrors.map(({ batchIndex, batchIndexErrorMessage }) => [
              batchIndex,
              batchIndexErrorMessage,
            ]),
          ),
          staleMetadata: METADATA_ERRORS.has(answer.errorCode),
          cause: event,
        });
      }
    }
    const endpoints = body.nodeEndpoints.map(({ nodeId: id, host, port, rack }) => ({
      id,
      host,
      port,
      rack,
    }));
    if (hints.length > 0) this.metadata.learnLeaders(hints, endpoints);
    this.finished(
      broker,
      batches,
      (batch) =>
        answers.get(batch.key) ?? failure(ErrorCode.UNKNOWN_SERVER_ERROR, "the answer leaves it out", event),
    );
  }

  /** The topic was made anew while the request was on its way, so that its id is no longer known by name. */
  private nameOf(batches: readonly ProducerBatch[], topicId: string): string {
    this.context.log("warn", `The broker answered for an unknown topic id ${topicId}`);
    return batches.length === 1 ? batches[0]!.queue.topic : topicId;
  }

  private lost(broker: number, batches: readonly ProducerBatch[], error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    const code = error instanceof ChannelError ? ErrorCode.NETWORK_EXCEPTION : ErrorCode.UNSUPPORTED_VERSION;
    const message = code === ErrorCode.NETWORK_EXCEPTION ? `Disconnected from node ${broker}: ${text}` : text;
    this.finished(broker, batches, () => failure(code, message, null));
  }

  private finished(
    broker: number,
    batches: readonly ProducerBatch[],
    answerOf: (batch: ProducerBatch) => PartitionAnswer,
  ): void {
    this.toBroker.set(broker, this.inFlightTo(broker) - 1);
    for (const batch of batches) this.onAnswer(batch, answerOf(batch));
  }
}

function written(baseOffset: number): PartitionAnswer {
  return {
    errorCode: ErrorCode.NONE,
    errorName: "NONE",
    message: null,
    baseOffset,
    logAppendTimeMs: -1,
    logStartOffset: -1,
    recordErrors: NO_RECORD_ERRORS,
    staleMetadata: false,
    cause: null,
  };
}

function failure(errorCode: number, message: string, cause: EventId | null): PartitionAnswer {
  const { name } = errorInfo(errorCode);
  return {
    ...written(-1),
    errorCode,
    errorName: name,
    message,
    staleMetadata: METADATA_ERRORS.has(errorCode),
    cause,
  };
}
