import type { EventId, TraceEvent } from "../trace/event.ts";

/** Where a node tells what it does. Telling never changes what happens, and never fails. */
export interface Trace {
  /** `cause` is the event without which this one would not have happened. Returns the id of the new event. */
  emit(event: TraceEvent, cause?: EventId | null): EventId;
}
