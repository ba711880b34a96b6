import { expect, test } from "vitest";
import { createTraceLog } from "./trace-log.ts";

test("the newest events are kept, the number of the dropped is known, and reading goes on where it stopped", () => {
  const log = createTraceLog(10);
  const trace = log.traceOf("1", () => 5);
  for (let i = 0; i < 25; i++) trace.emit({ kind: "disk-flushed", bytes: i });
  expect([log.count(), log.dropped()]).toEqual([25, 15]);
  const slice = log.since(0);
  expect([slice.first, slice.next]).toEqual([15, 25]);
  expect(slice.events.map(({ id }) => id)).toEqual(
    [16, 17, 18, 19, 20, 21, 22, 23, 24, 25].map((n) => `1:${n}`),
  );
  expect(log.since(slice.next).events).toEqual([]);
  trace.emit({ kind: "disk-flushed", bytes: 0 });
  expect(log.since(slice.next)).toMatchObject({ first: 25, next: 26, events: [{ id: "1:26", atMs: 5 }] });
  expect(log.since(1000).events).toEqual([]);
});
