// How many records an event tells of. Of very many events a host keeps a part, each of which says what it stands for,
// so that whoever counts by these functions counts right.
import type { EngineEvent, TraceEvent } from "./event.ts";

/** How many events this one stands for. */
export const eventCount = ({ standsFor }: EngineEvent): number => standsFor?.events ?? 1;

export function recordCount({ event, standsFor }: EngineEvent): number {
  return standsFor?.records ?? recordsIn(event);
}

/** The lowest offset, null for what has none. */
export function lowestOffset({ event, standsFor }: EngineEvent): number | null {
  return standsFor === undefined ? firstOffset(event) : standsFor.fromOffset;
}

export function recordsIn(event: TraceEvent): number {
  switch (event.kind) {
    case "records-appended":
      return event.lastOffset - event.baseOffset + 1;
    case "batch-sent":
    case "batch-acked":
    case "batch-failed":
    case "batch-retried":
    case "records-polled":
      return event.records;
    default:
      return 0;
  }
}

export function firstOffset(event: TraceEvent): number | null {
  switch (event.kind) {
    case "records-appended":
    case "batch-acked":
      return event.baseOffset;
    case "records-polled":
      return event.fromOffset;
    default:
      return null;
  }
}
