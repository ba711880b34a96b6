// What the drawings speak of: nodes, partitions and replicas joined from the snapshots of many nodes. The controllers
// say who leads and who is in sync; each broker says what its own log holds. Pure, so that every drawing, the table
// twin and the now line say the same.
import type {
  ClusterSnapshot,
  ControllerSnapshot,
  DiskSnapshot,
  LinkSnapshot,
  LossSnapshot,
  NodeSnapshot,
  NodeStatus,
} from "../../engine/inspect/snapshot.ts";
import { type ControllerRole, controllerRole } from "./node-state.ts";
import { brokerDetail, isAlive, type PartitionView, partitionViews } from "./partition-views.ts";

export interface ControllerView {
  readonly id: number;
  /** C1 for the first controller. */
  readonly label: string;
  readonly status: NodeStatus;
  readonly error: string | null;
  readonly sinceMs: number;
  readonly role: ControllerRole;
  /** What was done to its disk by hand. */
  readonly disk: DiskSnapshot | null;
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
  /** What was done to its disk by hand. */
  readonly disk: DiskSnapshot | null;
  /** As the active controller has it. */
  readonly fenced: boolean;
  readonly connections: number;
  readonly dirtyBytes: number;
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

function controllersOf(
  snapshot: ClusterSnapshot,
): readonly (NodeSnapshot & { detail: ControllerSnapshot | null })[] {
  return snapshot.nodes
    .filter((node) => node.role === "controller")
    .map((node) => ({ ...node, detail: node.detail?.role === "controller" ? node.detail : null }));
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

/** Of what any of them has told, also of one that has died since. */
export function newestEpoch(controllers: readonly { readonly detail: ControllerSnapshot | null }[]): number {
  return Math.max(-1, ...controllers.map(({ detail }) => detail?.epoch ?? -1));
}

const diskOf = ({ disks }: ClusterSnapshot, id: number): DiskSnapshot | null =>
  disks.find(({ node }) => node === id) ?? null;

function controllerViews(snapshot: ClusterSnapshot): readonly ControllerView[] {
  const controllers = controllersOf(snapshot);
  const newest = newestEpoch(controllers);
  return controllers.map(({ id, status, sinceMs, error, detail }, index) => ({
    id,
    label: `C${index + 1}`,
    status,
    sinceMs,
    error,
    role: controllerRole(status, detail, newest),
    disk: diskOf(snapshot, id),
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
        disk: diskOf(snapshot, node.id),
        fenced: isAlive(node.status) && (registered?.fenced ?? detail?.fenced ?? false),
        connections: detail?.connections ?? 0,
        dirtyBytes: detail?.dirtyBytes ?? 0,
      };
    });
}

export function viewOf(snapshot: ClusterSnapshot): ClusterView {
  const metadata = bestMetadata(snapshot);
  return {
    nowMs: snapshot.time.nowMs,
    paused: snapshot.time.paused,
    controllers: controllerViews(snapshot),
    active: activeController(snapshot)?.id ?? null,
    brokers: brokerViews(snapshot, metadata),
    partitions: partitionViews(snapshot, metadata),
    links: snapshot.links,
    losses: snapshot.losses,
  };
}

/** What a link between two nodes is, both directions taken together. */
export interface LinkView {
  readonly a: number;
  readonly b: number;
  readonly cut: "both" | "one-way" | "no";
  /** Who is not heard by the other, of a link that is cut one way. */
  readonly unheard: number | null;
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
    const cutWays = ways.filter((way) => way.cut);
    const cuts = cutWays.length;
    const view: LinkView = {
      a: Math.min(first.from, first.to),
      b: Math.max(first.from, first.to),
      cut: cuts === 0 ? "no" : cuts === 1 ? "one-way" : "both",
      unheard: cuts === 1 ? (cutWays[0]?.from ?? null) : null,
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
