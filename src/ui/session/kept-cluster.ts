// What the playground's cluster was when it was last seen, so that the first page can say what is there to open without
// opening it.
import type { ClusterSnapshot } from "../../engine/inspect/snapshot.ts";
import { isRecord, keep, readKept } from "./kept.ts";

export interface KeptCluster {
  readonly brokers: number;
  readonly controllers: number;
  readonly topics: number;
}

const KEY = "playground-cluster";
/** As the playground makes it when nobody has chosen. */
export const FIRST_CLUSTER: KeptCluster = { brokers: 3, controllers: 1, topics: 0 };

function parse(value: unknown): KeptCluster | null {
  if (!isRecord(value)) return null;
  const { brokers, controllers, topics } = value;
  const isKnown = [brokers, controllers, topics].every((each) => typeof each === "number");
  return isKnown
    ? { brokers: Number(brokers), controllers: Number(controllers), topics: Number(topics) }
    : null;
}

export function readKeptCluster(): KeptCluster {
  return readKept(KEY, parse) ?? FIRST_CLUSTER;
}

/** Internal topics come by themselves: they do not count as something that was made. */
export function keptClusterOf({ nodes }: ClusterSnapshot): KeptCluster {
  const topics = new Set<string>();
  for (const { detail } of nodes) {
    if (detail?.role !== "controller") continue;
    for (const { name } of detail.topics) if (!name.startsWith("__")) topics.add(name);
  }
  const count = (role: "broker" | "controller"): number => nodes.filter((node) => node.role === role).length;
  return { brokers: count("broker"), controllers: count("controller"), topics: topics.size };
}

export function keepCluster(cluster: KeptCluster): void {
  keep(KEY, cluster);
}
