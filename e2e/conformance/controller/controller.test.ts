// The controller answers and writes what the recorded one did.
import { expect, test } from "vitest";
import { goldenDir } from "../golden.ts";
import { runController } from "./run.ts";

test("recorded cases of the controller", async () => {
  const tally = await runController(goldenDir("controller", undefined));
  expect(tally.failures).toEqual([]);
  expect(tally.passed).toBeGreaterThanOrEqual(884);
});
