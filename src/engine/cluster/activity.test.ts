import fc from "fast-check";
import { expect, test } from "vitest";
import { type Activity, hasArrived, isQuiet } from "./activity.ts";

const told = (...wires: Activity["wires"]): Activity => ({ idle: true, wires });

test("quiet: every frame that was sent was received, and nobody is at work", () => {
  expect(isQuiet([])).toBe(true);
  expect(isQuiet([told([0, 3, 2]), told([1, 2, 3])])).toBe(true);
  expect(isQuiet([told([0, 3, 2]), told([1, 2, 2])])).toBe(false);
  expect(isQuiet([told([0, 3, 2], [1, 2, 3])])).toBe(true);
  expect(isQuiet([{ idle: false, wires: [] }])).toBe(false);
});

test("an end whose other end is gone does not count", () => {
  expect(isQuiet([told([0, 3, 2]), told([5, 1, 1])])).toBe(true);
  expect(hasArrived([told([0, 3, 2])], [told()])).toBe(true);
});

test("arrived: what was sent before, whatever was sent since", () => {
  const before = [told([0, 3, 2]), told([1, 2, 2])];
  expect(hasArrived(before, [told([0, 9, 2]), told([1, 7, 3])])).toBe(true);
  expect(hasArrived(before, [told([0, 9, 2]), told([1, 7, 2])])).toBe(false);
});

/**
 * Three threads that send each other frames, and answer some. Each tells its activity at a moment of its own; whatever
 * the order, they are not found quiet while a frame is on its way.
 */
test("threads that tell at different moments are never found quiet while a frame is on its way", () => {
  const PAIRS = [
    [0, 1],
    [0, 2],
    [1, 2],
  ] as const;
  const act = fc.oneof(
    fc.record({ kind: fc.constant("arrive"), wire: fc.nat(5), answers: fc.nat(2) }),
    fc.record({ kind: fc.constant("tell"), thread: fc.nat(2), answers: fc.constant(0) }),
  );
  fc.assert(
    fc.property(fc.array(fc.nat(5), { maxLength: 4 }), fc.array(act, { maxLength: 60 }), (firsts, acts) => {
      // By end: end 2n is in the first thread of pair n, end 2n + 1 in the second.
      const sent = [0, 0, 0, 0, 0, 0];
      const received = [0, 0, 0, 0, 0, 0];
      const send = (end: number): void => void sent[end]!++;
      const threadOf = (end: number): number => PAIRS[end >> 1]![end & 1]!;
      const tell = (thread: number): Activity =>
        told(
          ...sent.flatMap((count, end) =>
            threadOf(end) === thread ? [[end, count, received[end]!] as const] : [],
          ),
        );
      firsts.forEach(send);
      let activities: (Activity | null)[] = [null, null, null];
      for (const next of acts) {
        if ("thread" in next) {
          activities[next.thread] = tell(next.thread);
          if (activities.includes(null)) continue;
          const inFlight = sent.some((count, end) => received[end ^ 1]! < count);
          if (isQuiet(activities as Activity[])) expect(inFlight).toBe(false);
          activities = [null, null, null];
        } else {
          const end = next.wire;
          if (received[end]! >= sent[end ^ 1]!) continue;
          received[end]!++;
          // It may answer, and ask the third.
          if (next.answers > 0) send(end);
          if (next.answers > 1) send(sent.findIndex((_, at) => threadOf(at) === threadOf(end) && at !== end));
        }
      }
    }),
    { numRuns: 3_000 },
  );
});
