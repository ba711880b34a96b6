// The election table: who leads after a change, by ISR, eligible leader replicas and who lives.
import { describe, expect, test } from "vitest";
import { ELR_VERSION, METADATA_VERSION } from "../features/metadata-version.ts";
import type { PartitionImage } from "../image.ts";
import { changedPartition } from "../image-partition.ts";
import { changePartition, type Election, type PartitionChange } from "./partition-change.ts";

const TOPIC_ID = "oX30ytpgSYe_ToYg4MBGSw";

const partition = (over: Partial<PartitionImage> = {}): PartitionImage => ({
  partition: 0,
  replicas: [1, 2, 3],
  directories: ["AAAAAAAAAAAAAAAAAAAAAQ", "AAAAAAAAAAAAAAAAAAAAAQ", "AAAAAAAAAAAAAAAAAAAAAQ"],
  isr: [1, 2, 3],
  elr: [],
  lastKnownElr: [],
  removingReplicas: [],
  addingReplicas: [],
  leader: 1,
  leaderEpoch: 5,
  partitionEpoch: 9,
  leaderRecoveryState: 0,
  ...over,
});

interface Given extends Partial<PartitionImage> {
  readonly alive: readonly number[];
  readonly targetIsr?: readonly number[];
  readonly election?: Election;
  readonly minIsr?: number;
  readonly elr?: readonly number[];
  readonly elrEnabled?: boolean;
}

function applied(given: Given, over: Partial<PartitionChange> = {}): PartitionImage {
  const { alive, targetIsr, election, minIsr = 1, elrEnabled = true, ...fields } = given;
  const before = partition(fields);
  const features = new Map([
    [METADATA_VERSION, 30],
    [ELR_VERSION, elrEnabled ? 1 : 0],
  ]);
  const record = changePartition({
    topicId: TOPIC_ID,
    partition: before,
    features,
    elrEnabled,
    minIsr,
    isAcceptableLeader: (id) => alive.includes(id),
    defaultDirectory: () => "AAAAAAAAAAAAAAAAAAAAAQ",
    ...(targetIsr === undefined ? {} : { targetIsr }),
    ...(election === undefined ? {} : { election }),
    ...over,
  });
  return record === null ? before : changedPartition(before, record.data);
}

describe("who leads", () => {
  test.each<readonly [string, Given, number, readonly number[], readonly number[]]>([
    ["the leader stays while it is in the ISR and lives", { alive: [1, 2, 3] }, 1, [1, 2, 3], []],
    ["the next in assignment order that is in the ISR", { alive: [2, 3], targetIsr: [3, 2] }, 2, [3, 2], []],
    ["not one outside the ISR", { alive: [2, 3], isr: [1, 3], targetIsr: [3] }, 3, [3], []],
    [
      "the last of the ISR goes: nobody leads, and it is eligible",
      { alive: [2, 3], isr: [1], targetIsr: [] },
      -1,
      [],
      [1],
    ],
    [
      "without ELR it stays in the ISR",
      { alive: [2], isr: [1], targetIsr: [], elrEnabled: false },
      -1,
      [1],
      [],
    ],
    [
      "an eligible replica leads when the ISR is empty, cleanly",
      { alive: [2], isr: [], elr: [2, 3], leader: -1, minIsr: 3 },
      2,
      [2],
      [3],
    ],
    [
      "any that lives, if unclean elections are allowed",
      { alive: [3], isr: [], elr: [1], leader: -1, election: "unclean" },
      3,
      [3],
      [],
    ],
    [
      "nobody, if they are not",
      { alive: [3], isr: [], elr: [1], leader: -1, lastKnownElr: [1] },
      -1,
      [],
      [1],
    ],
    [
      "the preferred one, when asked for it",
      { alive: [1, 2], leader: 2, election: "preferred" },
      1,
      [1, 2, 3],
      [],
    ],
    [
      "the current one, when the preferred one is away",
      { alive: [2], leader: 2, election: "preferred" },
      2,
      [1, 2, 3],
      [],
    ],
  ])("%s", (_what, given, leader, isr, elr) => {
    const result = applied(given);
    expect([result.leader, result.isr, result.elr]).toEqual([leader, isr, elr]);
  });

  test("an unclean leader recovers; an eligible one does not need to", () => {
    expect(applied({ alive: [3], isr: [], leader: -1, election: "unclean" }).leaderRecoveryState).toBe(1);
    expect(applied({ alive: [2], isr: [], elr: [2], leader: -1 }).leaderRecoveryState).toBe(0);
  });

  test("epochs: a shrink counts the partition's, a new leader both", () => {
    const shrunk = applied({ alive: [1, 2, 3], targetIsr: [1, 2] });
    expect([shrunk.leaderEpoch, shrunk.partitionEpoch]).toEqual([5, 10]);
    const elected = applied({ alive: [2, 3], targetIsr: [2, 3] });
    expect([elected.leaderEpoch, elected.partitionEpoch]).toEqual([6, 10]);
  });
});

describe("reassignment (KIP-455)", () => {
  const moving: Partial<PartitionImage> = {
    replicas: [4, 1, 2, 3],
    directories: Array.from({ length: 4 }, () => "AAAAAAAAAAAAAAAAAAAAAQ"),
    addingReplicas: [4],
    removingReplicas: [1, 2, 3],
  };

  test("it goes on until the new replica is in sync", () => {
    const result = applied({ ...moving, alive: [1, 2, 3, 4], targetIsr: [1, 2] });
    expect([result.replicas, result.leader]).toEqual([[4, 1, 2, 3], 1]);
  });

  test("then replicas, ISR and leader change at once", () => {
    const result = applied({ ...moving, alive: [1, 2, 3, 4], targetIsr: [1, 2, 3, 4] });
    expect(result).toMatchObject({
      replicas: [4],
      isr: [4],
      leader: 4,
      addingReplicas: [],
      removingReplicas: [],
    });
  });
});
