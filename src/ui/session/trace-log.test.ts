import { expect, test } from "vitest";
import type { EngineEvent } from "../../engine/trace/event.ts";
import { causesOf, createTraceLog, firstAtOrAfter, isMinor } from "./trace-log.ts";

const event = (number: number, cause: number | null = null): EngineEvent => ({
  id: `1:${number}`,
  source: "1",
  atMs: number * 10,
  cause: cause === null ? null : `1:${cause}`,
  event: { kind: "disk-flushed", bytes: number },
});

test("keeps the newest, and says when an older cause is gone", () => {
  const log = createTraceLog(100);
  log.append(Array.from({ length: 1_000 }, (_, index) => event(index, index === 0 ? null : index - 1)));
  expect(log.events.length).toBeLessThanOrEqual(125);
  expect(log.events.at(-1)?.id).toBe("1:999");
  expect(log.find("1:5")).toBeNull();
  const { chain, complete } = causesOf(log, "1:999");
  expect(chain[0]?.id).toBe("1:999");
  expect(chain[1]?.id).toBe("1:998");
  expect(complete).toBe(chain.length === 64);
});

test("a chain ends at what had no cause", () => {
  const log = createTraceLog();
  log.append([event(1), event(2, 1), event(3, 2)]);
  expect(causesOf(log, "1:3")).toMatchObject({ complete: true });
  expect(causesOf(log, "1:3").chain.map(({ id }) => id)).toEqual(["1:3", "1:2", "1:1"]);
  log.append([event(5, 4)]);
  expect(causesOf(log, "1:5")).toMatchObject({ complete: false });
});

test("finds a moment by halving", () => {
  const events = [1, 2, 3, 4].map((number) => event(number));
  expect([0, 20, 25, 99].map((ms) => firstAtOrAfter(events, ms))).toEqual([0, 1, 2, 4]);
});

test("of the records of the metadata, those that change a config are news", () => {
  const committed = (record: string): EngineEvent => ({
    ...event(1),
    event: { kind: "metadata-committed", offset: 1, record },
  });
  expect(["ConfigRecord", "PartitionRecord"].map((record) => isMinor(committed(record)))).toEqual([
    false,
    true,
  ]);
});
