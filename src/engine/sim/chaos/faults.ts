// Faults at random moments, within what replication promises to survive: with acks=all and two in-sync replicas at the
// least, one power cut at a time. The next comes only when everybody is in every ISR again, because a record may have
// been on two page caches only. Whatever loses nothing (halts, cut and slow links, slow disks, controlled shutdowns)
// comes at any time and in any mixture.
import { randomBelow } from "../../base/random.ts";
import type { ClusterCommand } from "../../cluster/command.ts";
import type { NodeStatus } from "../../inspect/snapshot.ts";
import type { Rng } from "../../ports/rng.ts";
import type { SimCluster } from "../start-cluster.ts";

/** How many times out of the sum of all a fault is tried. */
export interface FaultWeights {
  readonly kill: number;
  readonly stop: number;
  readonly start: number;
  readonly freeze: number;
  readonly thaw: number;
  readonly cutLink: number;
  readonly healLink: number;
  readonly slowLink: number;
  readonly slowDisk: number;
}

export interface Faults {
  /** One random fault that makes sense now, or null when the dice chose one that does not. */
  next(): ClusterCommand | null;
  /** What ends all faults. */
  healAll(): ClusterCommand[];
}

const LONGEST_DELAY_MS = 400;
const SLOWEST_FLUSH_MS = 300;

export function createFaults(cluster: SimCluster, weights: FaultWeights, rng: Rng): Faults {
  const ids = cluster.spec.nodes.map(({ id }) => id);
  const names = Object.keys(weights) as (keyof FaultWeights)[];
  const sum = names.reduce((total, name) => total + weights[name], 0);
  const pick = <T>(list: readonly T[]): T | undefined => list[randomBelow(rng, Math.max(1, list.length))];
  const slowDisks = new Set<number>();
  const nodes = (...wanted: NodeStatus[]): number[] =>
    cluster
      .snapshot()
      .nodes.filter(({ status }) => wanted.includes(status))
      .map(({ id }) => id);
  const onNode = (
    kind: "kill" | "stop" | "start" | "freeze" | "thaw",
    ...wanted: NodeStatus[]
  ): ClusterCommand | null => {
    const node = pick(nodes(...wanted));
    return node === undefined ? null : { kind, node };
  };
  const delay = (most: number): number => (randomBelow(rng, 2) === 0 ? 0 : 1 + randomBelow(rng, most));

  function choose(kind: keyof FaultWeights): ClusterCommand | null {
    switch (kind) {
      case "kill": {
        const command = onNode("kill", "running", "frozen", "starting");
        if (command === null || !("node" in command)) return null;
        return isController(cluster, command.node) || everybodyInSync(cluster) ? command : null;
      }
      case "stop":
        return onNode("stop", "running");
      case "start":
        return onNode("start", "killed", "stopped");
      case "freeze":
        return onNode("freeze", "running");
      case "thaw":
        return onNode("thaw", "frozen");
      case "slowDisk": {
        const node = pick(ids)!;
        slowDisks.add(node);
        return { kind, node, delayMs: delay(SLOWEST_FLUSH_MS) };
      }
      case "healLink": {
        const broken = pick(cluster.snapshot().links);
        return broken === undefined ? null : { kind, a: broken.from, b: broken.to };
      }
      case "cutLink":
      case "slowLink": {
        const a = pick(ids)!;
        const b = pick(ids.filter((id) => id !== a))!;
        if (kind === "slowLink") return { kind, a, b, delayMs: delay(LONGEST_DELAY_MS) };
        return { kind, a, b, oneWay: randomBelow(rng, 2) === 0 };
      }
    }
  }

  return {
    next() {
      let left = randomBelow(rng, sum);
      for (const name of names) {
        left -= weights[name];
        if (left < 0) return choose(name);
      }
      return null;
    },
    healAll() {
      const { nodes: all, links } = cluster.snapshot();
      const commands: ClusterCommand[] = [];
      for (const { from, to } of links) commands.push({ kind: "healLink", a: from, b: to });
      for (const { id, status } of all) {
        if (slowDisks.delete(id)) commands.push({ kind: "slowDisk", node: id, delayMs: 0 });
        if (status === "frozen") commands.push({ kind: "thaw", node: id });
        if (status === "killed" || status === "stopped" || status === "failed")
          commands.push({ kind: "start", node: id });
      }
      return commands;
    },
  };
}

function isController(cluster: SimCluster, node: number): boolean {
  return cluster.spec.nodes.some(({ id, role }) => id === node && role === "controller");
}

/** Every replica runs and is in its ISR, as the controller and the leaders see it. */
export function everybodyInSync(cluster: SimCluster): boolean {
  const { nodes } = cluster.snapshot();
  return nodes.every(({ status, detail }) => {
    if (status !== "running" || detail === null) return false;
    if (detail.role === "controller")
      return detail.topics.every(({ partitions }) =>
        partitions.every(({ isr, replicas, leader }) => leader >= 0 && isr.length === replicas.length),
      );
    return detail.replicas.every(
      ({ role, isr, replicas }) => role !== "leader" || isr.length === replicas.length,
    );
  });
}
