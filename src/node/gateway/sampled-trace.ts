// What a node of the gateway tells, on its way into the log of all events: sampled as in the page, or the chatter of a
// busy second would push out of the log what changed the state of the cluster.
import type { RealTime } from "../../engine/cluster/schedule.ts";
import type { TraceLog } from "../../engine/cluster/trace-log.ts";
import { eventCount } from "../../engine/trace/counting.ts";
import type { EngineEvent } from "../../engine/trace/event.ts";
import { createSampler, OWED_MS } from "../../engine/trace/sampler.ts";

export interface SampledTrace {
  take(event: EngineEvent): void;
  /** Tells what was left out until now: an incarnation tells nothing after its end. */
  end(): void;
}

/** Takes the events of one incarnation of a node. */
export function sampledInto(log: TraceLog, real: RealTime): SampledTrace {
  const sampler = createSampler(real.nowMs, (event) => {
    log.omit(eventCount(event) - 1);
    log.append(event);
  });
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

  return {
    take(event) {
      sampler.take(event);
      wake();
    },
    end: sampler.payAll,
  };
}
