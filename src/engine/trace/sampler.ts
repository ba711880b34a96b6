// Above what anybody can look at, the chatter of the wire is left out; what changes the state of the cluster never is.
// Nothing is left uncounted: the next event of the same kind at the same place says what it stands for, and where none
// follows, the last one is told after all.
import { firstOffset, recordsIn } from "./counting.ts";
import type { EngineEvent, EventKind, TraceEvent } from "./event.ts";
import { WIRE_EVENTS } from "./wire.ts";

/** Chatter that one node or program may tell in a second, on average; after a quiet time up to four times as much. */
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

export interface Sampler {
  /** Tells the event, or leaves it out for now. */
  take(event: EngineEvent): void;
  /** Tells what was left out OWED_MS ago and longer. */
  payDue(): void;
  /** Tells all that was left out. */
  payAll(): void;
  /** Whether anything that was left out is not told yet. */
  owes(): boolean;
}

/** Events of one place that were left out. */
interface Owed {
  readonly place: Place;
  last: EngineEvent;
  readonly sinceMs: number;
  events: number;
  records: number;
  fromOffset: number | null;
}

/** Events of one place can stand for each other. Places are looked up word by word: a text of all words would have to be
 * made for each event. */
interface Place {
  readonly within: Map<string | number, Place>;
  owed: Owed | null;
}

const emptyPlace = (): Place => ({ within: new Map(), owed: null });

/** `nowMs` is real time, whatever the playground's clock does. */
export function createSampler(nowMs: () => number, tell: (event: EngineEvent) => void): Sampler {
  const owed = new Set<Owed>();
  let places = emptyPlace();
  let tokens = CHATTER_BURST;
  let filledMs = nowMs();

  function mayTell(atMs: number): boolean {
    tokens = Math.min(CHATTER_BURST, tokens + ((atMs - filledMs) * CHATTER_PER_SECOND) / 1_000);
    filledMs = atMs;
    if (tokens < 1) return false;
    tokens--;
    return true;
  }

  function pay(debt: Owed): void {
    owed.delete(debt);
    debt.place.owed = null;
    if (owed.size === 0) places = emptyPlace();
    tell(toldFor(debt));
  }

  function chatter(event: EngineEvent): void {
    if (owed.size === 0 && tokens >= 1) {
      tokens--;
      tell(event);
      return;
    }
    const place = placeOf(places, event);
    const atMs = nowMs();
    const debt = place.owed ?? nothingOwed(place, event, atMs);
    addTo(debt, event);
    if (mayTell(atMs)) pay(debt);
    else if (place.owed === null) {
      place.owed = debt;
      owed.add(debt);
    }
  }

  function payUntil(sinceMs: number): void {
    for (const debt of owed) if (debt.sinceMs <= sinceMs) pay(debt);
  }

  return {
    take(event) {
      if (CHATTER.has(event.event.kind)) chatter(event);
      else tell(event);
    },
    payDue: () => payUntil(nowMs() - OWED_MS),
    payAll: () => payUntil(Number.POSITIVE_INFINITY),
    owes: () => owed.size > 0,
  };
}

const nothingOwed = (place: Place, last: EngineEvent, sinceMs: number): Owed => ({
  place,
  last,
  sinceMs,
  events: 0,
  records: 0,
  fromOffset: null,
});

function addTo(debt: Owed, event: EngineEvent): void {
  const offset = firstOffset(event.event);
  debt.last = event;
  debt.events++;
  debt.records += recordsIn(event.event);
  if (offset !== null)
    debt.fromOffset = debt.fromOffset === null ? offset : Math.min(debt.fromOffset, offset);
}

/** Field by field: spread, each event would get a hidden class of its own. */
function toldFor({ last, events, records, fromOffset }: Owed): EngineEvent {
  if (events === 1) return last;
  const { id, source, atMs, cause, event } = last;
  return { id, source, atMs, cause, event, standsFor: { events, records, fromOffset } };
}

function placeOf(all: Place, { source, event }: EngineEvent): Place {
  let place = within(within(all, event.kind), source);
  if ("peer" in event) place = within(place, event.peer);
  if ("api" in event) place = within(place, event.api);
  if ("topic" in event) place = within(place, event.topic);
  if ("partition" in event) place = within(place, event.partition);
  const variant = variantOf(event);
  return variant === null ? place : within(place, variant);
}

function variantOf(event: TraceEvent): string | number | null {
  if (event.kind === "records-appended") return event.role;
  return event.kind === "batch-acked" || event.kind === "batch-sent" ? event.acks : null;
}

function within(place: Place, word: string | number): Place {
  let next = place.within.get(word);
  if (next === undefined) {
    next = emptyPlace();
    place.within.set(word, next);
  }
  return next;
}
