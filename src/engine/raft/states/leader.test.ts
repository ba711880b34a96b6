import { expect, test } from "vitest";
import { ErrorCode } from "../../protocol/errors.ts";
import { BeginQuorumEpoch } from "../../protocol/schemas/53-begin-quorum-epoch.ts";
import type { Effect } from "../effect.ts";
import { NotLeaderError } from "../metadata-log.ts";
import { metadataRecord } from "../metadata-record.ts";
import { elect, fetchFrom, hearLeader, standAgainst, startReplica } from "../testing/test-replica.ts";

async function leader(epochs: readonly number[] = []) {
  const replica = await startReplica({ epochs, stored: { leaderEpoch: epochs.at(-1) ?? 0 } });
  elect(replica);
  replica.pass(0);
  expect(replica.state.name).toBe("leader");
  return replica;
}

test("it says so to the others, and again to those that do not fetch", async () => {
  const replica = await leader();
  expect(replica.sent(2, BeginQuorumEpoch)).toHaveLength(1);
  expect(replica.sent(3, BeginQuorumEpoch)).toHaveLength(1);
  replica.reply(2, BeginQuorumEpoch, { errorCode: 0, topics: [] });
  fetchFrom(replica, 3, 0, 0);
  replica.pass(1000);
  fetchFrom(replica, 3, 0, 0);
  replica.pass(1100);
  expect(replica.sent(2, BeginQuorumEpoch).length).toBeGreaterThan(1);
});

test("its epoch begins with a record that names the voters and those who voted for it", async () => {
  const replica = await leader();
  expect(replica.log.logEndOffset).toBe(1);
  expect(replica.highWatermark).toBe(-1);
});

test("what a majority has is committed", async () => {
  const replica = await leader();
  replica.append(2);
  fetchFrom(replica, 2, 0, 0);
  expect(replica.highWatermark).toBe(-1);
  fetchFrom(replica, 2, 2, 1);
  expect(replica.highWatermark).toBe(2);
  fetchFrom(replica, 3, 3, 1);
  expect(replica.highWatermark).toBe(3);
  fetchFrom(replica, 2, 3, 1);
  expect(replica.highWatermark).toBe(3);
});

test("records of earlier epochs are committed by one of its own only, however many have them", async () => {
  const replica = await leader([1, 1, 2]);
  expect(replica.state.epoch).toBe(3);
  fetchFrom(replica, 2, 3, 2);
  fetchFrom(replica, 3, 3, 2);
  expect(replica.highWatermark).toBe(-1);
  fetchFrom(replica, 2, 4, 3);
  expect(replica.highWatermark).toBe(4);
});

test("an observer's copy commits nothing", async () => {
  const replica = await leader();
  fetchFrom(replica, 4, 1, 1);
  fetchFrom(replica, 5, 1, 1);
  expect(replica.highWatermark).toBe(-1);
});

test("a fetch with nothing to bring waits for an append", async () => {
  const replica = await leader();
  expect(fetchFrom(replica, 2, 1, 1, 500)).toBeNull();
  const isAnswer = ({ kind }: Effect): boolean => kind === "answer-records";
  expect(replica.effects.some(isAnswer)).toBe(false);
  replica.append(1);
  expect(replica.effects.some(isAnswer)).toBe(true);
});

test("who has another end of an epoch is told where it parted", async () => {
  const replica = await leader([1, 1, 3]);
  // The fetcher believes that epoch 1 went on until 5, and that there was an epoch 2.
  expect(fetchFrom(replica, 2, 5, 1)?.divergingEpoch).toMatchObject({ epoch: 1, endOffset: 2n });
  expect(fetchFrom(replica, 2, 5, 2)?.divergingEpoch).toMatchObject({ epoch: 1, endOffset: 2n });
  expect(fetchFrom(replica, 2, 3, 3)?.divergingEpoch).toMatchObject({ epoch: -1 });
});

test("without fetches of a majority for one and a half fetch timeouts it gives up", async () => {
  const replica = await leader();
  replica.pass(2000);
  fetchFrom(replica, 2, 1, 1);
  replica.pass(2999);
  expect(replica.state.name).toBe("leader");
  replica.pass(1);
  expect(replica.state.name).toBe("resigned");
  expect(replica.effects).toContainEqual(
    expect.objectContaining({ event: { kind: "leader-resigned", epoch: 1, reason: "check-quorum" } }),
  );
});

test("a higher epoch ends it, and what it had not appended is refused", async () => {
  const replica = await leader();
  expect(standAgainst(replica, { id: 2, epoch: 9, lastEpoch: 1, lastOffset: 1 }).voteGranted).toBe(true);
  expect(replica.state).toMatchObject({ name: "unattached", epoch: 9 });
  const records = [metadataRecord("NoOpRecord", 0, {})];
  expect(() => replica.machine.append(1, records, { nowMs: 5000, wallMs: 0 })).toThrow(NotLeaderError);
});

test("it votes for nobody in its epoch, not even before an election", async () => {
  const replica = await leader();
  expect(standAgainst(replica, { id: 2, epoch: 1, lastOffset: 5 }).voteGranted).toBe(false);
  expect(
    standAgainst(replica, { id: 2, epoch: 1, lastEpoch: 1, lastOffset: 5, preVote: true }),
  ).toMatchObject({
    voteGranted: false,
    leaderId: 1,
  });
});

test("another leader of its epoch cannot be", async () => {
  const replica = await leader();
  expect(hearLeader(replica, 2, 1)).toBe(ErrorCode.INVALID_REQUEST);
  expect(replica.state.name).toBe("leader");
});
