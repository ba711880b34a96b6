import { expect, test } from "vitest";
import { paused, resumed, startOfTime, steppedTo, withSpeed } from "../../engine/cluster/playground-time.ts";
import { createTimeline, type RealTime } from "./timeline.ts";

/** Real time that a test moves by hand. */
function handTime() {
  let now = 1_000;
  let nextHandle = 1;
  const timeouts = new Map<number, { dueMs: number; fire: () => void }>();
  const soon: (() => void)[] = [];
  const real: RealTime = {
    nowMs: () => now,
    setTimeout(fire, delayMs) {
      timeouts.set(nextHandle, { dueMs: now + delayMs, fire });
      return nextHandle++;
    },
    clearTimeout: (handle) => void timeouts.delete(handle),
    soon: (fire) => void soon.push(fire),
  };
  function drain(): void {
    for (;;) {
      const due = [...timeouts].find(([, timeout]) => timeout.dueMs <= now);
      if (due !== undefined) {
        timeouts.delete(due[0]);
        due[1].fire();
      } else if (soon.length > 0) soon.shift()!();
      else return;
    }
  }
  return {
    real,
    pass(ms: number) {
      const until = now + ms;
      for (;;) {
        drain();
        const next = Math.min(until, ...[...timeouts.values()].map(({ dueMs }) => dueMs));
        now = Math.max(now, next);
        drain();
        if (now >= until) return;
      }
    },
  };
}

test("a timer follows the speed, also when it changes under way", () => {
  const hand = handTime();
  let state = startOfTime(1_000, 0);
  const timeline = createTimeline(hand.real, state);
  const fired: string[] = [];
  timeline.clock.setTimer(1_000, () => fired.push("a second"));
  hand.pass(500);
  state = withSpeed(state, hand.real.nowMs(), 100);
  timeline.setTime(state);
  hand.pass(4);
  expect(fired).toEqual([]);
  hand.pass(1);
  expect(fired).toEqual(["a second"]);
  expect(timeline.clock.monotonicMs()).toBe(1_000);
});

test("while paused timers stand still and arrivals are held, then come in their order", () => {
  const hand = handTime();
  let state = startOfTime(1_000, 0);
  const timeline = createTimeline(hand.real, state);
  const told: string[] = [];
  timeline.deliver(() => told.push("at once"));
  expect(told).toEqual(["at once"]);
  timeline.clock.setTimer(10, () => told.push("timer"));
  state = paused(state, hand.real.nowMs());
  timeline.setTime(state);
  timeline.deliver(() => told.push("first"));
  timeline.deliver(() => told.push("second"));
  hand.pass(1_000);
  expect(told).toEqual(["at once"]);
  state = resumed(state, hand.real.nowMs());
  timeline.setTime(state);
  timeline.deliver(() => told.push("third"));
  hand.pass(10);
  expect(told).toEqual(["at once", "first", "second", "third", "timer"]);
});

test("a step lets exactly one thing happen, and time goes on to it", () => {
  const hand = handTime();
  let state = paused(startOfTime(1_000, 0), 1_000);
  const timeline = createTimeline(hand.real, state);
  const told: string[] = [];
  timeline.clock.setTimer(30, () => told.push("later"));
  timeline.clock.setTimer(20, () => told.push("sooner"));
  expect(timeline.nextDueMs()).toBe(20);
  state = steppedTo(state, 20);
  timeline.setTime(state);
  hand.pass(100);
  expect(told).toEqual([]);
  timeline.happenNext();
  expect(told).toEqual(["sooner"]);
  expect(timeline.clock.monotonicMs()).toBe(20);
  expect(timeline.nextDueMs()).toBe(30);
});

test("a cancelled timer never fires", () => {
  const hand = handTime();
  const timeline = createTimeline(hand.real, startOfTime(1_000, 0));
  const told: string[] = [];
  timeline.clock.setTimer(5, () => told.push("cancelled")).cancel();
  timeline.clock.setTimer(7, () => told.push("kept"));
  hand.pass(20);
  expect(told).toEqual(["kept"]);
});

test("an overdue timer comes before what arrives after it", () => {
  const hand = handTime();
  const timeline = createTimeline(hand.real, startOfTime(1_000, 0));
  const told: string[] = [];
  timeline.clock.setTimer(0, () => told.push("timer"));
  timeline.deliver(() => told.push("arrival"));
  hand.pass(1);
  expect(told).toEqual(["timer", "arrival"]);
});
