// What every request and every answer tells: the hum of the wire, which says little when it comes by the thousand.
import type { EventKind } from "./event.ts";

export const WIRE_EVENTS: readonly EventKind[] = [
  "request-sent",
  "request-received",
  "response-sent",
  "response-received",
  "request-parked",
  "request-unparked",
];
