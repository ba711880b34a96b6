// Three controllers and three brokers: the quorum under power cuts, cut links and restarts.
import { describe, expect, test } from "vitest";
import type { ControllerSnapshot } from "../inspect/snapshot.ts";
import { Channel } from "../net/channel.ts";
import { ErrorCode } from "../protocol/errors.ts";
import { RemoveRaftVoter } from "../protocol/schemas/81-remove-raft-voter.ts";
import type { SimCluster } from "./start-cluster.ts";
import { startCluster } from "./start-cluster.ts";
import { createWorld, type World } from "./world.ts";

const newWorld = (seed: number): World =>
  createWorld({ seed, drain: () => new Promise((done) => setImmediate(done)) });

const CONTROLLERS = [3001, 3002, 3003];

function controllers(cluster: SimCluster): ControllerSnapshot[] {
  return cluster
    .snapshot()
    .nodes.flatMap(({ status, detail }) =>
      status === "running" && detail?.role === "controller" ? [detail] : [],
    );
}

function leaderOf(cluster: SimCluster): ControllerSnapshot | undefined {
  return controllers(cluster).find(({ state }) => state === "leader");
}

async function untilLed(world: World, cluster: SimCluster, limitMs: number): Promise<number> {
  await world.runUntil(() => leaderOf(cluster) !== undefined, limitMs);
  return leaderOf(cluster)!.id;
}

describe("a quorum of three", () => {
  test("one of them is elected, and all three have the same metadata", async () => {
    const world = newWorld(1);
    const cluster = await startCluster(world, { controllers: 3 });
    const leader = leaderOf(cluster)!;
    await world.run(1000);
    for (const other of controllers(cluster)) {
      expect(other).toMatchObject({ epoch: leader.epoch, leaderId: leader.id, majority: 2 });
      expect(other.brokers.map(({ id, fenced }) => [id, fenced])).toEqual([
        [1, false],
        [2, false],
        [3, false],
      ]);
    }
    expect(leader.voters.map(({ id }) => id)).toEqual(CONTROLLERS);
  });

  test("when the leader dies another one leads, in a higher epoch, and no broker is fenced for it", async () => {
    const world = newWorld(2);
    const cluster = await startCluster(world, { controllers: 3 });
    await world.run(2000);
    const dead = leaderOf(cluster)!;
    await cluster.do({ kind: "kill", node: dead.id });
    const next = await untilLed(world, cluster, 10_000);
    expect(next).not.toBe(dead.id);
    expect(leaderOf(cluster)!.epoch).toBeGreaterThan(dead.epoch);
    await cluster.do({ kind: "start", node: dead.id });
    await world.run(15_000);
    expect(controllers(cluster)).toHaveLength(3);
    const fenced = world.events.filter(
      ({ event }) => event.kind === "broker-fenced" && event.reason !== "start",
    );
    expect(fenced).toEqual([]);
  });

  test("a leader that is stopped in order hands over at once", async () => {
    const world = newWorld(3);
    const cluster = await startCluster(world, { controllers: 3 });
    await world.run(2000);
    const old = leaderOf(cluster)!.id;
    const atMs = world.nowMs();
    await cluster.do({ kind: "stop", node: old });
    await untilLed(world, cluster, 5000);
    expect(world.nowMs() - atMs).toBeLessThan(150);
  });

  test("without a majority nothing is decided; with it again, all goes on", async () => {
    const world = newWorld(4);
    const cluster = await startCluster(world, { controllers: 3 });
    await world.run(2000);
    const [first, second] = CONTROLLERS;
    await cluster.do({ kind: "kill", node: first! });
    await cluster.do({ kind: "kill", node: second! });
    await world.run(10_000);
    expect(leaderOf(cluster)).toBeUndefined();
    await cluster.do({ kind: "start", node: first! });
    await untilLed(world, cluster, 10_000);
    await world.run(10_000);
    expect(leaderOf(cluster)!.brokers.every(({ fenced }) => !fenced)).toBe(true);
  });

  test("a leader that is cut off resigns, and comes back into the epoch of another one", async () => {
    const world = newWorld(5);
    const cluster = await startCluster(world, { controllers: 3 });
    await world.run(2000);
    const old = leaderOf(cluster)!;
    for (const other of CONTROLLERS) {
      if (other !== old.id) await cluster.do({ kind: "cutLink", a: old.id, b: other });
    }
    await world.run(12_000);
    const leaders = controllers(cluster).filter(({ state }) => state === "leader");
    expect(leaders.map(({ id }) => id)).not.toContain(old.id);
    expect(leaders).toHaveLength(1);
    for (const other of CONTROLLERS) {
      if (other !== old.id) await cluster.do({ kind: "healLink", a: old.id, b: other });
    }
    await world.run(6000);
    const back = controllers(cluster).find(({ id }) => id === old.id)!;
    expect(back).toMatchObject({ state: "follower", leaderId: leaderOf(cluster)!.id });
    expect(back.highWatermark).toBe(leaderOf(cluster)!.highWatermark);
  });
});

