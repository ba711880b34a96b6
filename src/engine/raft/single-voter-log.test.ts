import { describe, expect, test } from "vitest";
import { METADATA_TOPIC_ID } from "../base/uuid.ts";
import { openLogManager } from "../log/log-manager.ts";
import type { NodePorts } from "../ports/ports.ts";
import { ErrorCode } from "../protocol/errors.ts";
import { createWorld, type World } from "../sim/world.ts";
import { createFetchService, type FetchService } from "./fetch-service.ts";
import { fetchRequest, partitionOfResponse } from "./metadata-fetch.ts";
import { type CommittedBatch, type LeaderAndEpoch, NotLeaderError } from "./metadata-log.ts";
import { type MetadataRecord, metadataRecord } from "./metadata-record.ts";
import { openMetadataLog } from "./metadata-topic.ts";
import { createSingleVoterLog, type ServedMetadataLog } from "./single-voter-log.ts";

const CLUSTER_ID = "cluster-0000000000000w";
const NODE = "3001";
const newWorld = (seed: number): World =>
  createWorld({ seed, drain: () => new Promise((done) => setImmediate(done)) });

interface Started {
  readonly quorum: ServedMetadataLog;
  readonly fetches: FetchService;
  readonly committed: CommittedBatch[];
  readonly leaders: LeaderAndEpoch[];
}

async function open(ports: NodePorts): Promise<Started> {
  const logs = await openLogManager({ nodeId: 3001, clusterId: CLUSTER_ID, ports });
  const log = openMetadataLog(logs);
  const voter = { id: 3001, host: "localhost", port: 19092, directoryId: logs.directoryId };
  const quorum = createSingleVoterLog({ voter, log, ports });
  const committed: CommittedBatch[] = [];
  const leaders: LeaderAndEpoch[] = [];
  await quorum.start({
    onCommit: (batch) => committed.push(batch),
    onLeaderChange: (leader) => leaders.push(leader),
    onFailure: (error) => {
      throw error;
    },
  });
  return { quorum, fetches: createFetchService(quorum, CLUSTER_ID, ports.clock), committed, leaders };
}

/** Runs the world until the voter leads. */
async function start(world: World): Promise<Started> {
  let started: Started | undefined;
  const { ports } = world.spawn(NODE);
  void open(ports).then((value) => {
    started = value;
  });
  await world.runUntil(() => started !== undefined, 1000);
  return started!;
}

const feature = (level: number): MetadataRecord =>
  metadataRecord("FeatureLevelRecord", 0, { name: "group.version", featureLevel: level });

async function settled<T>(world: World, promise: Promise<T>, ms = 1000): Promise<T> {
  let result: { readonly value: T } | undefined;
  void promise.then((value) => {
    result = { value };
  });
  await world.runUntil(() => result !== undefined, ms);
  return result!.value;
}

describe("a quorum of one", () => {
  test("it elects itself in epoch 1 and has told the disk before anybody else", async () => {
    const world = newWorld(1);
    const { quorum, leaders, committed } = await start(world);
    expect(leaders).toEqual([{ leaderId: 3001, epoch: 1 }]);
    expect(quorum.highWatermark).toBe(3); // leader change, raft version, voters
    expect(committed.map(({ lastOffset, records }) => [lastOffset, records.length])).toEqual([[2, 0]]);
    const disk = world.disk(NODE);
    const file = disk.open("__cluster_metadata-0/quorum-state");
    const text = new TextDecoder().decode(await file.read(0, file.sizeBytes));
    expect(JSON.parse(text)).toMatchObject({
      leaderId: 3001,
      leaderEpoch: 1,
      votedId: 3001,
      data_version: 1,
    });
  });

  test("nothing counts as committed before it is flushed", async () => {
    const world = newWorld(2);
    const { quorum, committed } = await start(world);
    expect(quorum.append(1, [feature(1)])).toBe(3);
    expect(quorum.logEndOffset).toBe(4);
    expect(quorum.highWatermark).toBe(3);
    expect(committed).toHaveLength(1);
    await world.run(50);
    expect(quorum.highWatermark).toBe(4);
    expect(committed.at(-1)).toMatchObject({ baseOffset: 3, lastOffset: 3, epoch: 1 });
  });

  test("after a power cut: what was committed is there, what was not is gone, the epoch is higher", async () => {
    const world = newWorld(3);
    const first = await start(world);
    first.quorum.append(1, [feature(1)]);
    await world.run(50);
    first.quorum.append(1, [feature(0)]);
    world.kill(NODE);
    const second = await start(world);
    expect(second.leaders).toEqual([{ leaderId: 3001, epoch: 2 }]);
    const records = second.committed.flatMap((batch) => batch.records);
    expect(records.map(({ data }) => data)).toMatchObject([{ featureLevel: 1 }]);
    // Only the first epoch writes the voters.
    expect(second.quorum.highWatermark).toBe(5);
  });

  test("an append for another epoch is refused", async () => {
    const world = newWorld(4);
    const { quorum } = await start(world);
    expect(() => quorum.append(2, [feature(1)])).toThrow(NotLeaderError);
  });
});

