// The one stream of events of a cluster, in bounded memory: the oldest go first, and how many went is known.
import type { Trace } from "../ports/trace.ts";
import type { EngineEvent, EventSource } from "../trace/event.ts";

export interface TraceSlice {
  readonly events: readonly EngineEvent[];
  /** The number of the first event in `events`. More than was asked for when older ones are gone. */
  readonly first: number;
  /** Ask from here for what comes after. */
  readonly next: number;
}

export interface TraceLog {
  /** Adds an event that another thread told. */
  append(event: EngineEvent): void;
  /** So many events do not come: one that comes stands for them. */
  omit(events: number): void;
  /**
   * A Trace port that adds its events here, or hands them to `take`. All ports of one `numbering` share one sequence of
   * ids.
   */
  traceOf(
    source: EventSource,
    nowMs: () => number,
    numbering?: string,
    take?: (event: EngineEvent) => void,
  ): Trace;
  /** Called with each event as it is added, for as long as the log lives. */
  onEvent(listener: (event: EngineEvent) => void): void;
  /** Events are numbered from 0. Whatever is kept from number `since` on. */
  since(since: number): TraceSlice;
  /** How many were ever added. */
  count(): number;
  /** How many are not here: they went, or were omitted. */
  dropped(): number;
}

/** Some minutes of a busy cluster: of more the garbage collector would have to look at too much. */
const DEFAULT_LIMIT = 40_000;

/** `ring` holds the events; without a limit they lie in it in order. */
export function createTraceLog(limit: number = DEFAULT_LIMIT, ring: EngineEvent[] = []): TraceLog {
  /** How many events each numbering has had. */
  const sequences = new Map<string, { last: number }>();
  const listeners: ((event: EngineEvent) => void)[] = [];
  let count = 0;
  let omitted = 0;

  function append(event: EngineEvent): void {
    if (ring.length < limit) ring.push(event);
    else ring[count % limit] = event;
    count++;
    for (const listener of listeners) listener(event);
  }

  const gone = (): number => Math.max(0, count - limit);
  return {
    append,
    omit(events) {
      omitted += events;
    },
    traceOf(source, nowMs, numbering = source, take = append) {
      const sequence = sequences.get(numbering) ?? { last: 0 };
      sequences.set(numbering, sequence);
      const prefix = `${numbering}:`;
      return {
        emit(event, cause = null) {
          const id = prefix + ++sequence.last;
          take({ id, source, atMs: nowMs(), cause, event });
          return id;
        },
      };
    },
    onEvent: (listener) => void listeners.push(listener),
    since(since) {
      const first = Math.min(count, Math.max(gone(), Math.trunc(since) || 0));
      const events: EngineEvent[] = [];
      for (let number = first; number < count; number++) events.push(ring[number % limit]!);
      return { events, first, next: count };
    },
    count: () => count,
    dropped: () => gone() + omitted,
  };
}
