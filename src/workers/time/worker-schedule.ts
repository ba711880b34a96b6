// Playground time in one worker: it follows the state that the page decides, and never slips alone.
import type { TimeState } from "../../engine/cluster/playground-time.ts";
import { createSchedule, type Schedule } from "../../engine/cluster/schedule.ts";
import { workerRealTime } from "./real-time.ts";

export function createWorkerSchedule(start: TimeState): Schedule {
  const schedule = createSchedule(workerRealTime(), start.wallOffsetMs, { slipMs: null });
  schedule.apply(start);
  return schedule;
}
