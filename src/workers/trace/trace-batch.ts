// The Trace port of a worker: events leave in batches, at most one an animation frame. Above what a screen can show,
// the chatter of the wire is dropped and counted; what changes the state of the cluster is never dropped.
import type { Clock } from "../../engine/ports/clock.ts";
import type { Trace } from "../../engine/ports/trace.ts";
import type { EngineEvent, EventKind, EventSource } from "../../engine/trace/event.ts";

export const BATCH_MS = 16;
/** Chatter that one worker may tell in a second, on average; twice as much in a burst. */
const CHATTER_PER_SECOND = 500;
const CHATTER_BURST = 2 * CHATTER_PER_SECOND;

/** What comes with every message, and says little when it comes by the thousand. */
const CHATTER = new Set<EventKind>([
  "request-sent",
  "request-received",
  "response-sent",
  "response-received",
  "request-parked",
  "request-unparked",
  "records-appended",
  "high-watermark-advanced",
  "disk-flushed",
  "batch-sent",
  "batch-acked",
  "records-polled",
]);

export interface TraceBatch {
  traceOf(source: EventSource): Trace;
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
  let tokens = CHATTER_BURST;
  let filledMs = needs.realNowMs();

  function flush(): void {
    if (events.length === 0 && dropped === 0) return;
    needs.send(events, dropped);
    events = [];
    dropped = 0;
  }

  function mayTell(kind: EventKind): boolean {
    if (!CHATTER.has(kind)) return true;
    if (tokens < 1) {
      const now = needs.realNowMs();
      tokens = Math.min(CHATTER_BURST, tokens + ((now - filledMs) * CHATTER_PER_SECOND) / 1_000);
      filledMs = now;
      if (tokens < 1) return false;
    }
    tokens--;
    return true;
  }

  function wake(): void {
    if (waiting) return;
    waiting = true;
    needs.later(() => {
      waiting = false;
      flush();
    }, BATCH_MS);
  }

  return {
    traceOf: (source) => ({
      emit(event, cause = null) {
        const sequence = sequences.get(source) ?? needs.firstSequence;
        sequences.set(source, sequence + 1);
        const id = `${source}:${sequence}`;
        if (mayTell(event.kind)) events.push({ id, source, atMs: needs.clock.monotonicMs(), cause, event });
        else dropped++;
        wake();
        return id;
      },
    }),
    flush,
  };
}
