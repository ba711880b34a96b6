// The simulator finds what it is made to find: a handful of the planted bugs, of every part of the engine, each within a few
// runs; and the same seeds without a bug are clean. All of them are in the table that `samsa sim --bug-table` prints.
import { expect, test } from "vitest";
import { bugNamed } from "../../engine/sim/bugs/all.ts";
import { profileNamed } from "../../engine/sim/chaos/profiles.ts";
import type { CommandOutput } from "../commands/command.ts";
import { findPlanted } from "./find-planted.ts";
import { runSeeds } from "./run-seeds.ts";

const QUICK = [
  "ack-before-isr",
  "high-watermark-back",
  "truncate-to-high-watermark",
  "reassignment-ends-early",
  "metadata-not-durable",
  "removed-leader-goes-on",
  "retry-has-new-sequence",
];
const MOST_RUNS = 10;
const LIMIT_MS = 300_000;

function listening(): { readonly output: CommandOutput; readonly heard: string[] } {
  const heard: string[] = [];
  const note = (line: string): void => void heard.push(line);
  return { output: { out: note, err: note }, heard };
}

const profiles = new Set<string>();
for (const name of QUICK) {
  const bug = bugNamed(name)!;
  profiles.add(bug.profile);
  test(
    `${name} is found: ${bug.about}`,
    async () => {
      const { output, heard } = listening();
      const { violations, runs } = await findPlanted(bug, MOST_RUNS, output);
      expect(violations).toBe(1);
      expect(heard.at(-1)).toBe(
        `again: npm run -s samsa -- sim --seed ${runs} --profile ${bug.profile} --bug ${name}`,
      );
    },
    LIMIT_MS,
  );
}

for (const name of profiles) {
  test(
    `${name} is clean without a bug`,
    async () => {
      const { output, heard } = listening();
      const options = { firstSeed: 1, runs: 2, profiles: [profileNamed(name)!], bug: null };
      const { violations } = await runSeeds({ ...options, stopAtFirst: true, shrink: false }, output);
      expect(violations, heard.join("\n")).toBe(0);
    },
    LIMIT_MS,
  );
}
