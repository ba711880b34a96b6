// The book of losses by itself: when it waits, and what it makes of nodes that go down again. Whole clusters lose records
// in sim/losses.test.ts.
import { expect, test } from "vitest";
import type { BrokerSnapshot, ControllerSnapshot, NodeDetail, ReplicaSnapshot } from "../inspect/snapshot.ts";
import { createLossBook, unflushedLogs } from "./losses.ts";

const TOPIC = { topic: "t", topicId: "4Vx0uQbJTdGk2mYl8oRr1A", partition: 0 };

const replica = (change: Partial<ReplicaSnapshot>): ReplicaSnapshot =>
  ({
    ...TOPIC,
    role: "leader",
    leader: 1,
    leaderEpoch: 2,
    logStartOffset: 0,
    highWatermark: 0,
    logEndOffset: 0,
    flushedOffset: 0,
    recoveredOffset: null,
    leaderEpochs: [{ epoch: 1, startOffset: 0 }],
    ...change,
  }) as ReplicaSnapshot;

const broker = (id: number, ...replicas: ReplicaSnapshot[]): BrokerSnapshot =>
  ({ role: "broker", id, brokerEpoch: 10 + id, replicas }) as unknown as BrokerSnapshot;

function controller(leader: number, change: Partial<ControllerSnapshot> = {}): ControllerSnapshot {
  const partitions = [{ partition: 0, leader, leaderEpoch: 2, replicas: [1, 2] }];
  return {
    role: "controller",
    state: "leader",
    brokers: [1, 2].map((id) => ({ id, epoch: 10 + id, fenced: false })),
    topics: [{ name: "t", topicId: TOPIC.topicId, partitions }],
    ...change,
  } as unknown as ControllerSnapshot;
}

const details = (...entries: (readonly [number, NodeDetail])[]): ReadonlyMap<number, NodeDetail> =>
  new Map(entries);

const atDeath = broker(1, replica({ logEndOffset: 49, flushedOffset: 12, highWatermark: 40 }));
const back = broker(1, replica({ logEndOffset: 12, recoveredOffset: 12 }));

test("nothing is said before it is known who leads, and then once", () => {
  const book = createLossBook([]);
  expect(book.isOpen()).toBe(false);
  book.ended(1, "killed", false, atDeath, details([1, atDeath]));
  expect(book.isOpen()).toBe(true);
  // Nobody runs; no controller; a controller that has not read the metadata; one that knows an older incarnation.
  expect(book.settle(details())).toEqual([]);
  expect(book.settle(details([1, back]))).toEqual([]);
  expect(book.settle(details([1, back], [3001, controller(1, { topics: [], brokers: [] })]))).toEqual([]);
  const older = controller(1, { topics: [], brokers: [{ id: 1, epoch: 3, fenced: false }] as never });
  expect(book.settle(details([1, back], [3001, older]))).toEqual([]);
  // No leader; one that has not taken over yet.
  expect(book.settle(details([1, back], [3001, controller(-1)]))).toEqual([]);
  const late = broker(1, replica({ logEndOffset: 12, recoveredOffset: 12, leaderEpoch: 1 }));
  expect(book.settle(details([1, late], [3001, controller(1)]))).toEqual([]);
  const settled = details([1, back], [3001, controller(1)]);
  expect(book.settle(settled)).toMatchObject([{ fromOffset: 12, toOffset: 49, gone: 37, goneCommitted: 28 }]);
  expect(book.settle(settled)).toEqual([]);
  expect(book.isOpen()).toBe(false);
});

test("a node that goes down again is judged by the first death, and by the least that recovery found", () => {
  const book = createLossBook([]);
  book.ended(1, "killed", false, atDeath, details([1, atDeath]));
  const again = broker(1, replica({ logEndOffset: 20, recoveredOffset: 12 }));
  book.ended(1, "failed", false, again, details([1, again]));
  // Before its logs are open it shows none: nothing is forgotten.
  book.ended(1, "killed", false, broker(1), details());
  book.ended(1, "killed", false, null, details());
  const third = broker(1, replica({ logEndOffset: 20, recoveredOffset: 20 }));
  expect(book.settle(details([1, third], [3001, controller(1)]))).toMatchObject([
    { cut: "killed", fromOffset: 12, toOffset: 49 },
  ]);
});

test("what was flushed and is missing is damage; a note knows only what was not flushed", () => {
  const book = createLossBook([]);
  book.ended(1, "killed", false, atDeath, details([1, atDeath]));
  const damaged = broker(1, replica({ logEndOffset: 5, recoveredOffset: 5 }));
  expect(book.settle(details([1, damaged], [3001, controller(1)]))).toMatchObject([
    { fromOffset: 5, toOffset: 49, damaged: 7 },
  ]);
  const clean = broker(2, replica({ logEndOffset: 12, flushedOffset: 12 }));
  expect(unflushedLogs(details([1, atDeath], [2, clean]))).toMatchObject([
    { node: 1, logs: [{ ...TOPIC, logEndOffset: 49, flushedOffset: 12 }] },
  ]);
});

test("a log that is not there any more had nothing on the disk; a topic that is gone is not spoken of", () => {
  const book = createLossBook([]);
  book.ended(1, "killed", false, atDeath, details([1, atDeath]));
  const empty = broker(1, replica({}));
  expect(book.settle(details([1, empty], [3001, controller(1)]))).toMatchObject([
    { fromOffset: 0, gone: 49 },
  ]);
  book.ended(1, "killed", false, atDeath, details([1, atDeath]));
  expect(book.settle(details([1, empty], [3001, controller(1, { topics: [] })]))).toEqual([]);
  expect(book.isOpen()).toBe(false);
});
