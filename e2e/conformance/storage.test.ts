// The recorded cases of Kafka's log layer in `npm test`: every step, every file.
import { expect, test } from "vitest";
import { goldenDir } from "./golden.ts";
import { runStorage } from "./storage/run.ts";

test("our log does, and writes, what Apache Kafka's did", async () => {
  const tally = await runStorage(goldenDir("storage", undefined));
  expect(tally.failures).toEqual([]);
  // A folder that lost its files must not pass for one without failures.
  expect(tally.passed).toBeGreaterThan(700);
});
