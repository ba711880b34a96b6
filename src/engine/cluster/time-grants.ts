// Decides when granted time (playground-time.ts) may go on: when every thread of the cluster has done what was due, and
// what it sent meanwhile was received and answered. So a slow machine makes time slow, and a session never expires only
// because a heartbeat had to wait for the processor.
//
// It goes in rounds, and a round in waves: in each, every thread tells what it did (activity.ts). A round ends when
// nothing is on its way; or, because programs may keep a cluster busy for ever, when messages had the time to go to and
// fro a few times, or when time has stood still so long that it would run slower than where it is free.
import type { Timer } from "../ports/clock.ts";
import { type Activity, hasArrived, isQuiet } from "./activity.ts";
import { FREE_SPEED, GRANT_MS, playAt, realDelayUntil, type TimeState } from "./playground-time.ts";
import type { RealTime } from "./schedule.ts";

/** A thread that time waits for. */
export interface GrantParty {
  /** Resolves when it has done what is due by now, and its disk what it was asked to before. */
  catchUp(): Promise<Activity>;
  /** It is not waited for longer than this, nor any more until it answers. */
  readonly patienceMs: number;
}

export interface TimeGrants {
  /** The answer ends it: the party is gone, and not waited for. */
  join(party: GrantParty): () => void;
  /** To be called when the state of time was changed. */
  changed(): void;
}

/** A node does not stand still for longer than this without a defect. */
export const NODE_PATIENCE_MS = 3_000;
/** A program that computes for so long without a pause holds nobody else up. */
export const PROGRAM_PATIENCE_MS = 250;

/** The next round begins when so much of the grant is left: on a machine that keeps up time never stops. */
const RENEWED_MS = GRANT_MS / 2;
const LONGEST_HOLD_MS = (GRANT_MS - RENEWED_MS) / FREE_SPEED;
/** A request, its answer, what follows from it, and its answer. */
const ENOUGH_HOPS = 4;

interface Round {
  /** All that is due by then will be done. */
  readonly doneMs: number;
  readonly beganMs: number;
  readonly answers: Map<GrantParty, Activity>;
  /** Who has still to answer in this wave, asked when. */
  readonly asked: Map<GrantParty, number>;
  /** What had been sent before the last hop. */
  sent: readonly Activity[] | null;
  hops: number;
}

/** `extend` is called when everything that was due at `doneMs` is done. */
export function createTimeGrants(
  real: RealTime,
  state: () => TimeState,
  extend: (doneMs: number) => void,
): TimeGrants {
  const parties = new Set<GrantParty>();
  const late = new Set<GrantParty>();
  let round: Round | null = null;
  let nextRound: Timer | null = null;
  let patience: Timer | null = null;

  const isGranted = (): boolean => state().horizonMs !== null && !state().paused;

  function changed(): void {
    nextRound?.cancel();
    nextRound = null;
    if (!isGranted()) round = null;
    if (round !== null || !isGranted()) return;
    const delayMs = realDelayUntil(state(), real.nowMs(), state().horizonMs! - RENEWED_MS);
    nextRound = real.setTimer(delayMs ?? 0, begin);
  }

  function begin(): void {
    nextRound = null;
    if (!isGranted() || round !== null) return;
    const beganMs = real.nowMs();
    const doneMs = playAt(state(), beganMs);
    round = { doneMs, beganMs, answers: new Map(), asked: new Map(), sent: null, hops: 0 };
    ask(round);
  }

  function ask(current: Round): void {
    const nowMs = real.nowMs();
    for (const party of parties) if (!late.has(party)) current.asked.set(party, nowMs);
    for (const party of [...current.asked.keys()]) {
      party.catchUp().then(
        (activity) => answered(current, party, activity),
        () => forget(party),
      );
    }
    if (current.asked.size === 0) return judge(current);
    watch(current);
  }

  function answered(current: Round, party: GrantParty, activity: Activity): void {
    late.delete(party);
    if (current !== round || !current.asked.delete(party)) return;
    current.answers.set(party, activity);
    if (current.asked.size === 0) judge(current);
  }

  /** One timer for all: who is asked in a wave is asked at once. */
  function watch(current: Round): void {
    patience?.cancel();
    patience = null;
    let firstMs = Number.POSITIVE_INFINITY;
    for (const [party, askedMs] of current.asked) firstMs = Math.min(firstMs, askedMs + party.patienceMs);
    if (firstMs === Number.POSITIVE_INFINITY) return;
    patience = real.setTimer(firstMs - real.nowMs(), () => {
      patience = null;
      if (current !== round) return;
      const nowMs = real.nowMs();
      for (const [party, askedMs] of [...current.asked]) {
        if (nowMs - askedMs < party.patienceMs) continue;
        late.add(party);
        leaveOut(current, party);
      }
      if (current === round) watch(current);
    });
  }

  function leaveOut(current: Round, party: GrantParty): void {
    current.answers.delete(party);
    if (current.asked.delete(party) && current.asked.size === 0) judge(current);
  }

  function judge(current: Round): void {
    if (current !== round) return;
    const answers = [...current.answers.values()];
    if (isQuiet(answers)) return end(current);
    if (current.sent === null) current.sent = answers;
    else if (hasArrived(current.sent, answers)) {
      current.sent = answers;
      current.hops++;
    }
    const heldMs = real.nowMs() - current.beganMs;
    if (current.hops >= ENOUGH_HOPS || heldMs >= LONGEST_HOLD_MS) end(current);
    else ask(current);
  }

  function end({ doneMs }: Round): void {
    round = null;
    patience?.cancel();
    patience = null;
    if (isGranted()) extend(doneMs);
    changed();
  }

  function forget(party: GrantParty): void {
    parties.delete(party);
    late.delete(party);
    if (round !== null) leaveOut(round, party);
  }

  return {
    changed,
    join(party) {
      parties.add(party);
      return () => forget(party);
    },
  };
}
