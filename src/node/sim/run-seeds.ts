// Runs seed after seed and tells of each that fails: the story, shortened, and the command that plays it again.
import type { Profile } from "../../engine/sim/chaos/profile.ts";
import { failureOf, shrink } from "../../engine/sim/chaos/shrink.ts";
import { type Outcome, runSimulation, type Scheduled } from "../../engine/sim/chaos/simulation.ts";
import { transcriptOf } from "../../engine/sim/chaos/transcript.ts";
import type { CommandOutput } from "../commands/command.ts";
import { nodeTurns } from "./turns.ts";

export interface SeedRun {
  readonly firstSeed: number;
  readonly runs: number;
  /** Taken in turn, a seed each. */
  readonly profiles: readonly Profile[];
  readonly stopAtFirst: boolean;
  /** Look for a shorter story of the first failure. */
  readonly shrink: boolean;
  /** Of the planted bug, for the command that plays a failure again. */
  readonly bug: string | null;
}

export interface Tally {
  readonly runs: number;
  readonly events: number;
  readonly violations: number;
  readonly simulatedMs: number;
}

const drain = (): Promise<void> => new Promise((done) => setImmediate(done));
const host = { drain, turns: nodeTurns };

export async function runSeeds(options: SeedRun, { out }: CommandOutput): Promise<Tally> {
  const tally = { runs: 0, events: 0, violations: 0, simulatedMs: 0 };
  for (let i = 0; i < options.runs; i++) {
    const seed = options.firstSeed + i;
    const profile = options.profiles[i % options.profiles.length]!;
    const outcome = await runOne(seed, profile);
    tally.runs++;
    tally.events += outcome.told;
    tally.simulatedMs += outcome.virtualMs;
    if (outcome.violation === null) continue;
    tally.violations++;
    const again = (happenings: readonly Scheduled[]): Promise<Outcome> => runOne(seed, profile, happenings);
    const short = options.shrink && tally.violations === 1 ? await shrink(outcome, again) : outcome;
    for (const line of transcriptOf(short)) out(line);
    if (short !== outcome)
      out(
        `(${outcome.happenings.length - short.happenings.length} things that it fails without are left out)`,
      );
    if (failureOf(outcome) === "Error") out(outcome.violation.stack ?? "");
    const bug = options.bug === null ? "" : ` --bug ${options.bug}`;
    out(`again: npm run -s samsa -- sim --seed ${seed} --profile ${profile.name}${bug}`);
    if (options.stopAtFirst) break;
  }
  return tally;
}

/** A promise that nobody caught is a crash of the node that made it. */
async function runOne(seed: number, profile: Profile, happenings?: readonly Scheduled[]): Promise<Outcome> {
  let uncaught: Error | null = null;
  const catchIt = (error: unknown): void => {
    uncaught ??= error instanceof Error ? error : new Error(String(error));
  };
  process.on("unhandledRejection", catchIt);
  try {
    const outcome = await runSimulation({ seed, profile, ...(happenings && { happenings }), ...host });
    await drain();
    return uncaught === null ? outcome : { ...outcome, violation: outcome.violation ?? uncaught };
  } finally {
    process.off("unhandledRejection", catchIt);
  }
}
