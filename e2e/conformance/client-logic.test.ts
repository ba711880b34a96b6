// The recorded logic of Kafka's clients in `npm test`. The project's copy lacks what needs consumer groups or SASL, which
// the clients do not have yet: those cases fail when they are played from the whole recording.
import { expect, test } from "vitest";
import { runClientLogic } from "./client-logic/run.ts";
import { goldenDir } from "./golden.ts";

test("the clients decide as Apache Kafka's do", async () => {
  const tally = await runClientLogic(goldenDir("client-logic", undefined));
  expect(tally.failures).toEqual([]);
  expect(tally.passed).toBeGreaterThan(1100);
});
