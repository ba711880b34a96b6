import { expect, test } from "vitest";
import { UpdateRaftVoter } from "../protocol/schemas/82-update-raft-voter.ts";
import { upgradeKraftVersion, upgradeRefusal } from "./kraft-version.ts";
import { NotLeaderError } from "./metadata-log.ts";
import {
  addressOf,
  CLUSTER_ID,
  DIRECTORY_ID,
  elect,
  fetchFrom,
  startReplica,
} from "./testing/test-replica.ts";

const directoryOf = (id: number): string => `AAAAAAAAAAEAAAAAAAAAB${"QgwA"[id]}`;

async function leader() {
  const replica = await startReplica();
  elect(replica);
  fetchFrom(replica, 2, 1, 1);
  return replica;
}

function tell(replica: Awaited<ReturnType<typeof leader>>, id: number, maxSupportedVersion = 1): void {
  replica.ask(UpdateRaftVoter, 0, {
    clusterId: CLUSTER_ID,
    currentLeaderEpoch: replica.state.epoch,
    voterId: id,
    voterDirectoryId: directoryOf(id),
    listeners: [{ name: "CONTROLLER", ...addressOf(id) }],
    kRaftVersionFeature: { minSupportedVersion: 0, maxSupportedVersion },
  });
}

test("the leader of a static quorum waits for every voter to say that it can follow", async () => {
  const replica = await leader();
  const { raft } = replica.machine;
  const refusal =
    "Invalid upgrade of kraft.version to KRAFT_VERSION_1 because not all of the voters support it";
  expect(upgradeRefusal(raft, 1)).toBe(refusal);
  tell(replica, 2);
  expect(upgradeRefusal(raft, 1)).toBe(refusal);
  tell(replica, 3, 0);
  expect(upgradeRefusal(raft, 1)).toBe(refusal);
  tell(replica, 3);
  expect(upgradeRefusal(raft, 1)).toBe(null);
});

test("the voters go into the log as they have told themselves, in one batch with the version", async () => {
  const replica = await leader();
  const { raft } = replica.machine;
  tell(replica, 2);
  tell(replica, 3);
  const end = replica.log.logEndOffset;
  upgradeKraftVersion(raft, raft.epoch, 1);
  replica.pass(0);
  expect(replica.log.logEndOffset).toBe(end + 2);
  expect(raft.history.kraftVersion).toBe(1);
  expect(raft.history.votersOffset).toBe(end + 1);
  expect([...raft.voters.values()].map(({ directoryId }) => directoryId)).toEqual([
    DIRECTORY_ID,
    directoryOf(2),
    directoryOf(3),
  ]);
  // What a voter had fetched counts for it under its full name, too.
  fetchFrom(replica, 2, end + 2, 1, 0, directoryOf(2));
  expect(replica.highWatermark).toBe(end + 2);
  expect(upgradeRefusal(raft, 1)).toBe(null);
  upgradeKraftVersion(raft, raft.epoch, 1);
  replica.pass(0);
  expect(replica.log.logEndOffset).toBe(end + 2);
  expect(upgradeRefusal(raft, 0)).toBe(
    "Invalid upgrade of kraft.version from version KRAFT_VERSION_1 to KRAFT_VERSION_0 because the new version is a downgrade",
  );
});

test("a truncation takes it back", async () => {
  const replica = await leader();
  const { raft } = replica.machine;
  tell(replica, 2);
  tell(replica, 3);
  upgradeKraftVersion(raft, raft.epoch, 1);
  replica.pass(0);
  raft.history.truncateFrom(1);
  expect(raft.history.kraftVersion).toBe(0);
  expect(raft.history.votersOffset).toBe(null);
});

test("who does not lead in the epoch raises nothing", async () => {
  const replica = await leader();
  const { raft } = replica.machine;
  expect(() => upgradeKraftVersion(raft, raft.epoch - 1, 1)).toThrow(NotLeaderError);
  const follower = await startReplica();
  expect(() => upgradeRefusal(follower.machine.raft, 1)).toThrow(NotLeaderError);
});
