// What an active controller does by itself, again and again: fencing silent brokers, elections, signs of life.
import type { Clock, Timer } from "../ports/clock.ts";
import { metadataRecord } from "../raft/metadata-record.ts";
import { fenceStaleBroker } from "./cluster/heartbeat.ts";
import type { ControllerSettings, ControllerState, Decision } from "./decision.ts";
import { sweepExpiredTokens } from "./security/delegation-tokens.ts";
import { balanceLeaders, electUncleanLeaders } from "./topics/elect-leaders.ts";

export interface PeriodicTask {
  readonly name: string;
  readonly periodMs: number;
  /** True: there is more to do, soon. */
  readonly decide: (state: ControllerState) => Decision<boolean>;
}

/** Sessions are looked over this often within one session timeout. */
const LOOKS_PER_SESSION = 8;
const SOON_MS = 10;

export function periodicTasks(settings: ControllerSettings): PeriodicTask[] {
  const tasks: PeriodicTask[] = [
    {
      name: "fence-stale-broker",
      periodMs: settings.sessionTimeoutMs / LOOKS_PER_SESSION,
      decide: fenceStaleBroker,
    },
    { name: "elect-unclean", periodMs: settings.uncleanCheckMs, decide: electUncleanLeaders },
    { name: "balance-leaders", periodMs: settings.leaderImbalanceCheckMs, decide: balanceLeaders },
    {
      name: "expire-tokens",
      periodMs: settings.tokens.secretKey === null ? 0 : settings.tokens.expiryCheckMs,
      decide: sweepExpiredTokens,
    },
    {
      name: "no-op",
      periodMs: settings.maxIdleMs,
      decide: () => ({ records: [metadataRecord("NoOpRecord", 0, {})], response: false }),
    },
  ];
  return tasks.filter(({ periodMs }) => periodMs > 0);
}

/** Runs the tasks until the returned function is called. `run` decides and appends; it answers whether there is more. */
export function startPeriodicTasks(
  clock: Clock,
  tasks: readonly PeriodicTask[],
  run: (task: PeriodicTask) => boolean,
): () => void {
  const timers = new Map<PeriodicTask, Timer>();
  let stopped = false;
  function schedule(task: PeriodicTask, delayMs: number): void {
    const timer = clock.setTimer(delayMs, () => {
      if (stopped) return;
      const isMore = run(task);
      if (!stopped) schedule(task, isMore ? SOON_MS : task.periodMs);
    });
    timers.set(task, timer);
  }
  for (const task of tasks) schedule(task, task.periodMs);
  return () => {
    stopped = true;
    for (const timer of timers.values()) timer.cancel();
  };
}
