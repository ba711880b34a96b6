// A whole cluster in the virtual world: the same Cluster that a person commands, over nodes that live in the test's
// thread and in virtual time.
import { type Cluster, createCluster } from "../cluster/cluster.ts";
import type { ClusterSpec, Properties } from "../cluster/cluster-config.ts";
import { clusterSpec } from "../cluster/cluster-spec.ts";
import type { ClusterCommand } from "../cluster/command.ts";
import type { SeenNode } from "../cluster/losses.ts";
import type { HostTime } from "../cluster/node-host.ts";
import { startNode } from "../cluster/start-node.ts";
import { createThreadHost } from "../cluster/thread-host.ts";
import type { BrokerSnapshot, ControllerSnapshot } from "../inspect/snapshot.ts";
import type { World } from "./world.ts";

export interface SimClusterOptions {
  /** The whole cluster, instead of the numbers below, which make one on localhost:9092… */
  readonly spec?: ClusterSpec;
  readonly brokers?: number;
  readonly controllers?: number;
  readonly properties?: Properties;
  /** 1: the quorum can change its voters (see ClusterSize). */
  readonly kraftVersion?: 0 | 1;
  readonly clusterId?: string;
  /** What a host that died had noted. */
  readonly noted?: readonly SeenNode[];
}

export interface SimCluster extends Cluster {
  readonly world: World;
  /** Gives a command and lets it begin; time moves only by world.run() and the like. */
  do(command: ClusterCommand): Promise<void>;
  broker(id: number): BrokerSnapshot | null;
  /** Without an id: the one that leads, else the first. */
  controller(id?: number): ControllerSnapshot | null;
  /** Where clients connect: `localhost:9092,…`. */
  readonly bootstrapServers: string;
}

/** Makes the cluster without starting it. */
export function makeCluster(world: World, options: SimClusterOptions = {}): SimCluster {
  const spec = options.spec ?? localSpec(options);
  const cluster = createCluster({
    spec,
    host: worldHost(world, spec),
    trace: world.traceLog,
    noted: options.noted ?? [],
  });
  const detail = (id: number): BrokerSnapshot | ControllerSnapshot | null =>
    cluster.snapshot().nodes.find((node) => node.id === id)?.detail ?? null;
  const leaderId = (): number | undefined =>
    cluster.snapshot().nodes.find(({ status, detail: shown }) => {
      return status === "running" && shown?.role === "controller" && shown.state === "leader";
    })?.id;
  return {
    ...cluster,
    world,
    async do(command) {
      const done = cluster.command(command);
      let over = false;
      const finish = (): void => {
        over = true;
      };
      done.then(finish, finish);
      await world.settle();
      await world.runUntil(() => over, LONGEST_COMMAND_MS);
      return done;
    },
    broker(id) {
      const found = detail(id);
      if (found?.role === "controller") throw new Error(`node ${id} is no broker`);
      return found;
    },
    controller(id = leaderId() ?? spec.nodes.find(({ role }) => role === "controller")!.id) {
      const found = detail(id);
      if (found?.role === "broker") throw new Error(`node ${id} is no controller`);
      return found;
    },
    bootstrapServers: spec.nodes
      .filter(({ role }) => role === "broker")
      .map(({ host, port }) => `${host}:${port}`)
      .join(","),
  };
}

function localSpec(options: SimClusterOptions): ClusterSpec {
  return clusterSpec({
    clusterId: options.clusterId ?? "samsa-simulation-AAAAA",
    brokers: options.brokers ?? 3,
    controllers: options.controllers ?? 1,
    host: "localhost",
    port: 9092,
    properties: options.properties ?? {},
    ...(options.kraftVersion === undefined ? {} : { kraftVersion: options.kraftVersion }),
  });
}

const LONGEST_COMMAND_MS = 300_000;
const LONGEST_START_MS = 60_000;

/** Makes the cluster and lets time pass until every node serves. */
export async function startCluster(world: World, options: SimClusterOptions = {}): Promise<SimCluster> {
  const cluster = makeCluster(world, options);
  let outcome: "waiting" | "started" | Error = "waiting";
  cluster.startAll().then(
    () => {
      outcome = "started";
    },
    (error: Error) => {
      outcome = error;
    },
  );
  await world.runUntil(() => outcome !== "waiting", LONGEST_START_MS);
  if ((outcome as unknown) instanceof Error) throw outcome;
  return cluster;
}

function worldHost(world: World, spec: ClusterSpec) {
  const clock = world.clock("world");
  const time: HostTime = {
    nowMs: world.nowMs,
    wallMs: world.wallMs,
    state: () => null,
    isPaused: () => false,
    // The test itself decides when time passes.
    pause() {},
    resume() {},
    setSpeed() {},
    step: () => Promise.resolve(false),
    jump: world.jump,
  };
  const parts = {
    time,
    clock,
    spawn: async (node: number, decorate: Parameters<World["spawn"]>[1]) => world.spawn(`${node}`, decorate),
    wipeDisk: async (node: number) => world.wipeDisk(`${node}`),
    startNode,
  };
  return createThreadHost(parts, spec.nodes);
}
