import { expect, test } from "vitest";
import { checkCrc, readBatchHeader } from "./batch.ts";
import { controlBatch, controlRecord, readControlRecord, transactionMarkerBatch } from "./control.ts";
import { readRecords } from "./record.ts";

test("a transaction marker is a transactional control batch of one record", () => {
  const bytes = transactionMarkerBatch({
    commit: true,
    producerId: 77n,
    producerEpoch: 3,
    coordinatorEpoch: 5,
    timestampMs: 1000,
  });
  const header = readBatchHeader(bytes);
  expect(checkCrc(bytes)).toBe(true);
  expect(header).toMatchObject({ control: true, transactional: true, producerId: 77n, baseSequence: -1 });
  const [record, ...rest] = readRecords(bytes, header);
  expect(rest).toEqual([]);
  expect(readControlRecord(record!)).toEqual({
    type: "COMMIT",
    version: 0,
    message: { coordinatorEpoch: 5 },
  });
});

test("an abort marker says so", () => {
  const { key, value } = controlRecord("ABORT", { coordinatorEpoch: 1 });
  expect(readControlRecord({ key, value })).toMatchObject({
    type: "ABORT",
    message: { coordinatorEpoch: 1 },
  });
});

test("control records of the metadata log come back", () => {
  const bytes = controlBatch({ baseOffset: 4, partitionLeaderEpoch: 2, timestampMs: 9 }, [
    controlRecord("SNAPSHOT_HEADER", { lastContainedLogTimestamp: 8n }),
    controlRecord("KRAFT_VERSION", { kRaftVersion: 1 }),
    controlRecord("LEADER_CHANGE", { leaderId: 3000, voters: [{ voterId: 3000 }, { voterId: 3001 }] }),
  ]);
  const header = readBatchHeader(bytes);
  expect(header).toMatchObject({
    control: true,
    transactional: false,
    lastOffset: 6,
    partitionLeaderEpoch: 2,
  });
  const read = readRecords(bytes, header).map(readControlRecord);
  expect(read.map((one) => one?.type)).toEqual(["SNAPSHOT_HEADER", "KRAFT_VERSION", "LEADER_CHANGE"]);
  expect(read[2]?.message).toMatchObject({ leaderId: 3000, voters: [{ voterId: 3000 }, { voterId: 3001 }] });
});

test("a type of the future, and a record that is none, are undefined", () => {
  expect(readControlRecord({ key: Uint8Array.of(0, 0, 0, 99), value: Uint8Array.of(0, 0) })).toBeUndefined();
  expect(readControlRecord({ key: null, value: Uint8Array.of(0, 0) })).toBeUndefined();
});
