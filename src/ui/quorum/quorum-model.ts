// The quorum as the drawing, its table twin and the sentence on top speak of it: the voters' own words, joined with what
// the leader knows of them and with which links carry. Pure.
import type {
  ClusterSnapshot,
  ElectionSnapshot,
  LeaderEpochSnapshot,
  NodeStatus,
  QuorumReplicaSnapshot,
} from "../../engine/inspect/snapshot.ts";
import { newestEpoch } from "../cluster/model.ts";
import { type ControllerRole, controllerRole, isDown } from "../cluster/node-state.ts";

export interface VoterView {
  readonly id: number;
  /** C1 for the first controller. */
  readonly label: string;
  readonly status: NodeStatus;
  readonly sinceMs: number;
  readonly error: string | null;
  readonly role: ControllerRole;
  /** False until it has told of itself; numbers are 0 then. */
  readonly known: boolean;
  readonly epoch: number;
  readonly leaderId: number;
  readonly votedId: number;
  readonly election: ElectionSnapshot | null;
  readonly startOffset: number;
  readonly highWatermark: number;
  readonly logEndOffset: number;
  readonly epochs: readonly LeaderEpochSnapshot[];
  /** As the leader has it; null where that is unknown, or at the leader itself. */
  readonly lag: number | null;
  readonly lastFetchMs: number | null;
}

export interface ObserverView {
  readonly id: number;
  readonly lag: number | null;
  readonly lastFetchMs: number | null;
}

export interface QuorumView {
  readonly nowMs: number;
  readonly voters: readonly VoterView[];
  readonly majority: number;
  /** Who leads in the newest epoch, null for nobody. */
  readonly leader: VoterView | null;
  /** Leaders by their own words alone. */
  readonly stale: readonly VoterView[];
  /** Voters that run, and the most of them that can talk to each other. */
  readonly running: number;
  readonly connected: number;
  readonly observers: readonly ObserverView[];
}

const leads = ({ role }: Pick<VoterView, "role">): boolean => role === "leader" || role === "stale";

/** Milliseconds since a moment of the wall clock, which is what the quorum counts in. */
function ago(snapshot: ClusterSnapshot, wallMs: number | null | undefined): number | null {
  return wallMs == null ? null : Math.max(0, snapshot.time.wallMs - wallMs);
}

export function quorumOf(snapshot: ClusterSnapshot): QuorumView {
  const nodes = snapshot.nodes.filter(({ role }) => role === "controller");
  const told = nodes.map((node) => ({
    node,
    detail: node.detail?.role === "controller" ? node.detail : null,
  }));
  const lives = (status: NodeStatus): boolean => status === "running" || status === "starting";
  const newest = newestEpoch(told);
  const active = told.find(
    ({ node, detail }) => lives(node.status) && detail?.state === "leader" && detail.epoch === newest,
  )?.detail;
  const progress = new Map<number, QuorumReplicaSnapshot>(active?.voters.map((voter) => [voter.id, voter]));
  const voters = told.map(({ node, detail }, index): VoterView => {
    const known = node.id === active?.id ? undefined : progress.get(node.id);
    return {
      id: node.id,
      label: `C${index + 1}`,
      status: node.status,
      sinceMs: node.sinceMs,
      error: node.error,
      role: controllerRole(node.status, detail, newest),
      known: detail !== null,
      epoch: detail?.epoch ?? 0,
      leaderId: detail?.leaderId ?? -1,
      votedId: detail?.votedId ?? -1,
      election: lives(node.status) ? (detail?.election ?? null) : null,
      startOffset: detail?.logStartOffset ?? 0,
      highWatermark: detail?.highWatermark ?? 0,
      logEndOffset: detail?.logEndOffset ?? 0,
      epochs: detail?.leaderEpochs ?? [],
      lag: known?.lag ?? null,
      lastFetchMs: ago(snapshot, known?.lastFetchMs),
    };
  });
  const running = voters.filter(({ status }) => lives(status)).map(({ id }) => id);
  return {
    nowMs: snapshot.time.nowMs,
    voters,
    majority: Math.max(Math.floor(voters.length / 2) + 1, active?.majority ?? 0),
    leader: voters.find(({ id }) => id === active?.id) ?? null,
    stale: voters.filter((voter) => leads(voter) && voter.id !== active?.id),
    running: running.length,
    connected: largestGroup(running, (a, b) => isWhole(snapshot, a, b)),
    observers: (active?.observers ?? [])
      .map(({ id, lag, lastFetchMs }) => ({ id, lag, lastFetchMs: ago(snapshot, lastFetchMs) }))
      .sort((a, b) => a.id - b.id),
  };
}

