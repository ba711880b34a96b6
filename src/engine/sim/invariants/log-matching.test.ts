import { expect, test } from "vitest";
import type { ClusterSnapshot } from "../../inspect/snapshot.ts";
import type { BatchHeader } from "../../records/batch.ts";
import type { EngineEvent } from "../../trace/event.ts";
import type { Moment, ReplicaLog, StoredBatch } from "./checker.ts";
import { logMatching } from "./log-matching.ts";

/** A batch of one record. */
function batch(offset: number, crc = offset): StoredBatch {
  const header = { baseOffset: offset, lastOffset: offset, partitionLeaderEpoch: 0, crc };
  return { header: header as BatchHeader, bytes: new Uint8Array(0), isRotten: false };
}

interface GrowingLog extends ReplicaLog {
  highWatermark: number;
  startOffset: number;
  readonly batches: StoredBatch[];
}

function log(node: number, highWatermark: number, ...batches: StoredBatch[]): GrowingLog {
  return { node, topic: "t", partition: 0, highWatermark, startOffset: 0, batches };
}

/** Broker `leader` leads in epoch 0. */
function moment(leader: number, logs: readonly ReplicaLog[]): Moment {
  const nodes = logs.map(({ node }) => {
    const role = node === leader ? "leader" : "follower";
    const replicas = [{ topic: "t", partition: 0, role, leaderEpoch: 0 }];
    return { id: node, status: "running", detail: { role: "broker", id: node, replicas } };
  });
  return { atMs: 0, snapshot: { nodes } as unknown as ClusterSnapshot, logs, folders: new Map() };
}

function watching() {
  const checker = logMatching();
  const event = { kind: "became-leader", topic: "t", partition: 0, epoch: 0, isr: [1, 2] };
  checker.onEvent!({ event, source: "1" } as unknown as EngineEvent);
  return (leader: number, ...logs: readonly ReplicaLog[]) => checker.onMoment!(moment(leader, logs));
}

test("logs that grow alike are in order, however they come to be committed", () => {
  const look = watching();
  const one = log(1, 1, batch(0), batch(1));
  const two = log(2, 0, batch(0));
  look(1, one, two);
  one.batches.push(batch(2));
  one.highWatermark = 3;
  two.batches.push(batch(1), batch(2));
  two.highWatermark = 2;
  look(1, one, two);
  look(2, one, two);
});

test("a batch that was added later and differs from what was committed is found", () => {
  const look = watching();
  const one = log(1, 2, batch(0), batch(1));
  const two = log(2, 1, batch(0));
  look(1, one, two);
  two.batches.push(batch(1, 77));
  two.highWatermark = 2;
  expect(() => look(1, one, two)).toThrow(
    "t-0 at 2 holds 1..1 epoch 0 crc 4d; committed was 1..1 epoch 0 crc 1",
  );
});

test("a log that was written anew is looked through from its beginning", () => {
  const look = watching();
  look(1, log(1, 2, batch(0), batch(1)));
  expect(() => look(1, log(1, 2, batch(0, 77), batch(1)))).toThrow("t-0 at 1 holds 0..0 epoch 0 crc 4d");
});

test("whoever leads lacks nothing that was committed, not even by being cut", () => {
  const look = watching();
  const one = log(1, 2, batch(0), batch(1));
  const two = log(2, 1, batch(0));
  look(1, one, two);
  expect(() => look(2, one, two)).toThrow("led by 2 in epoch 0 holds nothing where 1..1 epoch 0 crc 1");
  const cut = log(1, 0, batch(0));
  expect(() => look(1, cut, two)).toThrow("led by 1 in epoch 0 holds nothing where 1..1 epoch 0 crc 1");
});

test("what a leader has deleted at its beginning it need not hold, and nothing behind that", () => {
  const look = watching();
  const one = log(1, 3, batch(0), batch(1), batch(2));
  const two = log(2, 1, batch(0));
  look(1, one, two);
  look(1, { ...log(1, 3, batch(1), batch(2)), startOffset: 1 }, two);
  expect(() => look(1, { ...log(1, 3, batch(2)), startOffset: 1 }, two)).toThrow(
    "led by 1 in epoch 0 holds nothing where 1..1 epoch 0 crc 1",
  );
});

test("a log without a batch in its middle is no log, though nobody has been seen to hold the batch", () => {
  const look = watching();
  expect(() => look(1, log(1, 3, batch(0), batch(2)))).toThrow(
    "t-0 at 1 holds 2..2 epoch 0 crc 2; committed was up to 1",
  );
});

test("what was deleted before anybody looked is learnt from whoever has it still, and must be the same everywhere", () => {
  const look = watching();
  const one = { ...log(1, 4, batch(3)), startOffset: 3 };
  look(1, log(1, 1, batch(0)), log(2, 1, batch(0)));
  look(1, one);
  look(1, one, log(2, 4, batch(0), batch(1), batch(2), batch(3)));
  expect(() => look(1, one, log(3, 4, batch(0), batch(1), batch(2, 77), batch(3)))).toThrow(
    "t-0 at 3 holds 2..2 epoch 0 crc 4d; committed was 2..2 epoch 0 crc 2",
  );
});
