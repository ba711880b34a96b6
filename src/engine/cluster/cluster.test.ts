import { expect, test } from "vitest";
import type { NodeDetail } from "../inspect/snapshot.ts";
import { createWorld } from "../sim/world.ts";
import { createCluster } from "./cluster.ts";
import { clusterSpec } from "./cluster-spec.ts";
import type { ClusterCommand } from "./command.ts";
import type { RunningNode } from "./node.ts";
import type { NodeHost } from "./node-host.ts";
import { createThreadHost } from "./thread-host.ts";

/** A cluster of two nodes that only tick, tell it, and stop after 50 ms. */
function tickingCluster(options: { failToStart?: number; failLater?: number } = {}) {
  const world = createWorld({ seed: 1, drain: () => new Promise((done) => setImmediate(done)) });
  const spec = clusterSpec({
    clusterId: "c",
    brokers: 2,
    controllers: 1,
    host: "localhost",
    port: 9092,
    properties: {},
  });
  const ticks = new Map<number, number>();
  const clock = world.clock("world");
  const faults: unknown[] = [];
  const host = createThreadHost(
    {
      clock,
      time: {
        nowMs: world.nowMs,
        wallMs: world.wallMs,
        state: () => null,
        isPaused: () => false,
        pause() {},
        resume() {},
        setSpeed() {},
        step: async () => false,
        jump: world.jump,
      },
      spawn: async (node, decorate) => world.spawn(`${node}`, decorate),
      wipeDisk: async (node) => world.wipeDisk(`${node}`),
      startNode(config, ports): RunningNode {
        let end: (error: Error | null) => void = () => {};
        const ended = new Promise<Error | null>((resolve) => {
          end = resolve;
        });
        const tick = (): void => {
          ticks.set(config.id, (ticks.get(config.id) ?? 0) + 1);
          if (options.failLater === config.id && ports.clock.monotonicMs() > 200)
            return end(new Error("disk died"));
          ports.clock.setTimer(10, tick);
        };
        tick();
        return {
          inspect: () => ({ ticks: ticks.get(config.id) }) as unknown as NodeDetail,
          ready: new Promise((resolve, reject) => {
            ports.clock.setTimer(30, () => {
              if (options.failToStart === config.id) reject(new Error("bad property"));
              else resolve();
            });
          }),
          ended,
          stop: () =>
            new Promise((resolve) => {
              ports.clock.setTimer(50, () => {
                end(null);
                resolve();
              });
            }),
        };
      },
    },
    spec.nodes,
  );
  const watched: NodeHost = {
    ...host,
    setFaults(state) {
      faults.push(state);
      host.setFaults(state);
    },
  };
  const cluster = createCluster({ spec, host: watched, trace: world.traceLog });
  const status = (id: number): string => cluster.snapshot().nodes.find((node) => node.id === id)!.status;
  async function command(given: ClusterCommand): Promise<string | null> {
    const done = cluster.command(given).then(
      () => null,
      (error: Error) => `${error.name}: ${error.message}`,
    );
    await world.run(100);
    return done;
  }
  async function startAll(): Promise<void> {
    const started = cluster.startAll();
    started.catch(() => {});
    await world.run(100);
    await started;
  }
  return { world, cluster, ticks, faults, status, command, startAll };
}

test("nodes start, are killed, start again; the trace tells it with the command as cause", async () => {
  const { world, ticks, status, command, startAll } = tickingCluster();
  await startAll();
  expect([3001, 1, 2].map(status)).toEqual(["running", "running", "running"]);
  expect(await command({ kind: "kill", node: 2 })).toBe(null);
  const after = ticks.get(2);
  await world.run(500);
  expect([status(2), ticks.get(2)]).toEqual(["killed", after]);
  expect(await command({ kind: "start", node: 2 })).toBe(null);
  expect(status(2)).toBe("running");
  const told = world.events.filter(({ source }) => source === "2" || source === "you");
  expect(told.slice(2).map(({ source, cause, event }) => [source, event.kind, cause])).toEqual([
    ["you", "command", null],
    ["2", "node-stopped", "you:1"],
    ["you", "command", null],
    ["2", "node-starting", "you:2"],
    ["2", "node-ready", "you:2"],
  ]);
});

test("stop takes its time and is controlled; a kill in between ends it", async () => {
  const { world, cluster, status, startAll } = tickingCluster();
  await startAll();
  const stopped = cluster.command({ kind: "stop", node: 1 });
  await world.run(20);
  expect(status(1)).toBe("running");
  await expect(cluster.command({ kind: "stop", node: 1 })).rejects.toThrow("node 1 is stopping already");
  await world.run(50);
  await stopped;
  expect(status(1)).toBe("stopped");
  const interrupted = cluster.command({ kind: "stop", node: 2 });
  await cluster.command({ kind: "kill", node: 2 });
  await interrupted;
  expect(status(2)).toBe("killed");
});