describe("a quorum that can change its voters", () => {
  test("a controller with an emptied disk is no voter any more, and joins again when it may", async () => {
    const world = newWorld(6);
    const properties = { "controller.quorum.auto.join.enable": "true" };
    const cluster = await startCluster(world, { controllers: 3, kraftVersion: 1, properties });
    await world.run(2000);
    const wiped = controllers(cluster).find(({ state }) => state === "follower")!;
    const keyOf = (): string | undefined =>
      leaderOf(cluster)!.voters.find(({ id }) => id === wiped.id)?.directoryId;
    const before = keyOf();
    await cluster.do({ kind: "kill", node: wiped.id });
    await cluster.do({ kind: "wipeDisk", node: wiped.id });
    await cluster.do({ kind: "start", node: wiped.id });
    await world.run(1000);
    expect(cluster.controller(wiped.id)).toMatchObject({ state: "observer" });
    expect(keyOf()).toBe(before);
    await world.runUntil(() => keyOf() !== undefined && keyOf() !== before, 20_000);
    await world.run(1000);
    expect(cluster.controller(wiped.id)).toMatchObject({ state: "follower" });
    const changes = world.events.flatMap(({ event }) =>
      event.kind === "voters-changed" ? [event.to.length] : [],
    );
    expect(changes).toContain(2);
  });

  test("a leader that is removed from the voters says so, through a broker too, and another one leads", async () => {
    const world = newWorld(11);
    const cluster = await startCluster(world, { controllers: 3, kraftVersion: 1 });
    await world.run(2000);
    const { id, voters } = leaderOf(cluster)!;
    const { directoryId } = voters.find((voter) => voter.id === id)!;
    let errorCode: number | null = null;
    void Channel.open(world.ports("admin"), "localhost", 9092, "admin").then(async (channel) => {
      const key = { clusterId: null, voterId: id, voterDirectoryId: directoryId };
      errorCode = (await channel.request(RemoveRaftVoter, 0, key, 30_000)).body.errorCode;
    });
    await world.runUntil(() => errorCode !== null, 40_000);
    expect(errorCode).toBe(ErrorCode.NONE);
    await world.runUntil(() => leaderOf(cluster) !== undefined && leaderOf(cluster)!.id !== id, 20_000);
    expect(leaderOf(cluster)!.voters.map((voter) => voter.id)).not.toContain(id);
    await world.run(5000);
    expect(cluster.controller(id)).toMatchObject({ state: "observer", leaderId: leaderOf(cluster)!.id });
  });

  test("the voters are in the log from the first epoch on, and so is kraft.version", async () => {
    const world = newWorld(7);
    const cluster = await startCluster(world, { controllers: 3, kraftVersion: 1 });
    await world.run(1000);
    for (const { voters } of controllers(cluster)) {
      expect(voters.map(({ id }) => id)).toEqual(CONTROLLERS);
      expect(new Set(voters.map(({ directoryId }) => directoryId)).size).toBe(3);
    }
  });
});

describe("snapshots", () => {
  const properties = {
    "metadata.log.max.record.bytes.between.snapshots": "500",
    "metadata.max.retention.bytes": "1000",
    "metadata.max.idle.interval.ms": "100",
  };

  test("a controller that comes back behind the start of the log begins with a snapshot", async () => {
    const world = newWorld(8);
    const cluster = await startCluster(world, { controllers: 3, properties });
    await world.run(1000);
    const late = controllers(cluster).find(({ state }) => state === "follower")!;
    await cluster.do({ kind: "kill", node: late.id });
    await world.run(130_000);
    const leader = leaderOf(cluster)!;
    expect(leader.snapshot).not.toBeNull();
    expect(leader.logStartOffset).toBeGreaterThan(late.logEndOffset);
    await cluster.do({ kind: "start", node: late.id });
    await world.run(3000);
    const back = cluster.controller(late.id)!;
    expect(back.logStartOffset).toBeGreaterThan(0);
    expect(back.brokers).toEqual(
      leaderOf(cluster)!.brokers.map((broker) => ({ ...broker, lastHeartbeatMs: null })),
    );
    expect(
      world.events.some(({ source, event }) => {
        return (
          source === `${late.id}` && event.kind === "metadata-snapshot-loaded" && event.from === "leader"
        );
      }),
    ).toBe(true);
  });

  test("so does a broker, and nothing is missing in what it knows", async () => {
    const world = newWorld(9);
    const cluster = await startCluster(world, { controllers: 1, properties });
    await world.run(1000);
    await cluster.do({ kind: "kill", node: 3 });
    await world.run(130_000);
    expect(cluster.controller()!.logStartOffset).toBeGreaterThan(0);
    await cluster.do({ kind: "start", node: 3 });
    await world.runUntil(() => cluster.controller()!.brokers.every(({ fenced }) => !fenced), 30_000);
    await world.run(1000);
    expect(cluster.broker(3)!.metadataOffset).toBeGreaterThanOrEqual(cluster.controller()!.highWatermark - 2);
  });

  test("after a power cut of everything the image comes out of the snapshot and what follows it", async () => {
    const world = newWorld(10);
    const cluster = await startCluster(world, { controllers: 3, properties });
    await world.run(70_000);
    const before = leaderOf(cluster)!;
    for (const id of [...CONTROLLERS, 1, 2, 3]) await cluster.do({ kind: "kill", node: id });
    for (const id of CONTROLLERS) await cluster.do({ kind: "start", node: id });
    await untilLed(world, cluster, 20_000);
    await world.run(1000);
    const after = leaderOf(cluster)!;
    expect(after.highWatermark).toBeGreaterThanOrEqual(before.highWatermark);
    expect(after.brokers.map(({ id, epoch }) => [id, epoch])).toEqual(
      before.brokers.map(({ id, epoch }) => [id, epoch]),
    );
  });
});
