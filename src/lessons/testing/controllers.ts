// What a check sees of a cluster of controllers, for tests: what happened, looked back on at the 60th second.
import type { ClusterSnapshot } from "../../engine/inspect/snapshot.ts";
import type { EngineEvent, TraceEvent } from "../../engine/trace/event.ts";
import { testSnapshot } from "../../ui/testing/snapshots.ts";
import type { CheckState } from "../api/lesson.ts";

export type Happened = readonly [atMs: number, source: string, event: TraceEvent];

export const killed: TraceEvent = { kind: "node-stopped", reason: "killed", error: null };
export const starting: TraceEvent = { kind: "node-starting", role: "controller" };
export const created: TraceEvent = { kind: "topic-created", topic: "t", partitions: 1, replicas: 1 };
export const asked: TraceEvent = {
  kind: "request-sent",
  peer: "broker1:9092",
  api: "CreateTopics",
  version: 7,
  correlationId: 1,
  bytes: 50,
};

/** Of so many controllers, 3001 and on. */
export function stateOf(controllers: number, happened: readonly Happened[]): CheckState {
  const nodes: ClusterSnapshot["nodes"] = Array.from({ length: controllers }, (_, i) => ({
    id: 3001 + i,
    role: "controller",
    status: "running",
    sinceMs: 0,
    error: null,
    detail: null,
  }));
  const snapshot = testSnapshot();
  const events = happened.map(
    ([atMs, source, event], index): EngineEvent => ({ id: `x:${index}`, source, atMs, cause: null, event }),
  );
  return { snapshot: { ...snapshot, nodes, time: { ...snapshot.time, nowMs: 60_000 } }, events, output: [] };
}
