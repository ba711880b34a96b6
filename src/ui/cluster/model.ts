// What the drawings speak of: nodes, partitions and replicas joined from the snapshots of many nodes. The controllers
// say who leads and who is in sync; each broker says what its own log holds. Pure, so that every drawing, the table
// twin and the now line say the same.
import type {
  BrokerSnapshot,
  ClusterSnapshot,
  ControllerSnapshot,
  LinkSnapshot,
  LossSnapshot,
  NodeSnapshot,
  NodeStatus,
  ParkedSnapshot,
  ReplicaSnapshot,
} from "../../engine/inspect/snapshot.ts";

export interface ControllerView {
  readonly id: number;
  /** C1 for the first controller. */
  readonly label: string;
  readonly status: NodeStatus;
  readonly error: string | null;
  readonly role: "leader" | "voter" | "candidate" | "unreachable";
  readonly epoch: number;
  readonly highWatermark: number;
  readonly logEndOffset: number;
}

export interface BrokerView {
  readonly id: number;
  readonly port: number | null;
  readonly status: NodeStatus;
  readonly sinceMs: number;
  readonly error: string | null;
  /** Why it can neither read nor write any more, though it runs; null while it can. */
  readonly diskError: string | null;
  /** Log directories that it has to do without. */
  readonly offlineDirs: readonly string[];
  /** As the active controller has it. */
  readonly fenced: boolean;
  readonly connections: number;
  readonly dirtyBytes: number;
}

export type ReplicaState = "leader" | "isr" | "out" | "offline";

export interface ReplicaView {
  readonly broker: number;
  readonly state: ReplicaState;
  /** Its node is halted: what is shown stands still. */
  readonly frozen: boolean;
  /** False until its broker has told of it; offsets are 0 then. */
  readonly known: boolean;
  readonly logStartOffset: number;
  readonly highWatermark: number;
  readonly logEndOffset: number;
  readonly flushedOffset: number;
  /** What the leader knows of it; null at the leader itself. */
  readonly lastFetchMs: number | null;
  readonly lastCaughtUpMs: number | null;
  /** In the ISR and behind for a second or more. */
  readonly late: boolean;
  readonly parked: readonly ParkedSnapshot[];
}

export type PartitionTrouble = "none" | "no-leader" | "under-min-isr" | "under-replicated" | "held";

export interface PartitionView {
  readonly key: string;
  readonly topic: string;
  readonly partition: number;
  readonly internal: boolean;
  /** -1: nobody. */
  readonly leader: number;
  readonly leaderEpoch: number;
  /** In order of assignment. */
  readonly replicas: readonly ReplicaView[];
  readonly isr: readonly number[];
  readonly elr: readonly number[];
  /** 1 unless the leader says otherwise. */
  readonly minIsr: number;
  /** At the leader; null while nobody leads. */
  readonly highWatermark: number | null;
  readonly logEndOffset: number | null;
  readonly trouble: PartitionTrouble;
}

export interface ClusterView {
  readonly nowMs: number;
  readonly paused: boolean;
  readonly controllers: readonly ControllerView[];
  /** The active controller's id, null without one. */
  readonly active: number | null;
  readonly brokers: readonly BrokerView[];
  readonly partitions: readonly PartitionView[];
  readonly links: readonly LinkSnapshot[];
  readonly losses: readonly LossSnapshot[];
}

/** A follower that is behind for less than this is only on its way. */
export const LATE_MS = 1_000;

const alive = (status: NodeStatus): boolean => status === "running" || status === "frozen";

export function partitionKey(topic: string, partition: number): string {
  return `${topic}-${partition}`;
}

function controllersOf(
  snapshot: ClusterSnapshot,
): readonly (NodeSnapshot & { detail: ControllerSnapshot | null })[] {
  return snapshot.nodes
    .filter((node) => node.role === "controller")
    .map((node) => ({ ...node, detail: node.detail?.role === "controller" ? node.detail : null }));
}

function brokerDetail(node: NodeSnapshot): BrokerSnapshot | null {
  return node.detail?.role === "broker" ? node.detail : null;
}

/** The running leader of the quorum; of two that both believe it, the one with the newer epoch. */
function activeController(snapshot: ClusterSnapshot): ControllerSnapshot | null {
  const leaders = controllersOf(snapshot)
    .filter((node) => node.status === "running" && node.detail?.state === "leader")
    .map((node) => node.detail)
    .filter((detail) => detail !== null);
  return leaders.reduce<ControllerSnapshot | null>(
    (best, detail) => (best === null || detail.epoch > best.epoch ? detail : best),
    null,
  );
}

