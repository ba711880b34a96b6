// Messages held, released and dropped, and writes torn, on a whole cluster of three controllers and three brokers.
import { expect, test } from "vitest";
import { CommandError } from "../cluster/command.ts";
import type { ControllerSnapshot } from "../inspect/snapshot.ts";
import { type SimCluster, startCluster } from "./start-cluster.ts";
import { createWorld } from "./world.ts";

const newWorld = (seed: number) =>
  createWorld({ seed, drain: () => new Promise((done) => setImmediate(done)) });

function leaderOf(cluster: SimCluster): ControllerSnapshot | undefined {
  return cluster
    .snapshot()
    .nodes.flatMap(({ status, detail }) =>
      status === "running" && detail?.role === "controller" ? [detail] : [],
    )
    .find(({ state }) => state === "leader");
}

test("the quorum lives on the messages between its voters: held ones stop it, released ones let it go on", async () => {
  const world = newWorld(5);
  const cluster = await startCluster(world, { controllers: 3 });
  await world.run(2000);
  const leader = leaderOf(cluster)!;
  const [one, two] = leader.voters.map(({ id }) => id).filter((id) => id !== leader.id);
  for (const [a, b] of [
    [leader.id, one],
    [leader.id, two],
    [one, two],
  ])
    await cluster.do({ kind: "holdLink", a: a!, b: b! });
  await world.runUntil(() => leaderOf(cluster) === undefined, 20_000);
  await world.runUntil(() => cluster.snapshot().heldMessages.some(({ api }) => api === "Vote"), 20_000);
  const { heldMessages, links } = cluster.snapshot();
  expect(links.map(({ held }) => held)).toHaveLength(6);
  expect(links.reduce((sum, { held }) => sum + held!, 0)).toBe(heldMessages.length);
  const next = heldMessages.find(({ isNext }) => isNext)!;
  await cluster.do({ kind: "releaseMessage", id: next.id });
  await world.settle();
  expect(cluster.snapshot().heldMessages.map(({ id }) => id)).not.toContain(next.id);
  await expect(cluster.command({ kind: "releaseMessage", id: next.id })).rejects.toThrow(CommandError);
  const lost = cluster.snapshot().heldMessages.find(({ isNext }) => isNext)!;
  await cluster.do({ kind: "dropMessage", id: lost.id });
  await world.run(10);
  for (const { from, to } of links) await cluster.do({ kind: "releaseLink", a: from, b: to });
  await world.runUntil(() => leaderOf(cluster) !== undefined, 20_000);
  expect(cluster.snapshot().heldMessages).toEqual([]);
  expect(cluster.snapshot().links).toEqual([]);
  const told = world.events.flatMap(({ event }) => (event.kind === "command" ? [event.command] : []));
  expect(told).toContainEqual({ kind: "dropMessage", id: lost.id });
});

test("healing a link lets go what it held; a link to oneself is refused", async () => {
  const world = newWorld(6);
  const cluster = await startCluster(world, { controllers: 3 });
  await cluster.do({ kind: "holdLink", a: 1, b: 2, oneWay: true });
  expect(cluster.snapshot().links).toMatchObject([{ from: 1, to: 2, cut: false, delayMs: 0 }]);
  await cluster.do({ kind: "healLink", a: 1, b: 2 });
  expect(cluster.snapshot().links).toEqual([]);
  await expect(cluster.command({ kind: "holdLink", a: 1, b: 1 })).rejects.toThrow("no link to itself");
  await expect(cluster.command({ kind: "tear", node: 77 })).rejects.toThrow("there is no node 77");
});

test("a power cut that tears writes: part of the unflushed bytes is there, and the node recovers from it", async () => {
  const world = newWorld(7);
  const cluster = await startCluster(world, { controllers: 3 });
  await world.run(3000);
  // Whatever the disk of a controller had just been asked to flush is still on its way there.
  const { id } = leaderOf(cluster)!;
  await cluster.do({ kind: "slowDisk", node: id, delayMs: 5000 });
  // It fences the broker.
  await cluster.do({ kind: "kill", node: 1 });
  await world.runUntil(() => {
    const detail = cluster.controller(id);
    return detail !== null && detail.dirtyBytes > 20;
  }, 20_000);
  await cluster.do({ kind: "tear", node: id });
  const torn = world.events.find(({ event }) => event.kind === "disk-torn")!;
  expect(torn).toMatchObject({ source: `${id}`, event: { files: expect.any(Number) } });
  if (torn.event.kind !== "disk-torn") throw new Error("not torn");
  expect(torn.event.lostBytes).toBeGreaterThan(0);
  expect(torn.event.reachedBytes).toBeGreaterThan(0);
  expect(cluster.snapshot().nodes.find((node) => node.id === id)!.status).toBe("killed");
  await cluster.do({ kind: "slowDisk", node: id, delayMs: 0 });
  await world.runUntil(() => leaderOf(cluster) !== undefined, 20_000);
  await cluster.do({ kind: "start", node: id });
  await world.run(10_000);
  const leader = leaderOf(cluster)!;
  const back = cluster.controller(id)!;
  expect(cluster.snapshot().nodes.find((node) => node.id === id)!.status).toBe("running");
  expect(back.logEndOffset).toBeGreaterThanOrEqual(leader.highWatermark - 3);
});
