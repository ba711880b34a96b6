// samsa sim: whole clusters in virtual time, under seeded faults, with every invariant watched.
import { writeFile } from "node:fs/promises";
import { bugNamed, PLANTED_BUGS } from "../../engine/sim/bugs/all.ts";
import type { PlantedBug } from "../../engine/sim/bugs/planted-bug.ts";
import type { Profile } from "../../engine/sim/chaos/profile.ts";
import { PROFILES, profileNamed } from "../../engine/sim/chaos/profiles.ts";
import { STORIES, storyNamed } from "../../engine/sim/stories/all.ts";
import { findPlanted, runWith } from "../sim/find-planted.ts";
import type { SeedRun } from "../sim/run-seeds.ts";
import { runStories } from "../sim/run-stories.ts";
import { parseArguments, wholeNumber } from "./arguments.ts";
import { type Command, type CommandOutput, UsageError } from "./command.ts";

const HELP = `usage: samsa sim --seed S [--runs N] [--profile P] [--bug NAME] [--no-shrink]
       samsa sim --stories [NAME] [--write]
       samsa sim --list-bugs | --list-profiles
       samsa sim --bug-table [--runs N] [--write]

Plays N (1) clusters in virtual time, with the seeds S, S+1, …; without --profile the profiles take turns. After each
event the invariants are looked at. A failing run is told as a story, shortened to what it needs, with the command that
plays it again; then the exit code is 1. The last line counts: "runs N, events M, violations K".

  --stories     plays the stories that lessons tell, or the one named, and prints their transcripts; the exit code is 1
                when one does not end as it should. --write keeps them in e2e/golden/stories instead
  --bug NAME    with a planted bug in the engine; stops when it is found
  --bug-table   looks for every planted bug, each within N (2000) runs, and prints a table of the runs that it took;
                --write keeps it in e2e/golden/bugs.md, too`;

const MOST_SEEDS = 2 ** 32 - 1;
const RUNS_FOR_A_BUG = 2000;
/** In the clone, where every `npm run` begins. */
const BUG_TABLE = "e2e/golden/bugs.md";

export const sim: Command = {
  name: "sim",
  summary: "clusters in virtual time, under seeded faults",
  help: HELP,
  async run(args, output) {
    if (args.includes("--stories")) return stories(args, output);
    const { values } = parseArguments(args, {
      seed: { type: "string" },
      runs: { type: "string" },
      profile: { type: "string" },
      bug: { type: "string" },
      "no-shrink": { type: "boolean" },
      "list-bugs": { type: "boolean" },
      "list-profiles": { type: "boolean" },
      "bug-table": { type: "boolean" },
      write: { type: "boolean" },
    });
    refuseWhatSaysNothing(values);
    if (values["list-bugs"] === true) return list(PLANTED_BUGS, output);
    if (values["list-profiles"] === true) return list(PROFILES, output);
    const runs = values.runs === undefined ? null : wholeNumber("--runs", values.runs, 1, MOST_SEEDS);
    if (values["bug-table"] === true) {
      const { lines, unfound } = await bugTable(runs ?? RUNS_FOR_A_BUG, output);
      if (values.write === true) await writeFile(BUG_TABLE, documentOf(lines));
      return unfound === 0 ? 0 : 1;
    }
    if (values.seed === undefined) throw new UsageError("--seed is missing");
    const firstSeed = wholeNumber("--seed", values.seed, 0, MOST_SEEDS);
    if (firstSeed + (runs ?? 1) - 1 > MOST_SEEDS)
      throw new UsageError(`${runs} runs from seed ${firstSeed} on go beyond the last seed, ${MOST_SEEDS}`);
    const bug = values.bug === undefined ? null : findBug(values.bug);
    const profile = values.profile ?? bug?.profile;
    const run: SeedRun = {
      firstSeed,
      runs: runs ?? 1,
      profiles: profile === undefined ? PROFILES : [findProfile(profile)],
      stopAtFirst: bug !== null,
      shrink: values["no-shrink"] !== true,
      bug: bug?.name ?? null,
    };
    const { runs: played, events, violations } = await runWith(bug, run, output);
    output.out(`runs ${played}, events ${events}, violations ${violations}`);
    return violations === 0 ? 0 : 1;
  },
};

/** What each way to call it understands; the first that is asked for is the one. */
const MODES: readonly (readonly [string, readonly string[]])[] = [
  ["list-bugs", []],
  ["list-profiles", []],
  ["bug-table", ["runs", "write"]],
  ["seed", ["runs", "profile", "bug", "no-shrink"]],
];

/** An option that would be passed over is a mistake of whoever gave it. */
function refuseWhatSaysNothing(values: Readonly<Record<string, unknown>>): void {
  const mode = MODES.find(([name]) => values[name] !== undefined);
  if (mode === undefined) return;
  const [name, others] = mode;
  const idle = Object.keys(values).find((option) => option !== name && !others.includes(option));
  if (idle !== undefined) throw new UsageError(`--${idle} says nothing beside --${name}`);
}

async function stories(args: readonly string[], output: CommandOutput): Promise<number> {
  const name = args.find((arg) => !arg.startsWith("-"));
  const options = { stories: { type: "boolean" }, write: { type: "boolean" } } as const;
  const { values } = parseArguments(args, options, name === undefined ? [] : ["NAME"]);
  const chosen = name === undefined ? STORIES : [storyNamed(name)];
  const known = chosen.filter((story) => story !== undefined);
  if (known.length === 0)
    throw new UsageError(
      `there is no story "${name}"; there are ${STORIES.map((story) => story.name).join(", ")}`,
    );
  return (await runStories(known, values.write === true, output)) === known.length ? 0 : 1;
}

function list(
  rows: readonly { readonly name: string; readonly about: string }[],
  { out }: CommandOutput,
): number {
  const width = Math.max(...rows.map(({ name }) => name.length));
  for (const { name, about } of rows) out(`${name.padEnd(width)}  ${about}`);
  return 0;
}

function findBug(name: string): PlantedBug {
  const bug = bugNamed(name);
  if (bug === undefined) throw new UsageError(`there is no bug "${name}"; --list-bugs names them`);
  return bug;
}

function findProfile(name: string): Profile {
  const profile = profileNamed(name);
  if (profile === undefined)
    throw new UsageError(`there is no profile "${name}"; --list-profiles names them`);
  return profile;
}

interface BugTable {
  readonly lines: readonly string[];
  readonly unfound: number;
}

/** Prints each row as soon as it is known. */
async function bugTable(runs: number, output: CommandOutput): Promise<BugTable> {
  const lines: string[] = [];
  const print = (line: string): void => {
    lines.push(line);
    output.out(line);
  };
  let unfound = 0;
  print("| bug | what it does | profile | found after |");
  print("|---|---|---|---|");
  const silent: CommandOutput = { out: () => undefined, err: output.err };
  for (const bug of PLANTED_BUGS) {
    const { violations, runs: played } = await findPlanted(bug, runs, silent);
    const found = violations > 0;
    if (!found) unfound++;
    const after = found ? `run ${played}` : `not within ${runs} runs`;
    print(`| \`${bug.name}\` | ${bug.about} | ${bug.profile} | ${after} |`);
  }
  return { lines, unfound };
}

function documentOf(lines: readonly string[]): string {
  return `# Planted bugs

Each is one mistake, planted in the engine while it is bundled, and looked for with the seeds 1, 2, … of its profile.
Written by \`npm run -s samsa -- sim --bug-table --write\`.

${lines.join("\n")}
`;
}
