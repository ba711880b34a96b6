// Runs seeds with a planted bug: the whole engine is bundled anew, spoilt.
import { pathToFileURL } from "node:url";
import type { PlantedBug } from "../../engine/sim/bugs/planted-bug.ts";
import { profileNamed } from "../../engine/sim/chaos/profiles.ts";
import type { CommandOutput } from "../commands/command.ts";
import { bundle } from "../launch/bundle.mjs";
import { plantBug } from "./plant-bug.ts";
import { runSeeds, type SeedRun, type Tally } from "./run-seeds.ts";

export async function runWith(
  bug: PlantedBug | null,
  options: SeedRun,
  output: CommandOutput,
): Promise<Tally> {
  if (bug === null) return runSeeds(options, output);
  const file = await bundle("src/node/sim/run-seeds.ts", [plantBug(bug)]);
  const spoilt = (await import(pathToFileURL(file).href)) as { readonly runSeeds: typeof runSeeds };
  return spoilt.runSeeds(options, output);
}

/** Seed after seed from 1 on, in the bug's profile, until it is found. */
export function findPlanted(bug: PlantedBug, runs: number, output: CommandOutput): Promise<Tally> {
  const profiles = [profileNamed(bug.profile)!];
  const options = { firstSeed: 1, runs, profiles, stopAtFirst: true, shrink: false, bug: bug.name };
  return runWith(bug, options, output);
}