/** Who knows most of the metadata: the active controller, else the one that has seen most. */
function bestMetadata(snapshot: ClusterSnapshot): ControllerSnapshot | null {
  return (
    activeController(snapshot) ??
    controllersOf(snapshot)
      .map((node) => node.detail)
      .filter((detail) => detail !== null)
      .reduce<ControllerSnapshot | null>(
        (best, detail) => (best === null || detail.highWatermark > best.highWatermark ? detail : best),
        null,
      )
  );
}

function controllerViews(snapshot: ClusterSnapshot): readonly ControllerView[] {
  return controllersOf(snapshot).map(({ id, status, error, detail }, index) => ({
    id,
    label: `C${index + 1}`,
    status,
    error,
    role:
      status !== "running" || detail === null
        ? "unreachable"
        : detail.state === "leader" || detail.state === "candidate"
          ? detail.state
          : "voter",
    epoch: detail?.epoch ?? 0,
    highWatermark: detail?.highWatermark ?? 0,
    logEndOffset: detail?.logEndOffset ?? 0,
  }));
}

function brokerViews(snapshot: ClusterSnapshot, metadata: ControllerSnapshot | null): readonly BrokerView[] {
  return snapshot.nodes
    .filter((node) => node.role === "broker")
    .map((node) => {
      const detail = brokerDetail(node);
      const registered = metadata?.brokers.find(({ id }) => id === node.id);
      return {
        id: node.id,
        port: detail?.port ?? null,
        status: node.status,
        sinceMs: node.sinceMs,
        error: node.error,
        diskError: node.status === "running" ? (detail?.offlineLogDir ?? null) : null,
        offlineDirs:
          node.status === "running"
            ? (detail?.logDirs ?? []).filter(({ offline }) => offline !== null).map(({ path }) => path)
            : [],
        fenced: alive(node.status) && (registered?.fenced ?? detail?.fenced ?? false),
        connections: detail?.connections ?? 0,
        dirtyBytes: detail?.dirtyBytes ?? 0,
      };
    });
}

interface Assignment {
  readonly topic: string;
  readonly partition: number;
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  readonly elr: readonly number[];
}

function replicaView(
  node: NodeSnapshot | undefined,
  at: Assignment,
  leaderLog: ReplicaSnapshot | null,
  nowMs: number,
): ReplicaView {
  const broker = node?.id ?? -1;
  const own = node === undefined ? null : findReplica(node, at);
  const running = node !== undefined && alive(node.status) && own?.role !== "offline";
  const inIsr = at.isr.includes(broker);
  const follower = leaderLog?.followers.find((entry) => entry.broker === broker) ?? null;
  const behind =
    leaderLog !== null && at.leader !== broker && (follower?.logEndOffset ?? 0) < leaderLog.logEndOffset;
  const caughtUpMs = follower?.lastCaughtUpMs ?? null;
  return {
    broker,
    state: !running ? "offline" : at.leader === broker ? "leader" : inIsr ? "isr" : "out",
    frozen: node?.status === "frozen",
    known: own !== null,
    logStartOffset: own?.logStartOffset ?? 0,
    highWatermark: own?.highWatermark ?? 0,
    logEndOffset: own?.logEndOffset ?? 0,
    flushedOffset: own?.flushedOffset ?? 0,
    lastFetchMs: follower?.lastFetchMs ?? null,
    lastCaughtUpMs: caughtUpMs,
    late: inIsr && behind && (caughtUpMs === null || nowMs - caughtUpMs >= LATE_MS),
    parked: own?.parked ?? [],
  };
}

function findReplica(node: NodeSnapshot, at: Assignment): ReplicaSnapshot | null {
  const replicas = brokerDetail(node)?.replicas ?? [];
  return replicas.find((entry) => entry.topic === at.topic && entry.partition === at.partition) ?? null;
}

function troubleOf(at: Assignment, replicas: readonly ReplicaView[], minIsr: number): PartitionTrouble {
  if (at.leader < 0 || replicas.every((replica) => replica.state !== "leader")) return "no-leader";
  if (at.isr.length < minIsr) return "under-min-isr";
  if (replicas.some((replica) => replica.late)) return "held";
  return at.isr.length < at.replicas.length ? "under-replicated" : "none";
}

