import { expect, test } from "vitest";
import { extended, GRANT_MS } from "./playground-time.ts";
import { createSchedule, DEFAULT_SLIP_MS } from "./schedule.ts";
import { handClock } from "./testing/hand-clock.ts";

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
    () => schedule.apply(extended(schedule.state(), real.nowMs(), clock.monotonicMs())),
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

test("granted time stands still at its horizon, and goes on with the next grant", () => {
  const real = handClock();
  const schedule = createSchedule(real, 0, { slipMs: null });
  const { clock } = schedule;
  const fired: number[] = [];
  clock.setTimer(GRANT_MS, () => fired.push(clock.monotonicMs()));
  clock.setTimer(GRANT_MS + 1, () => fired.push(clock.monotonicMs()));
  schedule.setSpeed(1_000);
  real.advance(60_000);
  expect([clock.monotonicMs(), fired]).toEqual([GRANT_MS, [GRANT_MS]]);
  schedule.apply(extended(schedule.state(), real.nowMs(), GRANT_MS));
  real.advance(60_000);
  expect([clock.monotonicMs(), fired]).toEqual([2 * GRANT_MS, [GRANT_MS, GRANT_MS + 1]]);
  // What was granted stands, also when the speed changes; free time has no horizon.
  schedule.setSpeed(10_000);
  real.advance(60_000);
  expect(clock.monotonicMs()).toBe(2 * GRANT_MS);
  schedule.setSpeed(1);
  real.advance(60_000);
  expect(clock.monotonicMs()).toBe(2 * GRANT_MS + 60_000);
});

test("a thread lives through a leap of granted time timer by timer", async () => {
  const real = handClock(5);
  const schedule = createSchedule(real, 0, { slipMs: null });
  const { clock } = schedule;
  schedule.setSpeed(10_000);
  const told: string[] = [];
  const tell = (what: string): void => void told.push(`${what} at ${clock.monotonicMs()}`);
  const chain = (left: number): void => {
    tell("chain");
    // What a promise does belongs to the turn that settled it.
    void Promise.resolve().then(() => {
      tell("promise");
      if (left > 0) clock.setTimer(100, () => chain(left - 1));
    });
  };
  clock.setTimer(100, () => chain(2));
  clock.setTimer(250, () => tell("other"));
  let caughtUp = false;
  await real.run(1);
  schedule.whenCaughtUp(() => {
    tell("caught up");
    caughtUp = true;
  });
  expect(caughtUp).toBe(false);
  await real.run(100);
  expect(told).toEqual([
    "chain at 100",
    "promise at 100",
    "chain at 200",
    "promise at 200",
    "other at 250",
    "chain at 300",
    "promise at 300",
    "caught up at 500",
  ]);
});

test("timers of 0 ms do not hold granted time up", async () => {
  const real = handClock();
  const schedule = createSchedule(real, 0, { slipMs: null });
  schedule.setSpeed(10_000);
  let turns = 0;
  const again = (): void => {
    turns++;
    schedule.clock.setTimer(0, again);
  };
  again();
  let caughtUp = false;
  schedule.whenCaughtUp(() => {
    caughtUp = true;
  });
  await real.run(1);
  expect(caughtUp).toBe(true);
  expect(turns).toBeGreaterThan(GRANT_MS / 2);
});
