// Partitions as the drawings speak of them: what the controllers decided about each, joined with what each broker's own log
// holds. There may be thousands, and few change between two looks: a partition whose parts are the same objects as before
// is the same object again, so that nobody draws it anew.
import type {
  BrokerSnapshot,
  ClusterSnapshot,
  ControllerSnapshot,
  NodeSnapshot,
  NodeStatus,
  ParkedSnapshot,
  PartitionSnapshot,
  ReplicaSnapshot,
  TopicSnapshot,
} from "../../engine/inspect/snapshot.ts";

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

/** A follower that is behind for less than this is only on its way. */
export const LATE_MS = 1_000;

export const isAlive = (status: NodeStatus): boolean => status === "running" || status === "frozen";

export function partitionKey(topic: string, partition: number): string {
  return `${topic}-${partition}`;
}

export function brokerDetail(node: NodeSnapshot): BrokerSnapshot | null {
  return node.detail?.role === "broker" ? node.detail : null;
}

type Assignment = Omit<PartitionSnapshot, "partitionEpoch" | "lastKnownElr">;

/** A broker, and its logs by topic and partition. */
interface BrokerLogs {
  readonly node: NodeSnapshot;
  find(topic: string, partition: number): ReplicaSnapshot | null;
}

const indexes = new WeakMap<readonly ReplicaSnapshot[], ReadonlyMap<string, readonly ReplicaSnapshot[]>>();

function indexOf(replicas: readonly ReplicaSnapshot[]): ReadonlyMap<string, readonly ReplicaSnapshot[]> {
  const known = indexes.get(replicas);
  if (known !== undefined) return known;
  const byTopic = new Map<string, ReplicaSnapshot[]>();
  for (const replica of replicas) {
    const logs = byTopic.get(replica.topic) ?? [];
    logs[replica.partition] = replica;
    byTopic.set(replica.topic, logs);
  }
  indexes.set(replicas, byTopic);
  return byTopic;
}

function brokersOf({ nodes }: ClusterSnapshot): ReadonlyMap<number, BrokerLogs> {
  const brokers = nodes.filter(({ role }) => role === "broker");
  return new Map(
    brokers.map((node) => {
      const logs = indexOf(brokerDetail(node)?.replicas ?? NO_REPLICAS);
      return [node.id, { node, find: (topic, partition) => logs.get(topic)?.[partition] ?? null }];
    }),
  );
}

const NO_REPLICAS: readonly ReplicaSnapshot[] = [];

/** All that a view of a partition is made of, beside the time. */
interface Parts {
  readonly topic: string;
  readonly at: Assignment;
  /** Null where the leader is not there to tell. */
  readonly leaderLog: ReplicaSnapshot | null;
  /** In order of assignment. */
  readonly logs: readonly (ReplicaSnapshot | null)[];
  readonly statuses: readonly (NodeStatus | null)[];
  readonly minIsr: number;
}

function partsOf(topic: string, at: Assignment, brokers: ReadonlyMap<number, BrokerLogs>): Parts {
  const find = (id: number): ReplicaSnapshot | null => brokers.get(id)?.find(topic, at.partition) ?? null;
  const leader = brokers.get(at.leader);
  const leaderLog = leader !== undefined && isAlive(leader.node.status) ? find(at.leader) : null;
  const told = leaderLog ?? [...brokers.keys()].map(find).find((log) => log !== null);
  return {
    topic,
    at,
    leaderLog,
    logs: at.replicas.map(find),
    statuses: at.replicas.map((id) => brokers.get(id)?.node.status ?? null),
    minIsr: told?.minIsr ?? 1,
  };
}

const sameItems = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((item, index) => item === b[index]);

const sameParts = (a: Parts, b: Parts): boolean =>
  a.leaderLog === b.leaderLog &&
  a.minIsr === b.minIsr &&
  a.topic === b.topic &&
  sameItems(a.logs, b.logs) &&
  sameItems(a.statuses, b.statuses);

function isBehind({ at, leaderLog }: Parts, broker: number): boolean {
  if (leaderLog === null || at.leader === broker) return false;
  const follower = leaderLog.followers.find((entry) => entry.broker === broker);
  return (follower?.logEndOffset ?? 0) < leaderLog.logEndOffset;
}

function replicaView(parts: Parts, index: number, nowMs: number): ReplicaView {
  const { at, leaderLog, logs, statuses } = parts;
  const broker = at.replicas[index] ?? -1;
  const own = logs[index] ?? null;
  const status = statuses[index] ?? null;
  const running = status !== null && isAlive(status) && own?.role !== "offline";
  const inIsr = at.isr.includes(broker);
  const follower = leaderLog?.followers.find((entry) => entry.broker === broker) ?? null;
  const caughtUpMs = follower?.lastCaughtUpMs ?? null;
  return {
    broker,
    state: !running ? "offline" : at.leader === broker ? "leader" : inIsr ? "isr" : "out",
    frozen: status === "frozen",
    known: own !== null,
    logStartOffset: own?.logStartOffset ?? 0,
    highWatermark: own?.highWatermark ?? 0,
    logEndOffset: own?.logEndOffset ?? 0,
    flushedOffset: own?.flushedOffset ?? 0,
    lastFetchMs: follower?.lastFetchMs ?? null,
    lastCaughtUpMs: caughtUpMs,
    late: inIsr && isBehind(parts, broker) && (caughtUpMs === null || nowMs - caughtUpMs >= LATE_MS),
    parked: own?.parked ?? [],
  };
}

