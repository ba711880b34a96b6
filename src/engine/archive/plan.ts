// What is done with an archive in a given cluster:
//
// - a workspace of Samsa replaces the whole cluster: same nodes, its own cluster id, everything as it was;
// - the log directory of one of this cluster's own brokers, or all of its several, replace that broker's disk;
// - anything else (log.dirs of Apache Kafka, an export of a topic, nodes of another cluster) gives its topics: each is
//   created here with its own topic id, unless another topic has that, and its partitions get their files as they are.
//   The cluster's own topics (metadata, committed offsets, transactions) are left out: they speak of the other cluster.
import type { Uuid } from "../base/uuid.ts";
import { TOPIC_CONFIGS } from "../config/topic-config-table.ts";
import { logDirPrefix } from "../log/log-dir-places.ts";
import { ArchiveError } from "./archive-error.ts";
import { isInternalTopic } from "./log-files.ts";
import type { TopicConfigs } from "./metadata-facts.ts";
import type { FoundDirectory, FoundPartition, Survey } from "./survey.ts";

export interface HomeCluster {
  readonly clusterId: string;
  readonly nodes: readonly {
    readonly id: number;
    readonly role: "broker" | "controller";
    /** One, when left out. */
    readonly logDirs?: readonly string[];
  }[];
  readonly topics: readonly { readonly name: string; readonly topicId: Uuid }[];
}

export interface PlannedTopic {
  readonly name: string;
  /** Null: the cluster chooses. */
  readonly topicId: Uuid | null;
  readonly configs: Readonly<Record<string, string>>;
  /** One more than the largest number found. */
  readonly partitions: number;
  /** The leader epoch that its partitions begin with: not below any in their logs. */
  readonly leaderEpoch: number;
  /** The best copy of each partition that was found. */
  readonly copies: readonly FoundPartition[];
}

export type ImportPlan =
  | {
      readonly kind: "workspace";
      readonly clusterId: string;
      readonly nodes: readonly { readonly id: number; readonly prefix: string }[];
    }
  | { readonly kind: "node"; readonly node: number; readonly prefix: string }
  | { readonly kind: "topics"; readonly topics: readonly PlannedTopic[] };

/** Throws ArchiveError. */
export function planImport({ manifest, directories, topicConfigs }: Survey, home: HomeCluster): ImportPlan {
  if (manifest?.kind === "workspace") return planWorkspace(manifest.clusterId, directories, home);
  const node = planNode(directories, home);
  if (node !== null) return node;
  const told = new Map<string, Readonly<Record<string, string>>>();
  for (const [name, configs] of topicConfigs ?? []) told.set(name, { ...UNTOLD, ...configs });
  if (manifest?.kind === "topic") told.set(manifest.topic, manifest.configs);
  return { kind: "topics", topics: planTopics(directories, told, home) };
}

/** Null when they are not the directories of one node of this cluster. */
function planNode(directories: readonly FoundDirectory[], home: HomeCluster): ImportPlan | null {
  const owners = new Set(directories.map(({ meta }) => meta?.nodeId ?? -1));
  const isOwn = directories.every(({ meta }) => meta !== null && meta.clusterId === home.clusterId);
  if (!isOwn || owners.size > 1) return null;
  const [nodeId] = [...owners] as [number];
  // A controller alone would take the cluster's metadata back to what it was, behind the brokers' backs.
  const node = home.nodes.find(({ id, role }) => id === nodeId && role === "broker");
  if (node === undefined) throw new ArchiveError("other-nodes", `node ${nodeId} is no broker here`);
  const { logDirs = [""] } = node;
  const places = new Set(["", ...logDirs.map(logDirPrefix)]);
  const prefix = foldersAbove(directories[0]!.prefix).find((folder) =>
    directories.every(
      (each) => each.prefix.startsWith(folder) && places.has(each.prefix.slice(folder.length)),
    ),
  );
  if (directories.length !== logDirs.length || prefix === undefined) {
    const found = directories.map((each) => each.prefix).join(", ");
    throw new ArchiveError(
      "other-nodes",
      `${found} instead of the log.dirs of node ${nodeId}: ${logDirs.join(", ")}`,
    );
  }
  return { kind: "node", node: nodeId, prefix };
}

/** `a/b/` lies in `a/b/`, in `a/` and in "". */
function foldersAbove(prefix: string): string[] {
  const folders = [prefix];
  for (let folder = prefix; folder !== ""; ) {
    folder = folder.slice(0, folder.lastIndexOf("/", folder.length - 2) + 1);
    folders.push(folder);
  }
  return folders;
}

