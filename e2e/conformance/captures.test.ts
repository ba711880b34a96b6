// Frames of real clients and of Apache Kafka in `npm test`.
import { expect, test } from "vitest";
import { readCaptures, replayCaptures } from "./captures/run.ts";
import { goldenDir } from "./golden.ts";

test("every captured frame is read as recorded and written as it came", async () => {
  const tally = await readCaptures(goldenDir("captures", undefined));
  expect(tally.failures).toEqual([]);
  expect(tally.passed).toBeGreaterThan(14_000);
});

test("our brokers answer what real clients asked as Apache Kafka did", async () => {
  const { tally, compared } = await replayCaptures(goldenDir("captures", undefined));
  expect(tally.failures).toEqual([]);
  expect(compared).toBeGreaterThanOrEqual(3536);
}, 300_000);
