// Tells what a committed batch of metadata means: who came and went, what was made, who leads now.
import type { Trace } from "../ports/trace.ts";
import type { CommittedBatch } from "../raft/metadata-log.ts";
import type { MetadataRecord, MetadataRecordOf } from "../raft/metadata-record.ts";
import type { EventId, EventOf } from "../trace/event.ts";
import type { BrokerSessions } from "./cluster/broker-sessions.ts";
import type { MetadataImage, PartitionImage, TopicImage } from "./image.ts";
import { LeaderRecoveryState } from "./image-partition.ts";
import { recordContent } from "./record-content.ts";

export function traceCommitted(
  trace: Trace,
  batch: CommittedBatch,
  before: MetadataImage,
  after: MetadataImage,
  cause: EventId | null,
  sessions: BrokerSessions | null,
): void {
  batch.records.forEach((record, index) => {
    const offset = batch.baseOffset + index;
    const content = recordContent(record, after);
    const told = { kind: "metadata-committed", offset, record: record.type } as const;
    const event = trace.emit(content === null ? told : { ...told, content }, cause);
    tell(trace, record, before, after, event, sessions);
  });
}

function tell(
  trace: Trace,
  record: MetadataRecord,
  before: MetadataImage,
  after: MetadataImage,
  cause: EventId,
  sessions: BrokerSessions | null,
): void {
  switch (record.type) {
    case "RegisterBrokerRecord": {
      const { brokerId: broker, brokerEpoch, fenced } = record.data;
      trace.emit({ kind: "broker-registered", broker, brokerEpoch: Number(brokerEpoch) }, cause);
      if (fenced) trace.emit({ kind: "broker-fenced", broker, reason: "start" }, cause);
      return;
    }
    case "BrokerRegistrationChangeRecord": {
      const { brokerId: broker, brokerEpoch, fenced } = record.data;
      if (fenced < 0) trace.emit({ kind: "broker-unfenced", broker }, cause);
      else if (fenced > 0 && before.brokers.get(broker)?.fenced === false) {
        trace.emit(
          { kind: "broker-fenced", broker, reason: whyFenced(broker, brokerEpoch, sessions) },
          cause,
        );
      }
      return;
    }
    case "TopicRecord": {
      const topic = after.topicsById.get(record.data.topicId);
      if (topic !== undefined) traceCreated(trace, topic, cause);
      return;
    }
    case "RemoveTopicRecord": {
      const topic = before.topicsById.get(record.data.topicId);
      if (topic !== undefined) trace.emit({ kind: "topic-deleted", topic: topic.name }, cause);
      return;
    }
    case "PartitionRecord":
    case "PartitionChangeRecord":
      return tellPartition(trace, record, before, after, cause);
  }
}

/** A broker whose session lives asked for it itself: when it stops or, as it runs, when its log directory has failed. */
function whyFenced(
  broker: number,
  brokerEpoch: bigint,
  sessions: BrokerSessions | null,
): EventOf<"broker-fenced">["reason"] {
  if (sessions?.hasValidSession(broker, Number(brokerEpoch)) !== true) return "session";
  return sessions.wantsShutdown(broker) ? "shutdown" : "log-dir";
}

function traceCreated(trace: Trace, { name, partitions }: TopicImage, cause: EventId): void {
  const replicas = partitions.get(0)?.replicas.length ?? 0;
  trace.emit({ kind: "topic-created", topic: name, partitions: partitions.size, replicas }, cause);
}

function tellPartition(
  trace: Trace,
  { data }: MetadataRecordOf<"PartitionRecord"> | MetadataRecordOf<"PartitionChangeRecord">,
  before: MetadataImage,
  after: MetadataImage,
  cause: EventId,
): void {
  const topic = after.topicsById.get(data.topicId);
  const now = topic?.partitions.get(data.partitionId);
  if (topic === undefined || now === undefined) return;
  const was = before.topicsById.get(data.topicId)?.partitions.get(data.partitionId);
  const place = { topic: topic.name, partition: data.partitionId };
  if (was === undefined || was.leader !== now.leader) {
    const { leader: to, leaderEpoch: epoch, isr } = now;
    const unclean = wasUnclean(was, now);
    const from = was?.leader ?? -1;
    trace.emit(
      { kind: "leader-elected", ...place, topicId: data.topicId, from, to, epoch, isr, unclean },
      cause,
    );
  }
  if (was !== undefined && was.isr.join() !== now.isr.join()) {
    const { leader, leaderEpoch: epoch } = now;
    trace.emit({ kind: "isr-changed", ...place, from: was.isr, to: now.isr, leader, epoch }, cause);
  }
}

function wasUnclean(was: PartitionImage | undefined, now: PartitionImage): boolean {
  return (
    was !== undefined &&
    now.leaderRecoveryState === LeaderRecoveryState.RECOVERING &&
    was.leaderRecoveryState !== LeaderRecoveryState.RECOVERING
  );
}
