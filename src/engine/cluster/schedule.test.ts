import { expect, test } from "vitest";
import { createEventQueue } from "../base/event-queue.ts";
import { createSchedule, DEFAULT_SLIP_MS, type RealTime } from "./schedule.ts";

/** A real clock that a test moves by hand; `lateMs` makes its timers fire late. */
function handClock(lateMs = 0): RealTime & { advance(ms: number): void } {
  const queue = createEventQueue();
  let now = 1_000_000;
  return {
    nowMs: () => now,
    setTimer(delayMs, fire) {
      const event = queue.add(now + delayMs + lateMs, fire);
      return {
        cancel() {
          event.cancelled = true;
        },
      };
    },
    advance(ms) {
      const until = now + ms;
      for (let next = queue.peek(); next !== null && next.dueMs <= until; next = queue.peek()) {
        queue.pop();
        now = Math.max(now, next.dueMs);
        next.fire();
      }
      now = until;
    },
  };
}

test("speed stretches time, and changing it does not move it", () => {
  const real = handClock();
  const { clock, setSpeed } = createSchedule(real, 5000);
  const fired: number[] = [];
  clock.setTimer(1000, () => fired.push(clock.monotonicMs()));
  real.advance(100);
  setSpeed(10);
  expect(clock.monotonicMs()).toBe(100);
  real.advance(89);
  expect(fired).toEqual([]);
  real.advance(1);
  expect(fired).toEqual([1000]);
  setSpeed(0.01);
  real.advance(1000);
  expect(clock.monotonicMs()).toBe(1010);
  expect(clock.wallMs()).toBe(6010);
});

test("paused time stands still; timers and arrivals wait, and come in their order", () => {
  const real = handClock();
  const schedule = createSchedule(real, 0);
  const { clock } = schedule;
  const told: string[] = [];
  clock.setTimer(10, () => told.push("timer 10"));
  real.advance(5);
  schedule.pause();
  real.advance(10_000);
  expect(clock.monotonicMs()).toBe(5);
  schedule.arrive(() => told.push("data"));
  schedule.arrive(() => told.push("more data"));
  expect(told).toEqual([]);
  schedule.resume();
  schedule.arrive(() => told.push("late data"));
  real.advance(5);
  expect(told).toEqual(["data", "more data", "late data", "timer 10"]);
  schedule.arrive(() => told.push("at once"));
  expect(told.at(-1)).toBe("at once");
});

test("a step delivers one thing, the next in time, and moves time there", () => {
  const real = handClock();
  const schedule = createSchedule(real, 0);
  const told: string[] = [];
  schedule.clock.setTimer(700, () => told.push("timer 700"));
  schedule.clock.setTimer(300, () => told.push("timer 300"));
  schedule.pause();
  schedule.arrive(() => told.push("data"));
  expect(schedule.nextDueMs()).toBe(0);
  expect(schedule.step()).toBe(true);
  expect([told, schedule.clock.monotonicMs()]).toEqual([["data"], 0]);
  schedule.step();
  expect([told, schedule.clock.monotonicMs()]).toEqual([["data", "timer 300"], 300]);
  schedule.step();
  expect(schedule.clock.monotonicMs()).toBe(700);
  expect(schedule.step()).toBe(false);
  schedule.resume();
  real.advance(10);
  expect(schedule.clock.monotonicMs()).toBe(710);
});

test("a jump moves wall time and no timer", () => {
  const real = handClock();
  const { clock, jump } = createSchedule(real, 1000);
  let fired = false;
  clock.setTimer(100, () => {
    fired = true;
  });
  jump(604_800_000);
  real.advance(50);
  expect([clock.wallMs(), clock.monotonicMs(), fired]).toEqual([604_801_050, 50, false]);
});

test("a machine that slept lets time slip instead of expiring everything", () => {
  const real = handClock(3_600_000);
  const { clock } = createSchedule(real, 0);
  // A heartbeat every two seconds keeps a session of nine alive.
  let expired = false;
  let session = clock.setTimer(9000, () => {
    expired = true;
  });
  const beat = (): void => {
    session.cancel();
    session = clock.setTimer(9000, () => {
      expired = true;
    });
    clock.setTimer(2000, beat);
  };
  clock.setTimer(2000, beat);
  real.advance(3_700_000);
  expect(clock.monotonicMs()).toBeLessThanOrEqual(4000 + 2 * DEFAULT_SLIP_MS);
  real.advance(36_000_000);
  // Records are still stamped with the right hour.
  expect(clock.wallMs()).toBeGreaterThan(36_000_000);
  expect(expired).toBe(false);
});

test("time never goes back, whatever is done to it", () => {
  const real = handClock(3);
  const schedule = createSchedule(real, 0);
  const { clock } = schedule;
  let last = 0;
  const look = (): void => {
    const now = clock.monotonicMs();
    expect(now).toBeGreaterThanOrEqual(last);
    last = now;
  };
  const acts = [
    () => schedule.setSpeed(10_000),
    () => clock.setTimer(50, look),
    () => schedule.pause(),
    () => schedule.step(),
    () => schedule.resume(),
    () => schedule.setSpeed(0.01),
    () => schedule.jump(1000),
    () => clock.setTimer(0, look),
    () => schedule.apply(schedule.state()),
  ];
  for (let i = 0; i < 500; i++) {
    acts[(i * 7 + (i >> 3)) % acts.length]!();
    look();
    real.advance(i % 13);
    look();
  }
  expect(last).toBeGreaterThan(0);
});

test("threads that share a state and do not slip agree on the time", () => {
  const real = handClock();
  const one = createSchedule(real, 0, { slipMs: null });
  const other = createSchedule(real, 99, { slipMs: null });
  other.apply(one.state());
  real.advance(70);
  one.setSpeed(50);
  other.apply(one.state());
  real.advance(10);
  expect(other.clock.monotonicMs()).toBe(one.clock.monotonicMs());
  expect(other.clock.monotonicMs()).toBe(570);
  expect(other.clock.wallMs()).toBe(one.clock.wallMs());
});