test("a frozen node does nothing until it thaws", async () => {
  const { world, ticks, status, command, startAll } = tickingCluster();
  await startAll();
  await command({ kind: "freeze", node: 1 });
  const before = ticks.get(1);
  await world.run(1000);
  expect([status(1), ticks.get(1)]).toEqual(["frozen", before]);
  expect(await command({ kind: "stop", node: 1 })).toBe("CommandError: node 1 is frozen: thaw or kill it");
  await command({ kind: "thaw", node: 1 });
  expect(status(1)).toBe("running");
  expect(ticks.get(1)).toBeGreaterThan(before!);
});

test("restart stops and starts; a node at rest it just starts", async () => {
  const { world, status, command, startAll } = tickingCluster();
  await startAll();
  await command({ kind: "restart", node: 1 });
  expect(status(1)).toBe("running");
  await command({ kind: "kill", node: 1 });
  await command({ kind: "restart", node: 1 });
  expect(status(1)).toBe("running");
  const reasons = world.events.flatMap(({ event }) => (event.kind === "node-stopped" ? [event.reason] : []));
  expect(reasons).toEqual(["controlled", "killed"]);
});

test("a node that cannot start, and one that ends by itself, have failed and say why", async () => {
  const first = tickingCluster({ failToStart: 2 });
  await expect(first.startAll()).rejects.toThrow("bad property");
  const failed = first.cluster.snapshot().nodes.find(({ id }) => id === 2)!;
  expect([failed.status, failed.error]).toEqual(["failed", "bad property"]);
  expect(await first.command({ kind: "start", node: 2 })).toBe(null);

  const later = tickingCluster({ failLater: 1 });
  await later.startAll();
  await later.world.run(500);
  const died = later.cluster.snapshot().nodes.find(({ id }) => id === 1)!;
  expect([died.status, died.error]).toEqual(["failed", "disk died"]);
});

test.each([
  [{ kind: "kill", node: 9 }, "there is no node 9"],
  [{ kind: "start", node: 1 }, "node 1 runs"],
  [{ kind: "thaw", node: 1 }, "node 1 is not frozen"],
  [{ kind: "wipeDisk", node: 1 }, "node 1 runs"],
  [{ kind: "runCleaner", node: 3001 }, "node 3001 is no running broker"],
  [{ kind: "cutLink", a: 1, b: 1 }, "node 1 has no link to itself"],
  [{ kind: "cutLink", a: 1, b: 7 }, "there is no node 7"],
  [{ kind: "speed", factor: 0 }, "the speed must be between 0.01 and 10000"],
  [{ kind: "speed", factor: Number.NaN }, "the speed must be between 0.01 and 10000"],
  [{ kind: "step" }, "pause first: only paused time can be stepped"],
  [{ kind: "slowDisk", node: 1, delayMs: -1 }, "a time must be a number of milliseconds, 0 or more"],
] as const)("%j makes no sense: %s", async (given, message) => {
  const { world, command, startAll } = tickingCluster();
  await startAll();
  const before = world.events.length;
  expect(await command(given)).toBe(`CommandError: ${message}`);
  expect(world.events.length).toBe(before);
});

test("links and disks: what is broken is in the snapshot and at the host, until it heals", async () => {
  const { cluster, faults, command, startAll } = tickingCluster();
  await startAll();
  await command({ kind: "cutLink", a: 1, b: 2, oneWay: true });
  await command({ kind: "slowLink", a: 1, b: 3001, delayMs: 50 });
  await command({ kind: "fullDisk", node: 2, full: true });
  const links = () => cluster.snapshot().links.map(({ from, to, cut, delayMs }) => [from, to, cut, delayMs]);
  expect(links()).toEqual([
    [1, 2, true, 0],
    [1, 3001, false, 50],
    [3001, 1, false, 50],
  ]);
  expect(faults.at(-1)).toMatchObject({ disks: [{ node: 2, full: true, delayMs: 0 }] });
  await command({ kind: "healLink", a: 2, b: 1 });
  await command({ kind: "slowLink", a: 1, b: 3001, delayMs: 0 });
  await command({ kind: "fullDisk", node: 2, full: false });
  expect(links()).toEqual([]);
  expect(faults.at(-1)).toEqual({ links: [], disks: [] });
});

test("stopAll ends everything, frozen nodes too", async () => {
  const { world, cluster, status, command, startAll } = tickingCluster();
  await startAll();
  await command({ kind: "freeze", node: 2 });
  const stopped = cluster.stopAll();
  await world.run(200);
  await stopped;
  expect([3001, 1, 2].map(status)).toEqual(["stopped", "stopped", "killed"]);
});
