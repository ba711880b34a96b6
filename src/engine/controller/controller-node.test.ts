import { describe, expect, test } from "vitest";
import { startBroker } from "../broker/broker-node.ts";
import type { NodeConfig } from "../cluster/cluster-config.ts";
import type { RunningNode } from "../cluster/node.ts";
import type { ControllerSnapshot } from "../inspect/snapshot.ts";
import { createWorld, type World } from "../sim/world.ts";
import { startController } from "./controller-node.ts";

const CONTROLLER_ID = 3001;
const voters = [{ id: CONTROLLER_ID, host: "localhost", port: 19092 }];

function config(id: number, port: number): NodeConfig {
  const role = id === CONTROLLER_ID ? "controller" : "broker";
  return {
    id,
    role,
    host: "localhost",
    port,
    rack: null,
    clusterId: "cluster-0000000000000w",
    voters,
    properties: {},
  };
}

const newWorld = (seed: number): World =>
  createWorld({ seed, drain: () => new Promise((done) => setImmediate(done)) });

function startIn(world: World, id: number, port: number): RunningNode {
  const node = config(id, port);
  const { ports } = world.spawn(String(id));
  return node.role === "controller" ? startController(node, ports) : startBroker(node, ports);
}

const snapshot = (node: RunningNode): ControllerSnapshot => node.inspect() as ControllerSnapshot;

describe("a controller as a process", () => {
  test("it elects itself, writes the first records of a 4.3 cluster and registers itself", async () => {
    const world = newWorld(1);
    const node = startIn(world, CONTROLLER_ID, 19092);
    await world.run(1000);
    const shown = snapshot(node);
    expect(shown.state).toBe("leader");
    expect(shown.epoch).toBe(1);
    expect(shown.highWatermark).toBe(shown.logEndOffset);
    const records = world.events.flatMap(({ event }) =>
      event.kind === "metadata-committed" ? [event.record] : [],
    );
    expect(records).toEqual([
      "BeginTransactionRecord",
      ...Array.from({ length: 6 }, () => "FeatureLevelRecord"),
      "ConfigRecord",
      "EndTransactionRecord",
      "RegisterControllerRecord",
    ]);
  });

  test("three brokers register and are unfenced", async () => {
    const world = newWorld(2);
    const node = startIn(world, CONTROLLER_ID, 19092);
    const brokers = [1, 2, 3].map((id) => startIn(world, id, 9091 + id));
    await world.run(6000);
    expect(snapshot(node).brokers.map(({ id, fenced }) => [id, fenced])).toEqual([
      [1, false],
      [2, false],
      [3, false],
    ]);
    for (const broker of brokers) await broker.ready;
  });
});
