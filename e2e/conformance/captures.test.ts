// Frames of real clients and of Apache Kafka in `npm test`.
import { expect, test } from "vitest";
import { runCaptures } from "./captures/run.ts";
import { goldenDir } from "./golden.ts";

test("every captured frame is read as recorded and written as it came", async () => {
  const tally = await runCaptures(goldenDir("captures", undefined));
  expect(tally.failures).toEqual([]);
  expect(tally.passed).toBeGreaterThan(14_000);
});
