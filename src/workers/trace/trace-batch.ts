// The Trace port of a worker: events leave in batches, at most one an animation frame. Above what a screen can show,
// the chatter of the wire is left out; what changes the state of the cluster never is. Nothing is left uncounted: the
// next event of the same kind at the same place says what it stands for, and where none follows, the last one is told
// after all.
import type { Clock } from "../../engine/ports/clock.ts";
import type { Trace } from "../../engine/ports/trace.ts";
import { eventCount, lowestOffset, recordCount } from "../../engine/trace/counting.ts";
import type { EngineEvent, EventKind, EventSource, StandsFor } from "../../engine/trace/event.ts";
import { WIRE_EVENTS } from "../../engine/trace/wire.ts";

export const BATCH_MS = 16;
/** Chatter that one worker may tell in a second, on average; twice as much in a burst. */
const CHATTER_PER_SECOND = 500;
const CHATTER_BURST = 2 * CHATTER_PER_SECOND;
/** What was left out is told after so long, if nothing that stands for it came. */
export const OWED_MS = 200;

/** What comes with every message, and says little when it comes by the thousand. */
const CHATTER = new Set<EventKind>([
  ...WIRE_EVENTS,
  "records-appended",
  "high-watermark-advanced",
  "disk-flushed",
  "batch-sent",
  "batch-acked",
  "records-polled",
]);

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

/** Events that were left out: the last of them, standing for all. */
interface Owed {
  last: EngineEvent;
  readonly sinceMs: number;
}

export function createTraceBatch(needs: TraceNeeds): TraceBatch {
  const sequences = new Map<EventSource, number>();
  const owed = new Map<string, Owed>();
  let events: EngineEvent[] = [];
  let dropped = 0;
  let waiting = false;
  let tokens = CHATTER_BURST;
  let filledMs = needs.realNowMs();

  function send(): void {
    if (events.length === 0 && dropped === 0) return;
    needs.send(events, dropped);
    events = [];
    dropped = 0;
  }

  function tell(event: EngineEvent): void {
    events.push(event);
    dropped += eventCount(event) - 1;
  }

  function payOwed(beforeMs: number): void {
    for (const [key, { last, sinceMs }] of owed) {
      if (sinceMs > beforeMs) continue;
      owed.delete(key);
      tell(last);
    }
  }

  function mayTell(nowMs: number): boolean {
    if (tokens < 1) {
      tokens = Math.min(CHATTER_BURST, tokens + ((nowMs - filledMs) * CHATTER_PER_SECOND) / 1_000);
      filledMs = nowMs;
      if (tokens < 1) return false;
    }
    tokens--;
    return true;
  }

  function chatter(event: EngineEvent): void {
    if (owed.size === 0 && tokens >= 1) {
      tokens--;
      events.push(event);
      return;
    }
    const nowMs = needs.realNowMs();
    const key = placeOf(event);
    const before = owed.get(key);
    const summed = before === undefined ? event : { ...event, standsFor: sum(before.last, event) };
    if (mayTell(nowMs)) {
      owed.delete(key);
      tell(summed);
    } else if (before === undefined) owed.set(key, { last: summed, sinceMs: nowMs });
    else before.last = summed;
  }

  function wake(): void {
    if (waiting) return;
    waiting = true;
    needs.later(() => {
      waiting = false;
      payOwed(needs.realNowMs() - OWED_MS);
      send();
      if (owed.size > 0) wake();
    }, BATCH_MS);
  }

  return {
    traceOf: (source) => ({
      emit(event, cause = null) {
        const sequence = sequences.get(source) ?? needs.firstSequence;
        sequences.set(source, sequence + 1);
        const id = `${source}:${sequence}`;
        const entry: EngineEvent = { id, source, atMs: needs.clock.monotonicMs(), cause, event };
        if (CHATTER.has(event.kind)) chatter(entry);
        else events.push(entry);
        wake();
        return id;
      },
    }),
    flush() {
      payOwed(Number.POSITIVE_INFINITY);
      send();
    },
  };
}

/** Events of one place can stand for each other. */
function placeOf({ source, event }: EngineEvent): string {
  const { kind } = event;
  const topic = "topic" in event ? event.topic : "";
  const partition = "partition" in event ? event.partition : "";
  const role = kind === "records-appended" ? event.role : "";
  const acks = kind === "batch-acked" || kind === "batch-sent" ? event.acks : "";
  const api = "api" in event ? event.api : "";
  const peer = "peer" in event ? event.peer : "";
  return `${kind} ${source} ${topic} ${partition} ${role}${acks} ${api} ${peer}`;
}

function sum(before: EngineEvent, event: EngineEvent): StandsFor {
  const offsets = [lowestOffset(before), lowestOffset(event)].filter((offset) => offset !== null);
  return {
    events: eventCount(before) + eventCount(event),
    records: recordCount(before) + recordCount(event),
    fromOffset: offsets.length === 0 ? null : Math.min(...offsets),
  };
}
