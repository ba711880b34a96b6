// The recorded wire cases in `npm test`: every one of them, both ways.
import { expect, test } from "vitest";
import { goldenDir } from "./golden.ts";
import { runWire } from "./wire/run.ts";

test("Apache Kafka's recorded bytes are ours", async () => {
  const tally = await runWire(goldenDir("wire", undefined));
  expect(tally.failures).toEqual([]);
  // A folder that lost its files must not pass for one without failures.
  expect(tally.passed).toBeGreaterThan(5000);
});