describe("Fetch of the metadata log", () => {
  const ask = (over: Partial<Parameters<typeof fetchRequest>[0]>): Parameters<FetchService["fetch"]>[0] => {
    const { body } = fetchRequest({
      clusterId: CLUSTER_ID,
      replicaId: 1,
      directoryId: METADATA_TOPIC_ID,
      leaderEpoch: 1,
      fetchOffset: 0,
      lastFetchedEpoch: 0,
      highWatermark: -1,
      ...over,
    });
    return { forgottenTopicsData: [], ...body } as unknown as Parameters<FetchService["fetch"]>[0];
  };
  type Body = Parameters<typeof partitionOfResponse>[0];

  test.each([
    ["an older epoch", { leaderEpoch: 0 }, ErrorCode.FENCED_LEADER_EPOCH],
    ["a newer epoch", { leaderEpoch: 2 }, ErrorCode.UNKNOWN_LEADER_EPOCH],
    ["a log of a later epoch than the leader's", { lastFetchedEpoch: 5 }, ErrorCode.INVALID_REQUEST],
    ["a negative offset", { fetchOffset: -1 }, ErrorCode.INVALID_REQUEST],
  ])("%s is refused, with the leader's name", async (_what, over, code) => {
    const world = newWorld(5);
    const { fetches } = await start(world);
    const data = partitionOfResponse((await fetches.fetch(ask(over))) as unknown as Body)!;
    expect(data.errorCode).toBe(code);
    expect(data.currentLeader).toEqual({ leaderId: 3001, leaderEpoch: 1 });
  });

  test("a replica that is ahead, or in another epoch, is told where it parts", async () => {
    const world = newWorld(6);
    const { fetches } = await start(world);
    const ahead = await fetches.fetch(ask({ fetchOffset: 99, lastFetchedEpoch: 1 }));
    expect(partitionOfResponse(ahead as unknown as Body)!.divergingEpoch).toEqual({
      epoch: 1,
      endOffset: 3n,
    });
    const other = await fetches.fetch(ask({ fetchOffset: 2, lastFetchedEpoch: 0 }));
    expect(partitionOfResponse(other as unknown as Body)!.divergingEpoch).toEqual({
      epoch: 0,
      endOffset: 0n,
    });
  });

  test("another cluster is sent away", async () => {
    const world = newWorld(7);
    const { fetches } = await start(world);
    const answer = await fetches.fetch(ask({ clusterId: "other" }));
    expect(answer.errorCode).toBe(ErrorCode.INCONSISTENT_CLUSTER_ID);
  });

  test("with nothing new it waits: for an append, then for the high watermark", async () => {
    const world = newWorld(8);
    const { quorum, fetches } = await start(world);
    const waiting = fetches.fetch(ask({ fetchOffset: 3, lastFetchedEpoch: 1, highWatermark: 3 }));
    await world.run(100);
    quorum.append(1, [feature(1)]);
    const first = partitionOfResponse((await settled(world, waiting)) as unknown as Body)!;
    expect(first.records?.length).toBeGreaterThan(0);
    expect(first.highWatermark).toBe(3n);
    const next = fetches.fetch(ask({ fetchOffset: 4, lastFetchedEpoch: 1, highWatermark: 3 }));
    const second = partitionOfResponse((await settled(world, next)) as unknown as Body)!;
    expect(second.highWatermark).toBe(4n);
  });

  test("it answers empty after half a second", async () => {
    const world = newWorld(9);
    const { fetches } = await start(world);
    const before = world.nowMs();
    const answer = fetches.fetch(ask({ fetchOffset: 3, lastFetchedEpoch: 1, highWatermark: 3 }));
    const data = partitionOfResponse((await settled(world, answer)) as unknown as Body)!;
    expect(data.records).toHaveLength(0);
    expect(world.nowMs() - before).toBeCloseTo(500);
  });
});
