import { expect, test } from "vitest";
import type { ClusterSnapshot } from "../../inspect/snapshot.ts";
import type { BatchHeader } from "../../records/batch.ts";
import type { EngineEvent } from "../../trace/event.ts";
import type { Moment, ReplicaLog, StoredBatch } from "./checker.ts";
import { deletedRecords } from "./deleted-records.ts";

/** Of one record, as old as its offset says. */
function batch(offset: number): StoredBatch {
  const header = { baseOffset: offset, lastOffset: offset, maxTimestamp: offset };
  return { header: header as BatchHeader, bytes: new Uint8Array(0), isRotten: false };
}

const log = (startOffset: number, ...offsets: readonly number[]): ReplicaLog => ({
  node: 1,
  topic: "t",
  partition: 0,
  highWatermark: 9,
  startOffset,
  batches: offsets.map(batch),
});

const moment = (wallMs: number, one: ReplicaLog): Moment => ({
  atMs: 0,
  snapshot: { time: { wallMs } } as unknown as ClusterSnapshot,
  logs: [one],
  folders: new Map(),
});

/** With 0, 1 and 2 in the log, of which `committed` are. */
function watching(retentionMs: number, committed: number) {
  const checker = deletedRecords(retentionMs);
  const event = { kind: "high-watermark-advanced", topic: "t", partition: 0, from: 0, to: committed };
  checker.onEvent!({ event, source: "1" } as unknown as EngineEvent);
  checker.onMoment!(moment(3, log(0, 0, 1, 2)));
  return (wallMs: number, startOffset: number) =>
    checker.onMoment!(moment(wallMs, log(startOffset, ...[0, 1, 2].slice(startOffset))));
}

test("what is old and committed may go", () => {
  const look = watching(10, 3);
  expect(() => look(12, 1)).not.toThrow();
  expect(() => look(13, 3)).not.toThrow();
});

test("what is not old enough may not", () => {
  expect(() => watching(10, 3)(11, 2)).toThrow("t-0 at 1 begins at 2; the batch at 1 was 10 ms old");
});

test("what is not committed may not, however old it is", () => {
  expect(() => watching(10, 1)(99, 2)).toThrow("t-0 at 1 begins at 2; committed is what lies below 1");
});

test("where everything is kept nothing may", () => {
  expect(() => watching(-1, 3)(99, 1)).toThrow("t-0 at 1 begins at 1; its topic keeps everything");
});
