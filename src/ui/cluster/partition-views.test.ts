import { expect, test } from "vitest";
import { changesBetween, withChanges } from "../../engine/inspect/changes.ts";
import type { ClusterSnapshot } from "../../engine/inspect/snapshot.ts";
import { type TestCluster, testSnapshot } from "../testing/snapshots.ts";
import { viewOf } from "./model.ts";
import { LATE_MS } from "./partition-views.ts";

/** The next snapshot as the page gets it: what did not change is the same object as before. */
const next = (snapshot: ClusterSnapshot, cluster: TestCluster): ClusterSnapshot =>
  withChanges(snapshot, changesBetween(snapshot, testSnapshot(cluster)));
const partitionOf = (snapshot: ClusterSnapshot) => viewOf(snapshot).partitions[0];

test("a partition whose parts did not change is the same object, and so is the list", () => {
  const first = testSnapshot();
  const before = viewOf(first).partitions;
  const later = { ...first, time: { ...first.time, nowMs: first.time.nowMs + 60_000 } };
  expect(viewOf(later).partitions).toBe(before);
});

test("what a broker's log, the metadata or a node's status says anew is seen", () => {
  const first = testSnapshot();
  expect(
    partitionOf(next(first, { replicas: { 1: { leo: 13 }, 2: { leo: 12 }, 3: { leo: 12 } } })),
  ).toMatchObject({
    logEndOffset: 13,
  });
  expect(partitionOf(next(first, { isr: [1, 2] }))).toMatchObject({
    isr: [1, 2],
    trouble: "under-replicated",
  });
  expect(partitionOf(next(first, { status: { 1: "killed" } }))).toMatchObject({
    highWatermark: null,
    trouble: "no-leader",
  });
});

test("a follower becomes late by time alone, and was not late before", () => {
  const nowMs = 60_000;
  const behind = testSnapshot({
    nowMs,
    replicas: { 1: { leo: 12, hw: 10 }, 2: { leo: 12 }, 3: { leo: 10, caughtUpMs: nowMs } },
  });
  const at = (ms: number) => ({ ...behind, time: { ...behind.time, nowMs: ms } });
  const isLate = (ms: number) => partitionOf(at(ms))?.replicas.find(({ broker }) => broker === 3)?.late;
  expect(isLate(nowMs)).toBe(false);
  expect(isLate(nowMs + LATE_MS)).toBe(true);
  expect(isLate(nowMs + LATE_MS - 1)).toBe(false);
});
