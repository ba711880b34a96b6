// The trace as a timeline draws it, gathered as it grows. A large cluster hums with hundreds of events a second even when
// nobody asks anything of it, and whoever lays out a minute anew several times a second must not read them all again.
import type { EngineEvent, EventId } from "../../engine/trace/event.ts";
import { firstAtOrAfter, isMinor, type TraceLog } from "../session/trace-log.ts";

/** Something that lasts: a request that waits, a node that is down. */
export interface Stretch {
  readonly source: string;
  readonly kind: "waiting" | "down";
  readonly fromMs: number;
  /** Null as long as it lasts. */
  readonly toMs: number | null;
  /** The event that began it. */
  readonly id: EventId;
  readonly api: string | null;
}

export interface Digest {
  /** All but the hum, in order of time. */
  readonly main: readonly EngineEvent[];
  /** Moments of the hum by source, at most one of each grain. */
  readonly hum: ReadonlyMap<string, readonly number[]>;
  /** Those that are over, in the order of their ends, then those that are not. */
  stretches(): readonly Stretch[];
}

export interface GrowingDigest extends Digest {
  /** Reads on from where it had come. */
  take(trace: TraceLog): void;
}

/** A stretch of fewer grains is not worth a bar. */
const SHORTEST_GRAINS = 2.5;

/** A grain is what a timeline does not tell apart. */
export function createDigest(grainMs: number): GrowingDigest {
  let life = -1;
  /** Of the events of this life, as many as were ever read. */
  let read = 0;
  let main: EngineEvent[] = [];
  const hum = new Map<string, number[]>();
  let over: Stretch[] = [];
  const lasting = new Map<string, Stretch>();

  function begin(key: string, { source, atMs, id }: EngineEvent, kind: Stretch["kind"], api: string | null) {
    lasting.set(key, { source, kind, fromMs: atMs, toMs: null, id, api });
  }

  function end(key: string, atMs: number): void {
    const stretch = lasting.get(key);
    if (stretch === undefined) return;
    lasting.delete(key);
    if (atMs - stretch.fromMs >= grainMs * SHORTEST_GRAINS) over.push({ ...stretch, toMs: atMs });
  }

  function add(entry: EngineEvent): void {
    const { event, source, atMs } = entry;
    switch (event.kind) {
      case "request-parked":
        if (event.api === "Produce") begin(`${source}/${event.correlationId}`, entry, "waiting", event.api);
        break;
      case "request-unparked":
        end(`${source}/${event.correlationId}`, atMs);
        break;
      case "node-stopped":
        begin(`down/${source}`, entry, "down", null);
        break;
      case "node-starting":
      case "node-ready":
        end(`down/${source}`, atMs);
        break;
    }
    if (!isMinor(entry)) {
      main.push(entry);
      return;
    }
    const moments = hum.get(source);
    if (moments === undefined) hum.set(source, [atMs]);
    else if (Math.floor(atMs / grainMs) > Math.floor((moments.at(-1) ?? 0) / grainMs)) moments.push(atMs);
  }

  /** What the trace has forgotten is forgotten here, too. */
  function forgetBefore(atMs: number): void {
    main = main.slice(firstAtOrAfter(main, atMs));
    over = over.filter(({ toMs }) => (toMs ?? atMs) >= atMs);
    for (const [source, moments] of hum) {
      const kept = moments.findIndex((moment) => moment >= atMs);
      if (kept < 0) hum.delete(source);
      else moments.splice(0, kept);
    }
  }

  return {
    get main() {
      return main;
    },
    hum,
    stretches: () => [...over, ...lasting.values()],
    take(trace) {
      const { events, forgotten } = trace;
      if (trace.life !== life) {
        life = trace.life;
        read = 0;
        main = [];
        over = [];
        hum.clear();
        lasting.clear();
      }
      const oldest = events[0];
      if (forgotten > 0 && oldest !== undefined && read < forgotten + events.length)
        forgetBefore(oldest.atMs);
      for (let at = Math.max(0, read - forgotten); at < events.length; at++) add(events[at]!);
      read = forgotten + events.length;
    },
  };
}
