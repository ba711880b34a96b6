// What checks look for, in words of the field: each function reads snapshots or events, nothing else.
import type {
  BrokerSnapshot,
  ClusterSnapshot,
  ControllerSnapshot,
  PartitionSnapshot,
  ReplicaSnapshot,
} from "../../engine/inspect/snapshot.ts";
import type { EngineEvent, EventKind, EventOf } from "../../engine/trace/event.ts";
import type { CheckState } from "./lesson.ts";

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

export function activeController(snapshot: ClusterSnapshot): ControllerSnapshot | null {
  for (const { status, detail } of snapshot.nodes) {
    if (status === "running" && detail?.role === "controller" && detail.state === "leader") return detail;
  }
  return null;
}

/** The partition as the controller has it. */
export function partitionOf(snapshot: ClusterSnapshot, at: PartitionName): PartitionSnapshot | null {
  const topic = activeController(snapshot)?.topics.find(({ name }) => name === at.topic);
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
    .reduce((sum, { event }) => sum + event.records, 0);
}

/** Records whose producer got an error for good; `error` is the simple name of the exception. */
export function failedRecords(state: CheckState, at: PartitionName, error: string): number {
  return eventsOf(state, "batch-failed")
    .filter(
      ({ event }) => event.topic === at.topic && event.partition === at.partition && event.error === error,
    )
    .reduce((sum, { event }) => sum + event.records, 0);
}

export function polledRecords(state: CheckState, at: PartitionName): number {
  return eventsOf(state, "records-polled")
    .filter(({ event }) => event.topic === at.topic && event.partition === at.partition)
    .reduce((sum, { event }) => sum + event.records, 0);
}

/** The elections of the partition since the step began, in order. */
export function elections(state: CheckState, at: PartitionName): readonly EventOf<"leader-elected">[] {
  return eventsOf(state, "leader-elected")
    .map(({ event }) => event)
    .filter((event) => event.topic === at.topic && event.partition === at.partition);
}

export function programEnded(state: CheckState): boolean {
  return eventsOf(state, "program-ended").length > 0;
}

/** The nodes on which a command of this kind was used, oldest first. */
export function commanded(state: CheckState, kind: string): readonly number[] {
  return eventsOf(state, "command")
    .filter(({ event }) => event.command["kind"] === kind)
    .map(({ event }) => Number(event.command["node"] ?? -1));
}
