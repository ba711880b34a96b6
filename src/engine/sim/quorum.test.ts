// Three controllers and three brokers: the quorum under power cuts, cut links and restarts.
import { describe, expect, test } from "vitest";
import type { ControllerSnapshot } from "../inspect/snapshot.ts";
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