/** Carries both ways; one that holds its messages does not. */
function isWhole({ links }: ClusterSnapshot, a: number, b: number): boolean {
  return !links.some(
    ({ from, to, cut, held }) =>
      (cut || held !== null) && ((from === a && to === b) || (from === b && to === a)),
  );
}

/** A leader needs a link of its own to each: the largest star, not the largest island. */
function largestGroup(ids: readonly number[], areLinked: (a: number, b: number) => boolean): number {
  return ids.reduce(
    (most, id) => Math.max(most, 1 + ids.filter((other) => other !== id && areLinked(id, other)).length),
    0,
  );
}

export type QuorumFact =
  | { readonly kind: "starting" }
  | { readonly kind: "alone"; readonly voter: string; readonly epoch: number }
  /** The only one there is does not run. */
  | { readonly kind: "none" }
  | { readonly kind: "whole"; readonly leader: string; readonly epoch: number; readonly voters: number }
  | {
      readonly kind: "reduced";
      readonly leader: string;
      readonly epoch: number;
      readonly without: readonly string[];
      readonly following: number;
      readonly spare: number;
    }
  | {
      readonly kind: "two-leaders";
      readonly stale: string;
      readonly leader: string;
      readonly highWatermark: number;
    }
  /** It leads by its own words, and no majority answers it: it will resign. */
  | { readonly kind: "losing"; readonly leader: string }
  | { readonly kind: "electing"; readonly candidates: readonly string[] }
  | {
      readonly kind: "no-quorum";
      readonly connected: number;
      readonly voters: number;
      readonly majority: number;
    };

export interface QuorumNow {
  readonly gravity: "calm" | "warn" | "bad";
  readonly fact: QuorumFact;
}

/** A voter that has not fetched for so long does not count: one and a half fetch timeouts, as the leader sees it. */
export const LOST_AFTER_MS = 3_000;

const follows = (voter: VoterView): boolean =>
  !isDown(voter.role) &&
  voter.role !== "frozen" &&
  voter.lastFetchMs !== null &&
  voter.lastFetchMs < LOST_AFTER_MS;

/** What holds now, in one fact. */
export function quorumNow(quorum: QuorumView): QuorumNow {
  const { voters, leader, stale, majority, connected, running } = quorum;
  const first = voters[0];
  if (first === undefined || voters.every(({ known, role }) => !known && !isDown(role)))
    return { gravity: "calm", fact: { kind: "starting" } };
  if (voters.length === 1) {
    return leader === null
      ? { gravity: running === 0 ? "bad" : "warn", fact: { kind: running === 0 ? "none" : "starting" } }
      : { gravity: "calm", fact: { kind: "alone", voter: leader.label, epoch: leader.epoch } };
  }
  const old = stale.find(({ role }) => role === "stale");
  if (leader !== null && old !== undefined) {
    const { highWatermark } = old;
    return {
      gravity: "warn",
      fact: { kind: "two-leaders", stale: old.label, leader: leader.label, highWatermark },
    };
  }
  if (connected < majority && (leader === null || running < majority || followers(quorum) < majority))
    return { gravity: "bad", fact: { kind: "no-quorum", connected, voters: voters.length, majority } };
  if (leader === null) {
    const candidates = voters.filter(({ role }) => role === "candidate" || role === "prospective");
    return {
      gravity: "warn",
      fact: { kind: "electing", candidates: candidates.map(({ label }) => label) },
    };
  }
  const following = followers(quorum);
  const without = voters.filter((voter) => voter !== leader && !follows(voter)).map(({ label }) => label);
  const { label, epoch } = leader;
  if (without.length === 0)
    return { gravity: "calm", fact: { kind: "whole", leader: label, epoch, voters: voters.length } };
  if (following < majority) return { gravity: "bad", fact: { kind: "losing", leader: label } };
  const spare = following - majority;
  return {
    gravity: "warn",
    fact: { kind: "reduced", leader: label, epoch, without, following, spare },
  };
}

/** The leader and those who fetch from it. */
export function followers({ voters, leader }: QuorumView): number {
  return leader === null ? 0 : 1 + voters.filter((voter) => voter !== leader && follows(voter)).length;
}