function partitionView(snapshot: ClusterSnapshot, at: Assignment): PartitionView {
  const nodeOf = (id: number): NodeSnapshot | undefined =>
    snapshot.nodes.find((node) => node.id === id && node.role === "broker");
  const leaderNode = nodeOf(at.leader);
  const leaderLog = leaderNode !== undefined && alive(leaderNode.status) ? findReplica(leaderNode, at) : null;
  const replicas = at.replicas.map((id) => replicaView(nodeOf(id), at, leaderLog, snapshot.time.nowMs));
  const told =
    leaderLog ?? snapshot.nodes.map((node) => findReplica(node, at)).find((entry) => entry !== null);
  const minIsr = told?.minIsr ?? 1;
  return {
    key: partitionKey(at.topic, at.partition),
    topic: at.topic,
    partition: at.partition,
    internal: at.topic.startsWith("__"),
    leader: at.leader,
    leaderEpoch: at.leaderEpoch,
    replicas,
    isr: at.isr,
    elr: at.elr,
    minIsr,
    highWatermark: leaderLog?.highWatermark ?? null,
    logEndOffset: leaderLog?.logEndOffset ?? null,
    trouble: troubleOf(at, replicas, minIsr),
  };
}

/** Metadata as the controllers have it; where none has told yet, as the brokers have it. */
function assignments(snapshot: ClusterSnapshot, metadata: ControllerSnapshot | null): readonly Assignment[] {
  if (metadata !== null) {
    return metadata.topics.flatMap(({ name, partitions }) =>
      partitions.map((partition) => ({ ...partition, topic: name })),
    );
  }
  const newest = new Map<string, Assignment>();
  for (const node of snapshot.nodes) {
    for (const replica of brokerDetail(node)?.replicas ?? []) {
      const key = partitionKey(replica.topic, replica.partition);
      if ((newest.get(key)?.leaderEpoch ?? -1) < replica.leaderEpoch)
        newest.set(key, { ...replica, elr: [] });
    }
  }
  return [...newest.values()];
}

export function viewOf(snapshot: ClusterSnapshot): ClusterView {
  const metadata = bestMetadata(snapshot);
  const partitions = assignments(snapshot, metadata)
    .map((at) => partitionView(snapshot, at))
    .sort((a, b) => (a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1));
  return {
    nowMs: snapshot.time.nowMs,
    paused: snapshot.time.paused,
    controllers: controllerViews(snapshot),
    active: activeController(snapshot)?.id ?? null,
    brokers: brokerViews(snapshot, metadata),
    partitions,
    links: snapshot.links,
    losses: snapshot.losses,
  };
}

/** What a link between two nodes is, both directions taken together. */
export interface LinkView {
  readonly a: number;
  readonly b: number;
  readonly cut: "both" | "one-way" | "no";
  readonly delayMs: number;
  readonly holds: boolean;
  readonly held: number;
  readonly sinceMs: number;
}

export function linkViews(links: readonly LinkSnapshot[]): readonly LinkView[] {
  const pairs = new Map<string, LinkSnapshot[]>();
  for (const link of links) {
    const key = [link.from, link.to].sort((a, b) => a - b).join("-");
    pairs.set(key, [...(pairs.get(key) ?? []), link]);
  }
  return [...pairs.values()].flatMap((ways) => {
    const first = ways[0];
    if (first === undefined) return [];
    const cuts = ways.filter((way) => way.cut).length;
    const view: LinkView = {
      a: Math.min(first.from, first.to),
      b: Math.max(first.from, first.to),
      cut: cuts === 0 ? "no" : cuts === 1 ? "one-way" : "both",
      delayMs: Math.max(...ways.map((way) => way.delayMs)),
      holds: ways.some((way) => way.held !== null),
      held: ways.reduce((sum, way) => sum + (way.held ?? 0), 0),
      sinceMs: Math.min(...ways.map((way) => way.sinceMs)),
    };
    return view.cut === "no" && view.delayMs === 0 && !view.holds ? [] : [view];
  });
}

/** The partition that the drawing opens up when nobody has chosen one: one in trouble, else the first of the topics. */
export function defaultFocus(view: ClusterView): string | null {
  const open = view.partitions.filter((partition) => !partition.internal);
  return (
    (open.find((partition) => partition.trouble !== "none") ?? open[0] ?? view.partitions[0])?.key ?? null
  );
}