function planWorkspace(
  clusterId: string,
  directories: readonly FoundDirectory[],
  home: HomeCluster,
): ImportPlan {
  const byNode = new Map<number, FoundDirectory[]>();
  for (const directory of directories) {
    if (directory.meta === null) continue;
    const id = directory.meta.nodeId ?? -1;
    byNode.set(id, [...(byNode.get(id) ?? []), directory]);
  }
  const nodes = Array.from(byNode, ([id, own]) => ({
    id,
    // Several directories of a node have the node's folder in common.
    prefix: own.length === 1 ? own[0]!.prefix : (foldersAbove(own[0]!.prefix).at(-2) ?? ""),
    clusterId: own.map(({ meta }) => meta!.clusterId).find((each) => each !== clusterId) ?? clusterId,
  }));
  const list = (ids: readonly number[]): string => [...ids].sort((a, b) => a - b).join(", ");
  const ids = nodes.map(({ id }) => id);
  const wanted = home.nodes.map(({ id }) => id);
  if (list(ids) !== list(wanted)) {
    throw new ArchiveError("other-nodes", `${list(ids)} instead of ${list(wanted)}`);
  }
  const stranger = nodes.find((node) => node.clusterId !== clusterId);
  if (stranger !== undefined) {
    throw new ArchiveError("bad-log", `node ${stranger.id} belongs to cluster ${stranger.clusterId}`);
  }
  return { kind: "workspace", clusterId, nodes: nodes.map(({ id, prefix }) => ({ id, prefix })) };
}

function planTopics(
  directories: readonly FoundDirectory[],
  told: TopicConfigs,
  home: HomeCluster,
): PlannedTopic[] {
  const found = bestCopies(directories);
  if (found.size === 0) throw new ArchiveError("no-logs", "it has no topics of its own");
  return Array.from(found, ([name, byNumber]): PlannedTopic => {
    if (home.topics.some((topic) => topic.name === name)) throw new ArchiveError("topic-exists", name);
    const copies = [...byNumber.values()];
    const ids = new Set(copies.map(({ topicId }) => topicId));
    if (ids.size > 1) throw new ArchiveError("bad-log", `the partitions of ${name} are of different topics`);
    const topicId = copies[0]!.topicId;
    const taken = home.topics.some((topic) => topic.topicId === topicId);
    return {
      name,
      topicId: taken ? null : topicId,
      configs: knownConfigs(told.get(name) ?? UNTOLD),
      partitions: Math.max(...copies.map(({ partition }) => partition)) + 1,
      leaderEpoch: Math.max(0, ...copies.map(({ lastEpoch }) => lastEpoch)),
      copies,
    };
  });
}

/**
 * How long the other cluster's brokers kept records is in their own properties, which no log directory has. What was kept
 * there for years shall not go at the first look of retention here.
 */
const UNTOLD = { "retention.ms": "-1" };

const TOPIC_CONFIG_NAMES: ReadonlySet<string> = new Set(TOPIC_CONFIGS.map(({ name }) => name));

/** Without what Kafka 4 does not know any more. */
function knownConfigs(configs: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(configs).filter(([name]) => TOPIC_CONFIG_NAMES.has(name)));
}

/** By topic and partition. Throws ArchiveError when directories contradict each other. */
export function bestCopies(
  directories: readonly FoundDirectory[],
): ReadonlyMap<string, ReadonlyMap<number, FoundPartition>> {
  const found = new Map<string, Map<number, FoundPartition>>();
  for (const copy of directories.flatMap(({ partitions }) => partitions)) {
    if (isInternalTopic(copy.topic)) continue;
    const copies = found.get(copy.topic) ?? new Map<number, FoundPartition>();
    found.set(copy.topic, copies);
    const other = copies.get(copy.partition);
    if (other !== undefined && other.topicId !== copy.topicId) {
      throw new ArchiveError("bad-log", `${copy.path} and ${other.path} are of different topics`);
    }
    if (other === undefined || isBetter(copy, other)) copies.set(copy.partition, copy);
  }
  return found;
}

/** Of two replicas: the one that heard of the newer leader, then the one with more. */
function isBetter(copy: FoundPartition, other: FoundPartition): boolean {
  if (copy.lastEpoch !== other.lastEpoch) return copy.lastEpoch > other.lastEpoch;
  return copy.sizeBytes > other.sizeBytes;
}
