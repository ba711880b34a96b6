// The bugs that are planted to try the simulator keep their place when the engine changes, and some are found here.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { PLANTED_BUGS } from "../../engine/sim/bugs/all.ts";
import { PROFILES } from "../../engine/sim/chaos/profiles.ts";
import { spoil } from "./plant-bug.ts";

const root = resolve(import.meta.dirname, "../../..");

test("each has a name and a profile, and its place in the source exactly once", () => {
  expect(new Set(PLANTED_BUGS.map(({ name }) => name)).size).toBe(PLANTED_BUGS.length);
  for (const bug of PLANTED_BUGS) {
    expect(
      PROFILES.map(({ name }) => name),
      bug.name,
    ).toContain(bug.profile);
    const source = readFileSync(resolve(root, bug.file), "utf8");
    expect(spoil(source, bug), bug.name).not.toBe(source);
  }
});
