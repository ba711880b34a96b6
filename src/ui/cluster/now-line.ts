// The one sentence over each drawing: the gravest fact of the cluster, then its cause. Computed from the view alone, so a
// beginner who reads nothing else reads what is true. Words are the dictionaries' business: this says which fact it is.
import type { LossSnapshot, NodeStatus } from "../../engine/inspect/snapshot.ts";
import { isStorageFull } from "../../workers/page/workspace.ts";
import { type ClusterView, linkViews } from "./model.ts";
import type { PartitionView, ReplicaView } from "./partition-views.ts";

export type Gravity = "calm" | "warn" | "bad";

export type NowFact =
  | { readonly kind: "starting"; readonly brokers: readonly number[] }
  | { readonly kind: "no-quorum-leader"; readonly running: number; readonly voters: number }
  | {
      readonly kind: "no-leader";
      readonly partition: string;
      readonly isr: readonly number[];
      /** Of the ISR, those whose node does not run. */
      readonly down: readonly number[];
    }
  | {
      readonly kind: "leader-gone";
      readonly partition: string;
      readonly leader: number;
      readonly status: NodeStatus;
      readonly forMs: number;
    }
  | {
      readonly kind: "refuses-acks-all";
      readonly partition: string;
      readonly isr: readonly number[];
      readonly minIsr: number;
    }
  | {
      readonly kind: "watermark-held";
      readonly partition: string;
      readonly highWatermark: number;
      readonly broker: number;
      /** Since when it has not caught up; null if it never has. */
      readonly behindMs: number | null;
      readonly why: Exclude<NodeStatus, "running"> | "cut" | "slow" | "behind";
    }
  | {
      readonly kind: "isr-smaller";
      readonly partition: string;
      readonly isr: readonly number[];
      readonly out: readonly { readonly broker: number; readonly running: boolean }[];
    }
  | {
      readonly kind: "broker-down";
      readonly broker: number;
      readonly status: NodeStatus;
      readonly forMs: number;
    }
  | { readonly kind: "broker-fenced"; readonly broker: number }
  | { readonly kind: "records-lost"; readonly loss: LossSnapshot }
  /** Disks do not take what is written: those of brokers that run on, and those of controllers that ended. */
  | {
      readonly kind: "disk-failed";
      readonly brokers: readonly number[];
      readonly controllers: readonly string[];
      /** What the first of them says. */
      readonly message: string;
      readonly browserFull: boolean;
    }
  | {
      readonly kind: "link-cut";
      readonly a: number;
      readonly b: number;
      /** Of a controller its label, of a broker none. */
      readonly labels: Readonly<Record<number, string>>;
      /** Who is not heard, where it is cut one way only. */
      readonly unheard: number | null;
      readonly forMs: number;
    }
  | { readonly kind: "controller-down"; readonly label: string; readonly status: NodeStatus }
  | { readonly kind: "no-topics"; readonly brokers: number }
  | {
      readonly kind: "replicated";
      readonly partition: string;
      readonly logEndOffset: number;
      readonly isr: readonly number[];
    }
  | {
      readonly kind: "replicating";
      readonly partition: string;
      readonly highWatermark: number;
      readonly logEndOffset: number;
    };

export interface NowLine {
  readonly gravity: Gravity;
  readonly fact: NowFact;
}

/** A loss is news for so long; the event list keeps it. */
const LOSS_SHOWN_MS = 30_000;

const bad = (fact: NowFact): NowLine => ({ gravity: "bad", fact });
const warn = (fact: NowFact): NowLine => ({ gravity: "warn", fact });
const calm = (fact: NowFact): NowLine => ({ gravity: "calm", fact });

const isDown = (status: NodeStatus): boolean =>
  status === "killed" || status === "stopped" || status === "failed" || status === "starting";

/** The cause of much other trouble. */
function ofDisks(view: ClusterView): NowLine | null {
  const failed = [
    ...view.brokers.map(({ status, error, diskError }) => (status === "failed" ? error : diskError)),
    ...view.controllers.map(({ status, error }) => (status === "failed" ? error : null)),
  ];
  const brokers = view.brokers.filter(({ diskError }) => diskError !== null).map(({ id }) => id);
  const browserFull = failed.some((error) => error !== null && isStorageFull(error));
  const controllers = view.controllers
    .filter(({ status, error }) => status === "failed" && error !== null && isStorageFull(error))
    .map(({ label }) => label);
  const message = failed.find((error) => error !== null);
  if (message == null || (brokers.length === 0 && controllers.length === 0)) return null;
  return bad({ kind: "disk-failed", brokers, controllers, message, browserFull });
}

function quorum(view: ClusterView): NowLine | null {
  if (view.controllers.length === 0 || view.active !== null) return null;
  const running = view.controllers.filter(({ status }) => status === "running").length;
  const starting = view.brokers.every(({ status }) => status === "starting");
  return starting
    ? calm({ kind: "starting", brokers: view.brokers.map(({ id }) => id) })
    : bad({ kind: "no-quorum-leader", running, voters: view.controllers.length });
}

function withoutLeader(view: ClusterView, partition: PartitionView): NowLine | null {
  const statusOf = (id: number): NodeStatus | undefined =>
    view.brokers.find((broker) => broker.id === id)?.status;
  if (partition.leader < 0) {
    const candidates = partition.elr.length > 0 ? [...partition.isr, ...partition.elr] : partition.isr;
    const down = candidates.filter((id) => isDown(statusOf(id) ?? "killed"));
    return bad({ kind: "no-leader", partition: partition.key, isr: partition.isr, down });
  }
  const broker = view.brokers.find(({ id }) => id === partition.leader);
  if (broker === undefined || broker.status === "running") return null;
  return bad({
    kind: "leader-gone",
    partition: partition.key,
    leader: broker.id,
    status: broker.status,
    forMs: view.nowMs - broker.sinceMs,
  });
}

