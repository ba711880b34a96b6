// What a node of the gateway tells, on its way into the log of all events: sampled as in the page, or the chatter of a
// busy second would push out of the log what changed the state of the cluster.
import type { RealTime } from "../../engine/cluster/schedule.ts";
import type { TraceLog } from "../../engine/cluster/trace-log.ts";
import type { EngineEvent } from "../../engine/trace/event.ts";
import { createSampler, OWED_MS } from "../../engine/trace/sampler.ts";

/** Takes the events of one node. */
export function sampledInto(log: TraceLog, real: RealTime): (event: EngineEvent) => void {
  const sampler = createSampler(real.nowMs, log.append);
  let waiting = false;

  function wake(): void {
    if (waiting || !sampler.owes()) return;
    waiting = true;
    real.setTimer(OWED_MS, () => {
      waiting = false;
      sampler.payDue();
      wake();
    });
  }

  return (event) => {
    sampler.take(event);
    wake();
  };
}
