// The events that the page keeps: a ring, oldest dropped first, with an index by id so that a chain of causes is found
// at once. It changes in place; `version` tells those who draw it.
import type { EngineEvent, EventId, EventKind } from "../../engine/trace/event.ts";
import { WIRE_EVENTS } from "../../engine/trace/wire.ts";

export const KEPT_EVENTS_MAX = 40_000;

export interface TraceLog {
  readonly events: readonly EngineEvent[];
  /** All who ever told of one, in the order of their first. */
  readonly sources: ReadonlySet<string>;
  readonly version: number;
  /** How many were dropped before the first that is kept. */
  readonly forgotten: number;
  /** Another one after each clear(). */
  readonly life: number;
  append(events: readonly EngineEvent[]): void;
  find(id: EventId): EngineEvent | null;
  clear(): void;
}

/** What happens all the time while nothing happens: drawn as ticks, left out of the list of main events. */
const MINOR: ReadonlySet<EventKind> = new Set<EventKind>([
  ...WIRE_EVENTS,
  "disk-flushed",
  "metadata-committed",
  "connection-closed",
]);

export function isMinor({ event }: EngineEvent): boolean {
  // A fetch that waited for data in vain is the daily hum; a produce that waited in vain is news.
  if (event.kind === "request-unparked") return !event.timedOut || event.api !== "Produce";
  if (event.kind === "records-appended") return event.role === "follower";
  // Nothing else tells of a config that was changed.
  if (event.kind === "metadata-committed") return event.record !== "ConfigRecord";
  return MINOR.has(event.kind);
}

export function createTraceLog(limit = KEPT_EVENTS_MAX): TraceLog {
  let events: EngineEvent[] = [];
  let version = 0;
  let forgotten = 0;
  let life = 0;
  const byId = new Map<EventId, EngineEvent>();
  const sources = new Set<string>();
  return {
    sources,
    get events() {
      return events;
    },
    get version() {
      return version;
    },
    get forgotten() {
      return forgotten;
    },
    get life() {
      return life;
    },
    append(more) {
      if (more.length === 0) return;
      for (const event of more) {
        events.push(event);
        byId.set(event.id, event);
        sources.add(event.source);
      }
      // Trimmed a quarter at a time: cutting an array's head at every frame would copy it at every frame.
      if (events.length > limit * 1.25) {
        const dropped = events.length - limit;
        for (const old of events.slice(0, dropped)) byId.delete(old.id);
        forgotten += dropped;
        events = events.slice(dropped);
      }
      version += 1;
    },
    find: (id) => byId.get(id) ?? null,
    clear() {
      events = [];
      byId.clear();
      sources.clear();
      forgotten = 0;
      life += 1;
      version += 1;
    },
  };
}

/** Index of the first event at or after a moment; events are in order of time, or nearly. */
export function firstAtOrAfter(events: readonly EngineEvent[], atMs: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((events[middle]?.atMs ?? 0) < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The event and what caused it, newest first. `complete` is false when an older cause has left the ring. */
export function causesOf(
  log: TraceLog,
  id: EventId,
): { readonly chain: readonly EngineEvent[]; readonly complete: boolean } {
  const chain: EngineEvent[] = [];
  let next: EventId | null = id;
  while (next !== null && chain.length < 64) {
    const event = log.find(next);
    if (event === null) return { chain, complete: false };
    chain.push(event);
    next = event.cause;
  }
  return { chain, complete: true };
}
