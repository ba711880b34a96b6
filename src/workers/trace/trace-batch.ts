// The Trace port of a worker: events leave in batches, at most one an animation frame, sampled above what a screen shows.
import type { Clock } from "../../engine/ports/clock.ts";
import type { Trace } from "../../engine/ports/trace.ts";
import { eventCount } from "../../engine/trace/counting.ts";
import type { EngineEvent, EventSource } from "../../engine/trace/event.ts";
import { createSampler } from "../../engine/trace/sampler.ts";

export const BATCH_MS = 16;

export interface TraceBatch {
  traceOf(source: EventSource): Trace;
  /** Sends everything, also what was left out until now. */
  flush(): void;
}

export interface TraceNeeds {
  readonly clock: Clock;
  readonly realNowMs: () => number;
  /** Calls back after so many real milliseconds, paused or not. */
  readonly later: (fire: () => void, delayMs: number) => void;
  /** Ids of earlier incarnations are not used again. */
  readonly firstSequence: number;
  readonly send: (events: readonly EngineEvent[], dropped: number) => void;
}

export function createTraceBatch(needs: TraceNeeds): TraceBatch {
  const sequences = new Map<EventSource, number>();
  let events: EngineEvent[] = [];
  let dropped = 0;
  let waiting = false;
  const sampler = createSampler(needs.realNowMs, (event) => {
    events.push(event);
    dropped += eventCount(event) - 1;
  });

  function send(): void {
    if (events.length === 0 && dropped === 0) return;
    needs.send(events, dropped);
    events = [];
    dropped = 0;
  }

  function wake(): void {
    if (waiting) return;
    waiting = true;
    needs.later(() => {
      waiting = false;
      sampler.payDue();
      send();
      if (sampler.owes()) wake();
    }, BATCH_MS);
  }

  return {
    traceOf: (source) => ({
      emit(event, cause = null) {
        const sequence = sequences.get(source) ?? needs.firstSequence;
        sequences.set(source, sequence + 1);
        const id = `${source}:${sequence}`;
        sampler.take({ id, source, atMs: needs.clock.monotonicMs(), cause, event });
        wake();
        return id;
      },
    }),
    flush() {
      sampler.payAll();
      send();
    },
  };
}
