// What checks look for, in words of the field: each function reads snapshots or events, nothing else.
import type {
  BrokerSnapshot,
  ClusterSnapshot,
  ControllerSnapshot,
  NodeSnapshot,
  PartitionSnapshot,
  ReplicaSnapshot,
  TopicSnapshot,
} from "../../engine/inspect/snapshot.ts";
import { lowestOffset, recordCount } from "../../engine/trace/counting.ts";
import type { EngineEvent, EventKind, EventOf } from "../../engine/trace/event.ts";
import type { CheckState } from "./lesson.ts";
import { SETUP_NAME } from "./setup.ts";

export interface PartitionName {
  readonly topic: string;
  readonly partition: number;
}

export function eventsOf<K extends EventKind>(
  state: CheckState,
  kind: K,
): readonly (EngineEvent & { readonly event: EventOf<K> })[] {
  return state.events.filter(
    (entry): entry is EngineEvent & { readonly event: EventOf<K> } => entry.event.kind === kind,
  );
}

function leadsQuorum({ status, detail }: NodeSnapshot): boolean {
  return status === "running" && detail?.role === "controller" && detail.state === "leader";
}

/** Of all that this host knows of a quorum: each controller as it was last seen. */
export function controllersOf(snapshot: ClusterSnapshot): readonly ControllerSnapshot[] {
  return snapshot.nodes.flatMap(({ detail }) => (detail?.role === "controller" ? [detail] : []));
}

/** The running leader of the quorum. One that was cut off believes it too for a while: the newer epoch is right. */
export function activeController(snapshot: ClusterSnapshot): ControllerSnapshot | null {
  const leaders = controllersOf({ ...snapshot, nodes: snapshot.nodes.filter(leadsQuorum) });
  return leaders.reduce<ControllerSnapshot | null>(
    (best, each) => (best === null || each.epoch > best.epoch ? each : best),
    null,
  );
}

/** The topic as the controllers have it: the active one, else the one that knows most. */
export function topicOf(snapshot: ClusterSnapshot, topic: string): TopicSnapshot | null {
  const metadata =
    activeController(snapshot) ??
    controllersOf(snapshot).reduce<ControllerSnapshot | null>(
      (best, each) => (best === null || each.highWatermark > best.highWatermark ? each : best),
      null,
    );
  return metadata?.topics.find(({ name }) => name === topic) ?? null;
}

export function partitionOf(snapshot: ClusterSnapshot, at: PartitionName): PartitionSnapshot | null {
  const topic = topicOf(snapshot, at.topic);
  return topic?.partitions.find(({ partition }) => partition === at.partition) ?? null;
}

export function runningBroker(snapshot: ClusterSnapshot, id: number): BrokerSnapshot | null {
  const node = snapshot.nodes.find((entry) => entry.id === id);
  return node?.status === "running" && node.detail?.role === "broker" ? node.detail : null;
}

/** The log of the partition at its present leader, null while there is none. */
export function leaderReplica(snapshot: ClusterSnapshot, at: PartitionName): ReplicaSnapshot | null {
  const leader = partitionOf(snapshot, at)?.leader ?? -1;
  const replicas = runningBroker(snapshot, leader)?.replicas ?? [];
  return (
    replicas.find((r) => r.topic === at.topic && r.partition === at.partition && r.role === "leader") ?? null
  );
}

/** Records that producers were told are stored; with acks=0, that they were sent. */
export function ackedRecords(state: CheckState, at: PartitionName, acks: number): number {
  return eventsOf(state, "batch-acked")
    .filter(
      ({ event }) => event.topic === at.topic && event.partition === at.partition && event.acks === acks,
    )
    .reduce((sum, entry) => sum + recordCount(entry), 0);
}

/** Records whose producer got an error for good; `error` is the simple name of the exception. */
export function failedRecords(state: CheckState, at: PartitionName, error: string): number {
  return eventsOf(state, "batch-failed")
    .filter(
      ({ event }) => event.topic === at.topic && event.partition === at.partition && event.error === error,
    )
    .reduce((sum, entry) => sum + recordCount(entry), 0);
}

export function polledRecords(state: CheckState, at: PartitionName): number {
  return eventsOf(state, "records-polled")
    .filter(({ event }) => event.topic === at.topic && event.partition === at.partition)
    .reduce((sum, entry) => sum + recordCount(entry), 0);
}

/** The elections of the partition since the step began, in order. */
export function elections(state: CheckState, at: PartitionName): readonly EventOf<"leader-elected">[] {
  return eventsOf(state, "leader-elected")
    .map(({ event }) => event)
    .filter((event) => event.topic === at.topic && event.partition === at.partition);
}

/** The learner's: news of the one that made the topics may come after the step has begun. */
export function programEnded(state: CheckState): boolean {
  return eventsOf(state, "program-ended").some(({ event }) => event.name !== SETUP_NAME);
}

/** What is left of the events since the learner last pressed Run: earlier runs are not to blame for what this one did. */
export function lastRun(state: CheckState): CheckState {
  const from = state.events.findLastIndex(({ event }) => event.kind === "program-started");
  return from < 0 ? state : { ...state, events: state.events.slice(from) };
}

/** The records that leaders appended to the partition; `from` is the first offset, null while there is none. */
export function appendedRecords(
  state: CheckState,
  at: PartitionName,
): { readonly count: number; readonly from: number | null } {
  let count = 0;
  let from: number | null = null;
  for (const entry of eventsOf(state, "records-appended")) {
    const { event } = entry;
    if (event.role !== "leader" || event.topic !== at.topic || event.partition !== at.partition) continue;
    count += recordCount(entry);
    const lowest = lowestOffset(entry) ?? event.baseOffset;
    from = Math.min(from ?? lowest, lowest);
  }
  return { count, from };
}

/** How many records of these events the log still holds. */
export function keptRecords(state: CheckState, at: PartitionName, log: ReplicaSnapshot): number {
  const { from } = appendedRecords(state, at);
  return from === null ? 0 : Math.max(0, log.logEndOffset - Math.max(from, log.logStartOffset));
}

/** The nodes on which a command of this kind was used, oldest first. */
export function commanded(state: CheckState, kind: string): readonly number[] {
  return eventsOf(state, "command")
    .filter(({ event }) => event.command["kind"] === kind)
    .map(({ event }) => Number(event.command["node"] ?? -1));
}
