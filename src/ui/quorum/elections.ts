// Elections as the trace tells them: who stood, who voted for whom and who refused and why; and for how long each
// controller was what.
import { assert } from "../../engine/base/assert.ts";
import type { EngineEvent, EventId, EventKind, VoteRefusal } from "../../engine/trace/event.ts";
import type { ControllerRole } from "../cluster/node-state.ts";

export type Ballot =
  | { readonly kind: "self" | "granted"; readonly event: EventId }
  | { readonly kind: "refused"; readonly reason: VoteRefusal; readonly event: EventId }
  | { readonly kind: "silent" };

export interface ElectionView {
  readonly epoch: number;
  readonly candidate: number;
  readonly preVote: boolean;
  readonly atMs: number;
  readonly event: EventId;
  readonly ballots: readonly { readonly voter: number; readonly ballot: Ballot }[];
  /** It leads in this epoch. */
  readonly won: boolean;
  readonly votes: number;
}

/** What the list of the quorum's events has. */
const QUORUM_EVENTS: ReadonlySet<EventKind> = new Set<EventKind>([
  "raft-state-changed",
  "election-started",
  "vote-granted",
  "vote-refused",
  "leader-resigned",
  "voters-changed",
  "metadata-snapshot-written",
  "metadata-snapshot-loaded",
  "controller-elected",
]);
const LIFE_EVENTS: ReadonlySet<EventKind> = new Set<EventKind>([
  "node-starting",
  "node-ready",
  "node-stopped",
  "disk-torn",
]);
const OF_TIME: ReadonlySet<unknown> = new Set(["pause", "resume", "speed", "step", "jump"]);

export function isQuorumEvent({ source, event }: EngineEvent, voters: ReadonlySet<number>): boolean {
  if (event.kind === "command") return !OF_TIME.has(event.command["kind"]);
  return voters.has(Number(source)) && (QUORUM_EVENTS.has(event.kind) || LIFE_EVENTS.has(event.kind));
}

/** The newest election, and the newest pre-vote where no election has followed it. */
export function latestElections(
  events: readonly EngineEvent[],
  voters: readonly number[],
): readonly ElectionView[] {
  let preVote: EngineEvent | null = null;
  for (let index = events.length - 1; index >= 0; index--) {
    const entry = events[index]!;
    if (entry.event.kind !== "election-started") continue;
    if (entry.event.preVote) preVote ??= entry;
    else return [entry, ...(preVote === null ? [] : [preVote])].map((each) => viewOf(events, voters, each));
  }
  return preVote === null ? [] : [viewOf(events, voters, preVote)];
}

function viewOf(
  events: readonly EngineEvent[],
  voters: readonly number[],
  started: EngineEvent,
): ElectionView {
  assert(started.event.kind === "election-started", "an election begins with its start");
  const { epoch, preVote } = started.event;
  const candidates = new Map<number, EngineEvent>();
  const ballots = new Map<string, Ballot>();
  const winners = new Set<number>();
  for (const entry of events) {
    const { source, event, id } = entry;
    const voter = Number(source);
    if (!("epoch" in event) || event.epoch !== epoch) continue;
    if (event.kind === "election-started" && event.preVote === preVote) {
      candidates.set(voter, entry);
      // It asks once more: what it was told before is over.
      for (const other of voters) ballots.delete(`${other} ${voter}`);
    } else if (event.kind === "vote-granted" && event.preVote === preVote)
      ballots.set(`${voter} ${event.candidate}`, { kind: "granted", event: id });
    else if (event.kind === "vote-refused" && event.preVote === preVote)
      ballots.set(`${voter} ${event.candidate}`, { kind: "refused", reason: event.reason, event: id });
    else if (event.kind === "raft-state-changed" && event.to === "leader" && !preVote) winners.add(voter);
  }
  const winner = [...winners].find((id) => candidates.has(id));
  const candidate = winner ?? Number(started.source);
  const stood = candidates.get(candidate) ?? started;
  const list = voters.map((voter) => {
    const ballot: Ballot =
      voter === candidate
        ? { kind: "self", event: stood.id }
        : (ballots.get(`${voter} ${candidate}`) ?? { kind: "silent" });
    return { voter, ballot };
  });
  const votes = list.filter(({ ballot: { kind } }) => kind === "self" || kind === "granted").length;
  return {
    epoch,
    candidate,
    preVote,
    atMs: stood.atMs,
    event: stood.id,
    ballots: list,
    won: winner !== undefined,
    votes,
  };
}

export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
  readonly state: Exclude<ControllerRole, "stale"> | "unknown";
  readonly epoch: number | null;
  /** What began it. */
  readonly event: EventId | null;
}

const ENDS = { controlled: "stopped", killed: "killed", failed: "failed" } as const;

/** What a controller was from `fromMs` to `toMs`. */
export function stretchesOf(
  events: readonly EngineEvent[],
  id: number,
  fromMs: number,
  toMs: number,
): readonly Stretch[] {
  const turns: Omit<Stretch, "toMs">[] = [
    { fromMs: Number.NEGATIVE_INFINITY, state: "unknown", epoch: null, event: null },
  ];
  const source = String(id);
  let beforeFreeze: Omit<Stretch, "toMs"> | null = null;
  for (const { event, atMs, id: eventId, source: by } of events) {
    const last = turns.at(-1)!;
    if (by === source && event.kind === "raft-state-changed") {
      if (last.state === "unknown" && last.event === null)
        turns[turns.length - 1] = { ...last, state: event.from };
      turns.push({ fromMs: atMs, state: event.to, epoch: event.epoch, event: eventId });
    } else if (by === source && event.kind === "node-stopped")
      turns.push({ fromMs: atMs, state: ENDS[event.reason], epoch: null, event: eventId });
    else if (by === source && event.kind === "node-starting")
      turns.push({ fromMs: atMs, state: "starting", epoch: null, event: eventId });
    else if (event.kind === "command" && event.command["node"] === id) {
      if (event.command["kind"] === "freeze") {
        beforeFreeze = last;
        turns.push({ fromMs: atMs, state: "frozen", epoch: null, event: eventId });
      } else if (event.command["kind"] === "thaw" && beforeFreeze !== null)
        turns.push({ ...beforeFreeze, fromMs: atMs, event: eventId });
    }
  }
  // What several nodes tell arrives in order, or nearly.
  turns.sort((a, b) => (a.fromMs < b.fromMs ? -1 : a.fromMs > b.fromMs ? 1 : 0));
  return turns.flatMap((turn, index) => {
    const end = Math.min(toMs, turns[index + 1]?.fromMs ?? toMs);
    const begin = Math.max(fromMs, turn.fromMs);
    return end > begin ? [{ ...turn, fromMs: begin, toMs: end }] : [];
  });
}
