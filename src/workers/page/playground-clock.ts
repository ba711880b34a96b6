// Playground time as the page decides it: a state that every worker mirrors. All workers live on one machine, so they
// agree on the time without asking each other; at high speeds they are asked before it goes on (time-grants.ts).

import type { HostTime } from "../../engine/cluster/node-host.ts";
import {
  extended,
  jumped,
  paused,
  playAt,
  resumed,
  steppedTo,
  type TimeState,
  wallAt,
  withSpeed,
} from "../../engine/cluster/playground-time.ts";
import { createSpeedometer } from "../../engine/cluster/speedometer.ts";
import { createTimeGrants, type GrantParty } from "../../engine/cluster/time-grants.ts";
import { sharedNowMs, workerRealTime } from "../time/real-time.ts";

/** A worker that follows the time. */
export interface Follower extends GrantParty {
  setTime(state: TimeState): void;
  /** Null when nothing is pending in it, or when it is gone. */
  nextDueMs(): Promise<number | null>;
  step(): void;
}

export interface PlaygroundClock extends HostTime {
  follow(follower: Follower): () => void;
  current(): TimeState;
  /** Stands still without the person having asked: the tab is hidden. A pause of their own stays. */
  setHidden(hidden: boolean): void;
  isHeld(): boolean;
  onChange(listener: () => void): void;
}

/** Messages that a step set off are under way between workers for a moment. */
const SETTLE_MS = 8;

export function createPlaygroundClock(start: TimeState): PlaygroundClock {
  const followers = new Set<Follower>();
  const listeners = new Set<() => void>();
  let state = start;
  let pausedByPerson = start.paused;
  let hidden = false;
  let stepping: Promise<unknown> = Promise.resolve();
  const speedometer = createSpeedometer(() => state);

  function spread(next: TimeState): void {
    state = next;
    for (const follower of followers) follower.setTime(state);
  }
  const grants = createTimeGrants(
    workerRealTime(),
    () => state,
    (doneMs) => spread(extended(state, sharedNowMs(), doneMs)),
  );

  function change(next: TimeState): void {
    spread(next);
    grants.changed();
    for (const listener of listeners) listener();
  }

  function pauseOrResume(): void {
    const stands = pausedByPerson || hidden;
    if (stands === state.paused) return;
    change(stands ? paused(state, sharedNowMs()) : resumed(state, sharedNowMs()));
  }

  /** The earliest pending thing of all workers happens; the others only see the time go on. */
  async function stepNow(): Promise<boolean> {
    await new Promise((settled) => setTimeout(settled, SETTLE_MS));
    const asked = await Promise.all(
      [...followers].map(async (follower) => ({ follower, dueMs: await follower.nextDueMs() })),
    );
    let first: { readonly follower: Follower; readonly dueMs: number } | null = null;
    for (const { follower, dueMs } of asked) {
      if (dueMs !== null && (first === null || dueMs < first.dueMs)) first = { follower, dueMs };
    }
    if (first === null || !state.paused) return false;
    change(steppedTo(state, first.dueMs));
    first.follower.step();
    return true;
  }

  return {
    nowMs: () => playAt(state, sharedNowMs()),
    wallMs: () => wallAt(state, sharedNowMs()),
    state: () => state,
    current: () => state,
    reachedSpeed: () => speedometer.read(sharedNowMs()),
    isPaused: () => state.paused,
    isHeld: () => hidden && !pausedByPerson,
    pause() {
      pausedByPerson = true;
      pauseOrResume();
    },
    resume() {
      pausedByPerson = false;
      pauseOrResume();
    },
    setSpeed: (factor) => change(withSpeed(state, sharedNowMs(), factor)),
    jump: (byMs) => change(jumped(state, byMs)),
    step() {
      const step = stepping.then(stepNow);
      stepping = step.catch(() => {});
      return step;
    },
    setHidden(next) {
      hidden = next;
      pauseOrResume();
    },
    follow(follower) {
      followers.add(follower);
      const leave = grants.join(follower);
      return () => {
        followers.delete(follower);
        leave();
      };
    },
    onChange: (listener) => void listeners.add(listener),
  };
}
