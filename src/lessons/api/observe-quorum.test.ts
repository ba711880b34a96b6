import { expect, test } from "vitest";
import type { ClusterSnapshot } from "../../engine/inspect/snapshot.ts";
import type { EngineEvent, TraceEvent } from "../../engine/trace/event.ts";
import { testSnapshot } from "../../ui/testing/snapshots.ts";
import type { CheckState } from "./lesson.ts";
import { quorumPhases, topicsAskedFor, topicsCreated } from "./observe-quorum.ts";

let serial = 0;
const at = (atMs: number, source: string, event: TraceEvent): EngineEvent => ({
  id: `x:${serial++}`,
  source,
  atMs,
  cause: null,
  event,
});
const killed = { kind: "node-stopped", reason: "killed", error: null } as const;
const starting = { kind: "node-starting", role: "controller" } as const;
const created = { kind: "topic-created", topic: "t", partitions: 1, replicas: 1 } as const;
const asked = {
  kind: "request-sent",
  peer: "broker1:9092",
  api: "CreateTopics",
  version: 7,
  correlationId: 1,
  bytes: 50,
} as const;

function stateOf(controllers: number, events: readonly EngineEvent[]): CheckState {
  const nodes: ClusterSnapshot["nodes"] = Array.from({ length: controllers }, (_, i) => ({
    id: 3001 + i,
    role: "controller",
    status: "running",
    sinceMs: 0,
    error: null,
    detail: null,
  }));
  const snapshot = testSnapshot();
  return { snapshot: { ...snapshot, nodes, time: { ...snapshot.time, nowMs: 60_000 } }, events, output: [] };
}

test("of four controllers one may be down, of five two", () => {
  const events = [at(1_000, "3001", killed), at(5_000, "3004", killed), at(9_000, "3001", starting)];
  const told = (controllers: number) =>
    quorumPhases(stateOf(controllers, events)).map(({ down, quorum }) => [down, quorum]);
  const down = [[], [3001], [3001, 3004], [3004]];
  expect(told(4)).toEqual([
    [down[0], true],
    [down[1], true],
    [down[2], false],
    [down[3], true],
  ]);
  expect(told(5).every(([, quorum]) => quorum)).toBe(true);
});

test("a broker is no controller; a frozen controller is down until it is thawed", () => {
  const freeze = { kind: "command", command: { kind: "freeze", node: 3002 } } as const;
  const thaw = { kind: "command", command: { kind: "thaw", node: 3002 } } as const;
  const state = stateOf(3, [at(1_000, "1", killed), at(2_000, "you", freeze), at(3_000, "you", thaw)]);
  expect(quorumPhases(state)).toEqual([
    { fromMs: 0, toMs: 2_000, down: [], quorum: true },
    { fromMs: 2_000, toMs: 3_000, down: [3002], quorum: true },
    { fromMs: 3_000, toMs: 60_000, down: [], quorum: true },
  ]);
});

test("topics and requests belong to the phase they fall in; what brokers pass on is not asked twice", () => {
  const state = stateOf(3, [
    at(1_000, "3001", killed),
    at(1_050, "3002", created),
    at(2_000, "program", asked),
    at(2_001, "1", asked),
    at(2_100, "3002", created),
  ]);
  const phase = quorumPhases(state)[1]!;
  expect(topicsCreated(state, phase)).toEqual(["t"]);
  expect(topicsAskedFor(state, phase)).toBe(1);
});
