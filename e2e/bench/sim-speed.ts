// How fast virtual time goes: simulated seconds in a second of CPU, with every invariant watched. Steady: three controllers
// and three brokers with Kafka's defaults, three partitions of three replicas, two idempotent producers with acks=all
// (each sends a batch every half a second on average), a consumer at the end of the log; about 40 requests a second.
// Chaos: the profiles in turn, their faults included. Both when the code is warm: one process plays thousands of seeds.
import type { Profile } from "../../src/engine/sim/chaos/profile.ts";
import { POWER_CUTS_AND_CUT_LINKS, PROFILES } from "../../src/engine/sim/chaos/profiles.ts";
import { runSimulation } from "../../src/engine/sim/chaos/simulation.ts";
import { nodeTurns } from "../../src/node/sim/turns.ts";
import { type BenchResult, median, result } from "./bench.ts";

const STEADY: Profile = {
  ...POWER_CUTS_AND_CUT_LINKS,
  name: "steady",
  about: "no faults, Kafka's defaults",
  controllers: 3,
  weights: {},
  properties: {},
  topicConfigs: {},
  longestPauseMs: 1000,
  readAgainMs: Number.POSITIVE_INFINITY,
  faultsMs: 300_000,
};
const UNIT = "simulated s / CPU s";
const STEADY_ROUNDS = { warming: 12, measured: 9 };
/** Each plays all profiles. */
const CHAOS_ROUNDS = { warming: 1, measured: 3 };

const drain = (): Promise<void> => new Promise((done) => setImmediate(done));

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Plays one run of each profile and answers how fast time went. Throws what an invariant throws. */
async function speedOf(profiles: readonly Profile[], seed: number, happenings?: []): Promise<number> {
  const startMs = cpuMs();
  let virtualMs = 0;
  for (const profile of profiles) {
    const given = happenings === undefined ? {} : { happenings };
    const outcome = await runSimulation({ seed, profile, drain, turns: nodeTurns, ...given });
    if (outcome.violation !== null) throw outcome.violation;
    virtualMs += outcome.virtualMs;
  }
  return virtualMs / (cpuMs() - startMs);
}

async function medianOf(
  { warming, measured }: typeof STEADY_ROUNDS,
  speed: (seed: number) => Promise<number>,
): Promise<number> {
  const speeds: number[] = [];
  for (let seed = 1; seed <= warming + measured; seed++) speeds.push(await speed(seed));
  return median(speeds.slice(warming));
}

export async function simSpeed(): Promise<BenchResult> {
  return result(
    "sim-speed",
    await medianOf(STEADY_ROUNDS, (seed) => speedOf([STEADY], seed, [])),
    UNIT,
    null,
  );
}

export async function simSpeedChaos(): Promise<BenchResult> {
  return result(
    "sim-speed-chaos",
    await medianOf(CHAOS_ROUNDS, (seed) => speedOf(PROFILES, seed)),
    UNIT,
    null,
  );
}