function heldBy(view: ClusterView, partition: PartitionView, replica: ReplicaView): NowLine | null {
  const { highWatermark, logEndOffset } = partition;
  if (highWatermark === null || logEndOffset === null || highWatermark >= logEndOffset) return null;
  if (!replica.late || replica.broker === partition.leader) return null;
  const status = view.brokers.find(({ id }) => id === replica.broker)?.status;
  const link = linkViews(view.links).find(
    ({ a, b }) =>
      (a === replica.broker && b === partition.leader) || (b === replica.broker && a === partition.leader),
  );
  return warn({
    kind: "watermark-held",
    partition: partition.key,
    highWatermark,
    broker: replica.broker,
    behindMs: replica.lastCaughtUpMs === null ? null : view.nowMs - replica.lastCaughtUpMs,
    why:
      status === undefined
        ? "stopped"
        : status !== "running"
          ? status
          : link !== undefined && link.cut !== "no"
            ? "cut"
            : link !== undefined && link.delayMs > 0
              ? "slow"
              : "behind",
  });
}

function ofPartition(view: ClusterView, partition: PartitionView): NowLine | null {
  const leaderless = withoutLeader(view, partition);
  if (leaderless !== null) return leaderless;
  if (partition.isr.length < partition.minIsr) {
    const { key, isr, minIsr } = partition;
    return bad({ kind: "refuses-acks-all", partition: key, isr, minIsr });
  }
  for (const replica of partition.replicas) {
    const held = heldBy(view, partition, replica);
    if (held !== null) return held;
  }
  const out = partition.replicas
    .filter(({ broker }) => !partition.isr.includes(broker))
    .map(({ broker, state }) => ({ broker, running: state !== "offline" }));
  return out.length > 0
    ? warn({ kind: "isr-smaller", partition: partition.key, isr: partition.isr, out })
    : null;
}

function ofNodes(view: ClusterView): NowLine | null {
  for (const broker of view.brokers) {
    const { id, status, sinceMs } = broker;
    if (status === "running") continue;
    if (status === "starting") return calm({ kind: "starting", brokers: [id] });
    return warn({ kind: "broker-down", broker: id, status, forMs: view.nowMs - sinceMs });
  }
  const fenced = view.brokers.find((broker) => broker.fenced);
  if (fenced !== undefined) return warn({ kind: "broker-fenced", broker: fenced.id });
  const cut = linkViews(view.links).find((link) => link.cut !== "no");
  if (cut !== undefined)
    return warn({
      kind: "link-cut",
      a: cut.a,
      b: cut.b,
      labels: Object.fromEntries(view.controllers.map(({ id, label }) => [id, label])),
      unheard: cut.unheard,
      forMs: view.nowMs - cut.sinceMs,
    });
  const controller = view.controllers.find(({ status }) => status !== "running");
  if (controller === undefined) return null;
  const { label, status } = controller;
  return (status === "starting" ? calm : warn)({ kind: "controller-down", label, status });
}

/** The worst of what was told just now. */
function ofLosses({ losses, nowMs }: ClusterView): NowLine | null {
  let worst: LossSnapshot | null = null;
  for (const loss of losses) {
    if (nowMs - loss.atMs > LOSS_SHOWN_MS || loss.atMs > nowMs) continue;
    const size = ({ gone, returning }: LossSnapshot): number => gone * 1e9 + returning;
    if (worst === null || size(loss) > size(worst)) worst = loss;
  }
  if (worst === null) return null;
  const fact: NowFact = { kind: "records-lost", loss: worst };
  return worst.gone > 0 ? bad(fact) : warn(fact);
}

function ofHealth(partition: PartitionView): NowLine {
  const logEndOffset = partition.logEndOffset ?? 0;
  const highWatermark = partition.highWatermark ?? 0;
  return highWatermark < logEndOffset
    ? calm({ kind: "replicating", partition: partition.key, highWatermark, logEndOffset })
    : calm({ kind: "replicated", partition: partition.key, logEndOffset, isr: partition.isr });
}

const GRAVITY_ORDER: Readonly<Record<Gravity, number>> = { bad: 2, warn: 1, calm: 0 };

/** The gravest first; among equals the partition in focus, then the order of the drawing. Null: nothing is known yet. */
export function nowLine(view: ClusterView, focus: string | null): NowLine | null {
  if (view.controllers.length === 0 && view.brokers.length === 0) return null;
  const failed = ofDisks(view);
  if (failed !== null) return failed;
  const noQuorum = quorum(view);
  if (noQuorum !== null) return noQuorum;
  const shown = view.partitions.filter((partition) => !partition.internal);
  const focused = shown.findIndex(({ key }) => key === focus);
  const ordered = focused <= 0 ? shown : [...shown.splice(focused, 1), ...shown];
  let gravest: NowLine | null = null;
  const allRun = view.brokers.every(({ status }) => status === "running");
  for (const partition of ordered) {
    // There may be thousands, nearly all of them well.
    if (partition.trouble === "none" && allRun) continue;
    const line = ofPartition(view, partition);
    if (line !== null && (gravest === null || GRAVITY_ORDER[line.gravity] > GRAVITY_ORDER[gravest.gravity])) {
      gravest = line;
    }
  }
  if (gravest?.gravity === "bad") return gravest;
  const lost = ofLosses(view);
  if (lost !== null) return lost;
  if (gravest !== null) return gravest;
  const nodes = ofNodes(view);
  if (nodes !== null) return nodes;
  const first = ordered[0];
  if (first === undefined) return calm({ kind: "no-topics", brokers: view.brokers.length });
  return ofHealth(first);
}
