import { expect, test } from "vitest";
import { createMemoryStore } from "../disk/memory-store.ts";
import { mountDisk } from "../disk/page-cache.ts";
import type { DiskStore, StoreOp } from "../disk/store.ts";
import { openLogManager } from "../log/log-manager.ts";
import { DiskError } from "../ports/disk.ts";
import type { NodePorts } from "../ports/ports.ts";
import { decodeMessage, encodeMessage } from "../protocol/codec.ts";
import { Vote } from "../protocol/schemas/52-vote.ts";
import { type LeaderAndEpoch, NotLeaderError } from "./metadata-log.ts";
import { type MetadataRecord, metadataRecord } from "./metadata-record.ts";
import { METADATA_TOPIC, openMetadataLog } from "./metadata-topic.ts";
import { createRaftNode } from "./raft-node.ts";
import { DEFAULT_RAFT_SETTINGS } from "./settings.ts";
import { addressOf, CLUSTER_ID, DIRECTORY_ID } from "./testing/test-replica.ts";
import { staticVoters } from "./voter-set.ts";

/** A replica whose disk commits when it is told to. */
async function startNode(voterIds: readonly number[], inner = createMemoryStore()) {
  const waiting: { commit(): void; fail(error: Error): void }[] = [];
  let isGated = false;
  const store: DiskStore = {
    ...inner,
    async commit(ops: readonly StoreOp[]) {
      if (isGated) await new Promise<void>((commit, fail) => waiting.push({ commit, fail }));
      await inner.commit(ops);
    },
  };
  const disk = await mountDisk(store);
  const clock = { monotonicMs: () => 0, wallMs: () => 1_700_000_000_000, setTimer: () => ({ cancel() {} }) };
  const network = {
    connect: () => new Promise(() => {}),
    listen: () => Promise.reject(new Error("nobody listens")),
  };
  const base = { clock, disk, rng: { nextUint32: () => 7 }, trace: { emit: () => "0:0" }, network };
  const ports = base as unknown as NodePorts;
  const log = openMetadataLog(await openLogManager({ nodeId: 1, clusterId: CLUSTER_ID, ports }));
  const leaders: LeaderAndEpoch[] = [];
  const commits: number[] = [];
  const records: MetadataRecord[] = [];
  const failures: string[] = [];
  const node = createRaftNode({
    nodeId: 1,
    clusterId: CLUSTER_ID,
    directoryId: DIRECTORY_ID,
    listensAt: addressOf(1),
    bootstrap: voterIds.filter((id) => id !== 1).map(addressOf),
    staticVoters: staticVoters(voterIds.map(addressOf), "CONTROLLER"),
    settings: { ...DEFAULT_RAFT_SETTINGS, appendLingerMs: 0 },
    retention: { maxBytes: -1, maxMs: -1 },
    log,
    ports,
  });
  await node.start({
    onCommit(batch) {
      commits.push(batch.lastOffset);
      records.push(...batch.records);
    },
    onSnapshot: () => {},
    onLeaderChange: (leader) => leaders.push(leader),
    onFailure: ({ message }) => failures.push(message),
  });
  await turns();
  isGated = true;
  return { node, inner, waiting, leaders, commits, records, failures };
}

async function turns(): Promise<void> {
  for (let i = 0; i < 50; i++) await null;
}

function voteFor(candidate: number, epoch: number) {
  const partition = {
    partitionIndex: 0,
    replicaEpoch: epoch,
    replicaId: candidate,
    lastOffsetEpoch: 0,
    lastOffset: 0n,
  };
  const topics = [{ topicName: METADATA_TOPIC, partitions: [partition] }];
  const bytes = encodeMessage(Vote.request, 2, { clusterId: CLUSTER_ID, voterId: 1, topics });
  return decodeMessage(Vote.request, 2, bytes);
}

test("a vote is told when it is durable, not before", async () => {
  const { node, waiting } = await startNode([1, 2, 3]);
  const answers: object[] = [];
  void node.handle(Vote, 2, voteFor(2, 1), null).then((answer) => answers.push(answer!));
  await turns();
  expect(node.raft?.state).toMatchObject({ epoch: 1, votedKey: { id: 2 } });
  expect(waiting).toHaveLength(1);
  expect(answers).toEqual([]);
  waiting.shift()!.commit();
  await turns();
  expect(answers).toMatchObject([{ topics: [{ partitions: [{ voteGranted: true, leaderEpoch: 1 }] }] }]);
});

test("a vote that cannot be made durable is not told, and the node takes no more part", async () => {
  const { node, waiting, failures } = await startNode([1, 2, 3]);
  const answer = node.handle(Vote, 2, voteFor(2, 1), null);
  await turns();
  waiting.shift()!.fail(new DiskError("failed", "the disk is broken"));
  expect(await answer).toBeNull();
  expect(failures).toEqual(["the disk is broken"]);
  expect(await node.handle(Vote, 2, voteFor(3, 2), null)).toBeNull();
});

test("what a quorum of one appends is committed when it is durable", async () => {
  const { node, waiting, leaders, commits } = await startNode([1]);
  expect(leaders).toContainEqual({ leaderId: 1, epoch: 1 });
  const before = commits.length;
  const offset = node.append(1, [metadataRecord("NoOpRecord", 0, {})]);
  await turns();
  expect(commits).toHaveLength(before);
  while (waiting.length > 0) {
    waiting.shift()!.commit();
    await turns();
  }
  expect(commits.at(-1)).toBe(offset);
});

const level = (featureLevel: number) =>
  metadataRecord("FeatureLevelRecord", 0, { name: "group.version", featureLevel });

test("after a power cut what was committed is there, what was not is gone, the epoch is higher", async () => {
  const first = await startNode([1]);
  // Of its epoch there is the record with which it begins.
  expect(first.node.highWatermark).toBe(1);
  expect(first.node.append(1, [level(1)])).toBe(1);
  expect(first.node.logEndOffset).toBe(2);
  await turns();
  while (first.waiting.length > 0) {
    first.waiting.shift()!.commit();
    await turns();
  }
  expect(first.node.highWatermark).toBe(2);
  first.node.append(1, [level(0)]);
  await turns();
  expect(first.node.highWatermark).toBe(2);
  const second = await startNode([1], first.inner);
  expect(second.leaders).toEqual([{ leaderId: 1, epoch: 2 }]);
  expect(second.records.map(({ data }) => data)).toMatchObject([{ featureLevel: 1 }]);
  expect(second.node.highWatermark).toBe(3);
});

test("an append for another epoch is refused", async () => {
  const { node } = await startNode([1]);
  expect(() => node.append(2, [level(1)])).toThrow(NotLeaderError);
});
