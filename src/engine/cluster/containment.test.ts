import { expect, test } from "vitest";
import type { NodePorts } from "../ports/ports.ts";
import { contain } from "./containment.ts";
import { createSchedule } from "./schedule.ts";

test("a node that is killed leaves no timer of its own behind, and no step goes to one", () => {
  const real = { nowMs: () => 0, setTimer: () => ({ cancel() {} }) };
  const schedule = createSchedule(real, 0);
  const { ports, kill } = contain({ clock: schedule.clock, network: {}, disk: {} } as NodePorts);
  const fired: string[] = [];
  const soon = ports.clock.setTimer(10, () => fired.push("soon"));
  ports.clock.setTimer(600_000, () => fired.push("late"));
  expect(schedule.nextDueMs()).toBe(10);
  soon.cancel();
  expect(schedule.nextDueMs()).toBe(600_000);
  schedule.pause();
  kill();
  expect(schedule.nextDueMs()).toBe(null);
  expect(schedule.step()).toBe(false);
  expect(fired).toEqual([]);
});
