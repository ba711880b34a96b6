import { expect, test } from "vitest";
import { createEventQueue, type QueuedEvent } from "./event-queue.ts";
import { randomBelow, seededRandom } from "./random.ts";

test("gives what is due in order of time, then of arrival, and nothing that was cancelled", () => {
  for (let seed = 1; seed <= 50; seed++) {
    const rng = seededRandom(seed);
    const queue = createEventQueue();
    let expected: { readonly dueMs: number; readonly number: number; readonly event: QueuedEvent }[] = [];
    const fired: number[] = [];
    for (let number = 0; number < 300; number++) {
      const dueMs = randomBelow(rng, 40);
      const event = queue.add(dueMs, () => fired.push(number));
      expected.push({ dueMs, number, event });
      if (randomBelow(rng, 3) === 0) {
        const victim = expected[randomBelow(rng, expected.length)]!;
        victim.event.cancel();
        victim.event.cancel();
        expected = expected.filter((one) => one !== victim);
      }
    }
    expected.sort((a, b) => a.dueMs - b.dueMs || a.number - b.number);
    for (const { event } of expected) {
      expect(queue.peek()).toBe(event);
      queue.pop()!.fire();
      event.cancel();
    }
    expect(queue.pop()).toBeNull();
    expect(fired).toEqual(expected.map(({ number }) => number));
  }
});
