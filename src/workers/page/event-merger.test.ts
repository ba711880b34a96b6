import { expect, test } from "vitest";
import type { EngineEvent } from "../../engine/trace/event.ts";
import { createEventMerger } from "./event-merger.ts";

const event = (source: string, atMs: number): EngineEvent => ({
  id: `${source}:${atMs}`,
  source,
  atMs,
  cause: null,
  event: { kind: "disk-flushed", bytes: 1 },
});

test("batches of several workers leave in the order of their times, after a short wait", () => {
  let now = 0;
  const merger = createEventMerger(() => now);
  merger.add([event("1", 10), event("1", 14)]);
  now = 10;
  merger.add([event("2", 9), event("2", 12), event("2", 13)]);
  expect(merger.take()).toEqual([]);
  now = 45;
  // Those of node 1 have waited long enough, but an event of node 2 lies before them.
  expect(merger.take()).toEqual([]);
  now = 50;
  expect(merger.take().map(({ id }) => id)).toEqual(["2:9", "1:10", "2:12", "2:13", "1:14"]);
  expect(merger.isEmpty()).toBe(true);
});