function troubleOf(at: Assignment, replicas: readonly ReplicaView[], minIsr: number): PartitionTrouble {
  if (at.leader < 0 || replicas.every((replica) => replica.state !== "leader")) return "no-leader";
  if (at.isr.length < minIsr) return "under-min-isr";
  if (replicas.some((replica) => replica.late)) return "held";
  return at.isr.length < at.replicas.length ? "under-replicated" : "none";
}

function partitionView(parts: Parts, nowMs: number): PartitionView {
  const { topic, at, leaderLog, minIsr } = parts;
  const replicas = at.replicas.map((_, index) => replicaView(parts, index, nowMs));
  return {
    key: partitionKey(topic, at.partition),
    topic,
    partition: at.partition,
    internal: topic.startsWith("__"),
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

/** Until when something says the same: somebody behind becomes late by time alone. */
interface Good {
  readonly goodAtMs: number;
  readonly untilMs: number;
}

const isGood = ({ goodAtMs, untilMs }: Good, nowMs: number): boolean => nowMs >= goodAtMs && nowMs < untilMs;

interface Remembered extends Good {
  readonly parts: Parts;
  readonly view: PartitionView;
}

const remembered = new WeakMap<Assignment, Remembered>();

function remember(parts: Parts, nowMs: number): Remembered {
  const old = remembered.get(parts.at);
  if (old !== undefined && isGood(old, nowMs) && sameParts(old.parts, parts)) return old;
  const view = partitionView(parts, nowMs);
  const waits = view.replicas.some(({ broker, late }) => !late && isBehind(parts, broker));
  const isLate = view.replicas.some(({ late }) => late);
  const fresh: Remembered = {
    parts,
    view,
    // A look back may be at a moment when it was not late yet.
    goodAtMs: isLate ? nowMs : Number.NEGATIVE_INFINITY,
    untilMs: waits ? nowMs : Number.POSITIVE_INFINITY,
  };
  remembered.set(parts.at, fresh);
  return fresh;
}

/** As the brokers have it, where no controller has told yet. */
function toldByBrokers(snapshot: ClusterSnapshot): Ordered {
  const newest = new Map<string, Ordered[number]>();
  for (const node of snapshot.nodes) {
    for (const replica of brokerDetail(node)?.replicas ?? []) {
      const key = partitionKey(replica.topic, replica.partition);
      if ((newest.get(key)?.[1].leaderEpoch ?? -1) < replica.leaderEpoch)
        newest.set(key, [replica.topic, { ...replica, elr: [] }]);
    }
  }
  return [...newest.values()].sort(byNameAndNumber);
}

type Ordered = readonly (readonly [topic: string, at: Assignment])[];

const orders = new WeakMap<readonly TopicSnapshot[], Ordered>();

function ordered(topics: readonly TopicSnapshot[]): Ordered {
  const known = orders.get(topics);
  if (known !== undefined) return known;
  const order = topics
    .flatMap(({ name, partitions }) => partitions.map((at) => [name, at] as const))
    .sort(byNameAndNumber);
  orders.set(topics, order);
  return order;
}

function byNameAndNumber(
  [a, { partition: one }]: Ordered[number],
  [b, { partition: other }]: Ordered[number],
) {
  return a === b ? one - other : a < b ? -1 : 1;
}

let last: readonly PartitionView[] = [];

/** The last look at a cluster whose controllers have told: what it was made of. */
let lastLook:
  | (Good & { readonly parts: readonly unknown[]; readonly views: readonly PartitionView[] })
  | null = null;

function lookAt(snapshot: ClusterSnapshot, { topics }: ControllerSnapshot): readonly PartitionView[] {
  const { nowMs } = snapshot.time;
  const parts = [
    topics,
    ...snapshot.nodes.flatMap((node) => [node.id, node.status, brokerDetail(node)?.replicas]),
  ];
  if (lastLook !== null && isGood(lastLook, nowMs) && sameItems(lastLook.parts, parts)) return lastLook.views;
  const brokers = brokersOf(snapshot);
  const views: PartitionView[] = [];
  let goodAtMs = Number.NEGATIVE_INFINITY;
  let untilMs = Number.POSITIVE_INFINITY;
  for (const [topic, at] of ordered(topics)) {
    const one = remember(partsOf(topic, at, brokers), nowMs);
    views.push(one.view);
    goodAtMs = Math.max(goodAtMs, one.goodAtMs);
    untilMs = Math.min(untilMs, one.untilMs);
  }
  if (!sameItems(last, views)) last = views;
  lastLook = { parts, views: last, goodAtMs, untilMs };
  return last;
}

/** By topic, then by number. The same list as the last time when all of it is the same. */
export function partitionViews(
  snapshot: ClusterSnapshot,
  metadata: ControllerSnapshot | null,
): readonly PartitionView[] {
  if (metadata !== null) return lookAt(snapshot, metadata);
  const brokers = brokersOf(snapshot);
  const views = toldByBrokers(snapshot).map(([topic, at]) =>
    partitionView(partsOf(topic, at, brokers), snapshot.time.nowMs),
  );
  if (!sameItems(last, views)) last = views;
  return last;
}
