import fc from "fast-check";
import { expect, test } from "vitest";
import { randomBelow, seededRandom } from "../../base/random.ts";
import { ControllerError } from "../decision.ts";
import { placeReplicas, type UsableBroker } from "./replica-placer.ts";

const brokers = fc.uniqueArray(
  fc.record({
    id: fc.integer({ min: 0, max: 40 }),
    rack: fc.constantFrom(null, "a", "b", "c"),
    fenced: fc.boolean(),
  }),
  { selector: ({ id }) => id, minLength: 1, maxLength: 12 },
);

function place(list: readonly UsableBroker[], partitions: number, factor: number, seed: number): number[][] {
  const random = seededRandom(seed);
  return placeReplicas({ nextInt: (bound) => randomBelow(random, bound) }, list, partitions, factor);
}

test("replicas lie on different brokers, lead on one that lives, and spread over racks", () => {
  fc.assert(
    fc.property(
      brokers,
      fc.integer({ min: 1, max: 30 }),
      fc.nat(),
      fc.integer(),
      (list, count, pick, seed) => {
        fc.pre(list.some(({ fenced }) => !fenced));
        const factor = 1 + (pick % list.length);
        const byId = new Map(list.map((broker) => [broker.id, broker]));
        const racks = new Set(list.map(({ rack }) => rack)).size;
        const placed = place(list, count, factor, seed);
        expect(placed).toHaveLength(count);
        for (const replicas of placed) {
          expect(new Set(replicas).size).toBe(factor);
          expect(byId.get(replicas[0]!)!.fenced).toBe(false);
          const used = new Set(replicas.map((id) => byId.get(id)!.rack)).size;
          expect(used).toBe(Math.min(factor, racks));
        }
      },
    ),
  );
});

test("leaders are spread evenly when no broker is fenced and there are no racks", () => {
  const list = [1, 2, 3, 4].map((id) => ({ id, rack: null, fenced: false }));
  const placed = place(list, 40, 2, 7);
  const counts = list.map(({ id }) => placed.filter(([leader]) => leader === id).length);
  expect(counts).toEqual([10, 10, 10, 10]);
});

test.each([
  [0, "Invalid replication factor 0: the replication factor must be positive."],
  [
    3,
    "The target replication factor of 3 cannot be reached because only 2 broker(s) are registered or some brokers have all their log directories cordoned.",
  ],
])("a replication factor of %i is refused with Kafka's text", (factor, text) => {
  const list = [1, 2].map((id) => ({ id, rack: null, fenced: false }));
  expect(() => place(list, 1, factor, 1)).toThrow(new ControllerError(38, text));
});
