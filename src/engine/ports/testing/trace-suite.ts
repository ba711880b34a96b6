// What every Trace must do: unique ids, causes kept, telling never fails.
import type { EngineEvent } from "../../trace/event.ts";
import type { Trace } from "../trace.ts";

/** `collected` gives what arrived where events are kept, in order. */
export async function checkTrace(
  trace: Trace,
  collected: () => Promise<readonly EngineEvent[]>,
): Promise<void> {
  const first = trace.emit({ kind: "node-ready", role: "broker" });
  const second = trace.emit({ kind: "disk-flushed", bytes: 7 }, first);
  if (first === second) throw new Error("two events have one id");
  const events = (await collected()).filter(({ id }) => id === first || id === second);
  const told = JSON.stringify(events.map(({ id, cause, event }) => [id, cause, event.kind]));
  const expected = JSON.stringify([
    [first, null, "node-ready"],
    [second, first, "disk-flushed"],
  ]);
  if (told !== expected) throw new Error(`${told} instead of ${expected}`);
}
