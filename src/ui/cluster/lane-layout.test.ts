import { expect, test } from "vitest";
import { type TestCluster, testSnapshot } from "../testing/snapshots.ts";
import { cellsOf, isTorn, laneWindow, offsetX } from "./lane-layout.ts";
import { viewOf } from "./model.ts";
import type { PartitionView } from "./partition-views.ts";

function partitionOf(cluster: TestCluster): PartitionView {
  const partition = viewOf(testSnapshot(cluster)).partitions[0];
  if (partition === undefined) throw new Error("no partition");
  return partition;
}
const kinds = (partition: PartitionView, broker: number, width = 150): string => {
  const replica = partition.replicas.find((each) => each.broker === broker);
  if (replica === undefined) throw new Error("no replica");
  return cellsOf(replica, laneWindow(partition, width, true))
    .map(({ kind, from }) => `${from}${kind[0]}`)
    .join(" ");
};

const behind: TestCluster = {
  replicas: { 1: { leo: 15, hw: 12 }, 2: { leo: 15, hw: 12 }, 3: { leo: 12, hw: 12 } },
};

test("cells left of the high watermark are committed, right of it not, and what others have is absent", () => {
  const partition = partitionOf(behind);
  expect(kinds(partition, 1)).toBe("7c 8c 9c 10c 11c 12u 13u 14u");
  expect(kinds(partition, 3)).toBe("7c 8c 9c 10c 11c 12a 13a 14a");
});

test("equal offsets stand at equal places in every lane", () => {
  const partition = partitionOf(behind);
  const window = laneWindow(partition, 150, true);
  const places = partition.replicas.map(
    (replica) => cellsOf(replica, window).find(({ from }) => from === 11)?.x,
  );
  expect(new Set(places).size).toBe(1);
  expect(places[0]).toBe(offsetX(window, 11));
});

test("earlier offsets are torn off, unless the log starts in sight", () => {
  const partition = partitionOf(behind);
  const first = partition.replicas[0];
  if (first === undefined) throw new Error("no replica");
  const window = laneWindow(partition, 150, true);
  expect(isTorn(first, window)).toBe(true);
  expect(
    isTorn(
      { ...first, logStartOffset: 9 },
      laneWindow({ ...partition, replicas: [{ ...first, logStartOffset: 9 }] }, 150, true),
    ),
  ).toBe(false);
});

test("the window widens to the slowest live replica, drops numbers, then folds into bars beyond sixty", () => {
  const lag = (leo: number) =>
    partitionOf({ replicas: { 1: { leo: 100, hw: leo }, 2: { leo: 100, hw: leo }, 3: { leo, hw: leo } } });
  expect(laneWindow(lag(96), 150, true).mode).toBe("numbers");
  expect(laneWindow(lag(80), 150, true)).toMatchObject({ mode: "cells", from: 79, to: 100 });
  const bars = laneWindow(lag(10), 150, true);
  expect(bars).toMatchObject({ mode: "bars", from: 9, to: 100 });
  expect(kinds(lag(10), 1)).toBe("9c 10u");
  expect(bars.pitch * (bars.to - bars.from)).toBeLessThanOrEqual(150.001);
});

test("a dead replica that lags does not widen the window", () => {
  const partition = partitionOf({
    replicas: { 1: { leo: 100 }, 2: { leo: 100 }, 3: { leo: 3 } },
    isr: [1, 2],
    status: { 3: "killed" },
  });
  expect(laneWindow(partition, 150, true).mode).toBe("numbers");
});

test("offsets of five digits get the room they need", () => {
  const window = laneWindow(
    partitionOf({ replicas: { 1: { leo: 12_345 }, 2: { leo: 12_345 }, 3: { leo: 12_345 } } }),
    150,
    true,
  );
  expect(window.mode).toBe("numbers");
  expect(window.pitch).toBeGreaterThan(36);
});
