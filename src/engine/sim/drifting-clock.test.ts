// A clock that runs wrong is still a clock: it never goes back, and its timers keep its own time.
import { expect, test } from "vitest";
import { createWorld, type World } from "./world.ts";

const newWorld = (): World =>
  createWorld({ seed: 1, drain: () => new Promise((done) => setImmediate(done)) });

test("timers that wait keep the clock's own time when its speed changes", async () => {
  const world = newWorld();
  const clock = world.clock("1");
  const fired: number[] = [];
  clock.setTimer(1000, () => fired.push(world.nowMs()));
  clock.setTimer(1000, () => fired.push(-1)).cancel();
  await world.run(500);
  world.clockOf("1").drift(0.5);
  await world.run(2000);
  expect(fired.map(Math.round)).toEqual([1500]);
  expect(clock.monotonicMs()).toBe(500 + 1000);
  world.clockOf("1").drift(2);
  clock.setTimer(100, () => fired.push(world.nowMs()));
  await world.run(100);
  expect(fired.map(Math.round)).toEqual([1500, 2550]);
  expect(clock.monotonicMs()).toBe(1700);
});

test("when a timer fires its time has come, at any speed", async () => {
  const world = newWorld();
  const clock = world.clock("1");
  for (const rate of [0.95, 1.03, 1, 0.97, 1.05]) {
    world.clockOf("1").drift(rate);
    const dueMs = clock.monotonicMs() + 333.3;
    let early = true;
    clock.setTimer(333.3, () => {
      early = clock.monotonicMs() < dueMs;
    });
    await world.run(1000.1);
    expect(early).toBe(false);
  }
});

test("a clock that is set shows another hour; its timeouts, and the clocks of others, do not notice", async () => {
  const world = newWorld();
  const [own, other] = [world.clock("1"), world.clock("2")];
  const before = own.wallMs();
  world.clockOf("1").set(-3_600_000);
  expect(own.wallMs()).toBe(before - 3_600_000);
  expect(other.wallMs()).toBe(before);
  expect(own.monotonicMs()).toBe(other.monotonicMs());
});

test("what was wrong with a clock outlives its node", async () => {
  const world = newWorld();
  world.spawn("1");
  world.clockOf("1").drift(0.5);
  world.kill("1");
  await world.run(100);
  world.spawn("1");
  expect(world.clock("1").monotonicMs()).toBe(50);
});
