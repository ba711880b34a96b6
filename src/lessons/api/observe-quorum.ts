// What checks look for in a quorum: who was down when, who was elected, what was decided and what was asked in vain.
import type { ClusterSnapshot } from "../../engine/inspect/snapshot.ts";
import type { CheckState } from "./lesson.ts";
import { activeController, eventsOf } from "./observe.ts";

/** C1 for the first controller, as the drawing has it. */
export function controllerName(snapshot: ClusterSnapshot, id: number): string {
  const index = controllerIds(snapshot).indexOf(id);
  return index < 0 ? String(id) : `C${index + 1}`;
}

export function controllerIds(snapshot: ClusterSnapshot): readonly number[] {
  return snapshot.nodes.filter(({ role }) => role === "controller").map(({ id }) => id);
}

export interface ControllerElection {
  readonly controller: number;
  readonly epoch: number;
  readonly atMs: number;
}

/** Who was elected active controller since the step began, oldest first. */
export function controllerElections(state: CheckState): readonly ControllerElection[] {
  return eventsOf(state, "controller-elected").map(({ source, atMs, event }) => ({
    controller: Number(source),
    epoch: event.epoch,
    atMs,
  }));
}

/** A stretch of time in which the same controllers did not run. The last one goes on until now. */
export interface Phase {
  readonly fromMs: number;
  readonly toMs: number;
  readonly down: readonly number[];
  /** Enough run for a majority. */
  readonly quorum: boolean;
}

/** Since the step began, when all ran. */
export function quorumPhases({ snapshot, events }: CheckState): readonly Phase[] {
  const all = controllerIds(snapshot);
  const majority = Math.floor(all.length / 2) + 1;
  const phases: Phase[] = [];
  let down: readonly number[] = [];
  let fromMs = 0;
  const close = (toMs: number): void => {
    if (toMs > fromMs) phases.push({ fromMs, toMs, down, quorum: all.length - down.length >= majority });
    fromMs = toMs;
  };
  for (const { source, atMs, event } of events) {
    const frozen = event.kind === "command" && event.command["kind"] === "freeze";
    const thawed = event.kind === "command" && event.command["kind"] === "thaw";
    const node =
      frozen || thawed ? Number(event.kind === "command" && event.command["node"]) : Number(source);
    const falls = frozen || event.kind === "node-stopped";
    const rises = thawed || event.kind === "node-starting";
    if (!all.includes(node) || (falls ? down.includes(node) : !rises || !down.includes(node))) continue;
    close(atMs);
    down = falls ? [...down, node] : down.filter((each) => each !== node);
  }
  close(snapshot.time.nowMs);
  return phases;
}

/** What was committed a moment before may be told a moment after. */
const TELLING_MS = 100;

const within = ({ fromMs, toMs }: Phase, atMs: number): boolean => atMs > fromMs + TELLING_MS && atMs <= toMs;

/** The topics that were created in that time. */
export function topicsCreated(state: CheckState, phase: Phase): readonly string[] {
  return eventsOf(state, "topic-created")
    .filter(({ atMs }) => within(phase, atMs))
    .map(({ event }) => event.topic);
}

/** How often programs asked for topics in that time. */
export function topicsAskedFor(state: CheckState, phase: Phase): number {
  return eventsOf(state, "request-sent").filter(
    ({ source, atMs, event }) =>
      event.api === "CreateTopics" && Number.isNaN(Number(source)) && within(phase, atMs),
  ).length;
}

/** Records that producers were told are stored in that time. */
export function ackedWithin(
  state: CheckState,
  phase: Pick<Phase, "fromMs" | "toMs">,
  of: (event: { readonly topic: string; readonly partition: number; readonly acks: number }) => boolean,
): number {
  return eventsOf(state, "batch-acked")
    .filter(({ atMs, event }) => atMs > phase.fromMs && atMs <= phase.toMs && of(event))
    .reduce((sum, { event, standsFor }) => sum + (standsFor?.records ?? event.records), 0);
}

/** A controller that does not lead, null while there is none. */
export function standby(snapshot: ClusterSnapshot): number | null {
  const active = activeController(snapshot)?.id;
  const runs = snapshot.nodes.filter(({ role, status }) => role === "controller" && status === "running");
  return runs.find(({ id }) => id !== active)?.id ?? null;
}

export function running(snapshot: ClusterSnapshot, id: number): boolean {
  return snapshot.nodes.some((node) => node.id === id && node.status === "running");
}
