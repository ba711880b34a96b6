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
  expect(fired).toEqual([1500]);
  expect(clock.monotonicMs()).toBe(500 + 1000);
  world.clockOf("1").drift(2);
  clock.setTimer(100, () => fired.push(world.nowMs()));
  await world.run(100);
  expect(fired).toEqual([1500, 2550]);
  expect(clock.monotonicMs()).toBe(1700);
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
