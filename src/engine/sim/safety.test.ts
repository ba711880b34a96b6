// A smoke of chaos: whole clusters under seeded faults, all invariants watched. A failing seed names itself; run it
// alone with SAMSA_SEEDS=<seed>, or many with SAMSA_SEEDS=<from>-<to>.
import { expect, test } from "vitest";
import type { Profile } from "./chaos/profile.ts";
import { ONE_IN_FLIGHT, POWER_CUTS_AND_CUT_LINKS, profileNamed, QUORUM } from "./chaos/profiles.ts";
import { runSimulation } from "./chaos/simulation.ts";
import { transcriptOf } from "./chaos/transcript.ts";

const drain = (): Promise<void> => new Promise((done) => setImmediate(done));

function seeds(usual: string): readonly number[] {
  const [from = 1, to = from] = (process.env["SAMSA_SEEDS"] ?? usual).split("-").map(Number);
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

async function check(profile: Profile, seed: number): Promise<void> {
  const outcome = await runSimulation({ seed, profile, drain });
  const { violation, acknowledged } = outcome;
  expect(violation, violation === null ? "" : transcriptOf(outcome).join("\n")).toBeNull();
  expect(acknowledged).toBeGreaterThan(0);
}

test("nothing that was acknowledged is lost, and all comes right when the faults end", async () => {
  for (const seed of seeds("1-40")) await check(POWER_CUTS_AND_CUT_LINKS, seed);
}, 600_000);

test("with one request in flight every record is there once, in order", async () => {
  for (const seed of seeds("41-55")) await check(ONE_IN_FLIGHT, seed);
}, 600_000);

test("the same with three controllers: one leads at a time, and what they committed stays", async () => {
  for (const seed of seeds("56-70")) await check(QUORUM, seed);
}, 600_000);

test("voters come and go, with their disks and without: one change at a time, and the quorum lives", async () => {
  for (const seed of seeds("71-76")) await check(profileNamed("voters")!, seed);
}, 600_000);

test("what rots on a disk is shown to nobody and taken over by nobody", async () => {
  for (const seed of seeds("81-84")) await check(profileNamed("rot")!, seed);
}, 600_000);
