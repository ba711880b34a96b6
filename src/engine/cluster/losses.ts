// What a power cut took. A node cannot know: what it had not flushed is gone with it. So the cluster remembers how each
// log was last seen, compares that with what recovery found, and, as soon as there is a leader again, whether the leader
// still has what is missing. Two logs hold the same record where the same leader epoch wrote the same offset (KIP-101),
// so records that other ones have replaced do not count as found again.
//
// Records are counted as offsets: behind what is flushed nothing has been compacted yet.
import type {
  ControllerSnapshot,
  LeaderEpochSnapshot,
  LossSnapshot,
  NodeDetail,
  ReplicaSnapshot,
} from "../inspect/snapshot.ts";

/** A log as it was last seen. */
export interface SeenLog {
  readonly topic: string;
  readonly topicId: string;
  readonly partition: number;
  readonly logStartOffset: number;
  readonly logEndOffset: number;
  readonly flushedOffset: number;
  readonly highWatermark: number;
  readonly leaderEpochs: readonly LeaderEpochSnapshot[];
}

/** The logs of one node, for a note that outlives the host. */
export interface SeenNode {
  readonly node: number;
  readonly logs: readonly SeenLog[];
}

export type Loss = Omit<LossSnapshot, "atMs">;

export interface LossBook {
  /**
   * An incarnation of `node` ended. `detail` is the last that it showed, null if nothing; `atLeast` when it may have
   * gone on after that. `all`: the last that is known of every node.
   */
  ended(
    node: number,
    cut: LossSnapshot["cut"],
    atLeast: boolean,
    detail: NodeDetail | null,
    all: ReadonlyMap<number, NodeDetail>,
  ): void;
  /** Its disk was emptied: what is missing was not lost by a power cut. */
  wiped(node: number): void;
  /** False when there is nothing to find out. */
  isOpen(): boolean;
  /** What can be said now, from what the living nodes show, and is said once. */
  settle(living: ReadonlyMap<number, NodeDetail>): readonly Loss[];
}

interface OpenCase {
  readonly log: SeenLog;
  readonly cut: LossSnapshot["cut"];
  readonly atLeast: boolean;
  /** The highest end of the committed part that anybody knew of. */
  readonly committedOffset: number;
  /** What an earlier recovery found, when the node went down again before anything could be said. */
  readonly foundOffset: number;
}

const keyOf = ({ topicId, partition }: Pick<SeenLog, "topicId" | "partition">): string =>
  `${topicId}-${partition}`;

/** `noted`: the logs as a host that died had noted them. */
export function createLossBook(noted: readonly SeenNode[]): LossBook {
  const open = new Map<number, Map<string, OpenCase>>();
  const notedCommits = highest(noted.flatMap(({ logs }) => logs));
  for (const { node, logs } of noted) {
    const cases = logs.map((log): [string, OpenCase] => {
      const committedOffset = notedCommits.get(keyOf(log)) ?? 0;
      return [keyOf(log), { log, cut: "host", atLeast: true, committedOffset, foundOffset: Infinity }];
    });
    if (cases.length > 0) open.set(node, new Map(cases));
  }

  return {
    ended(node, cut, atLeast, detail, all) {
      if (detail?.role !== "broker") return;
      const commits = highest(
        [...all.values()].flatMap((each) => (each.role === "broker" ? each.replicas : [])),
      );
      const cases = open.get(node) ?? new Map<string, OpenCase>();
      for (const replica of detail.replicas) {
        const key = keyOf(replica);
        const before = cases.get(key);
        if (before !== undefined && replica.logEndOffset <= before.log.logEndOffset) {
          const foundOffset = Math.min(
            before.foundOffset,
            replica.recoveredOffset ?? before.log.logStartOffset,
          );
          cases.set(key, { ...before, foundOffset });
        } else if (replica.logEndOffset > replica.logStartOffset) {
          const committedOffset = commits.get(key) ?? 0;
          cases.set(key, { log: seenLog(replica), cut, atLeast, committedOffset, foundOffset: Infinity });
        }
      }
      if (cases.size > 0) open.set(node, cases);
    },
    wiped: (node) => void open.delete(node),
    isOpen: () => open.size > 0,
    settle(living) {
      const losses: Loss[] = [];
      const controller = activeController(living);
      if (controller === null) return losses;
      for (const [node, cases] of open) {
        for (const [key, it] of cases) {
          const verdict = judge(node, it, controller, living);
          if (verdict === "wait") continue;
          cases.delete(key);
          if (verdict !== "nothing lost") losses.push(verdict);
        }
        if (cases.size === 0) open.delete(node);
      }
      return losses;
    },
  };
}

/** What a note must hold of these details: the logs that have something to lose. */
export function unflushedLogs(details: ReadonlyMap<number, NodeDetail>): readonly SeenNode[] {
  const seen: SeenNode[] = [];
  for (const [node, detail] of details) {
    if (detail.role !== "broker") continue;
    const dirty = detail.replicas.filter(({ logEndOffset, flushedOffset }) => logEndOffset > flushedOffset);
    if (dirty.length > 0) seen.push({ node, logs: dirty.map(seenLog) });
  }
  return seen;
}

function seenLog(replica: ReplicaSnapshot): SeenLog {
  const { topic, topicId, partition, logStartOffset, logEndOffset } = replica;
  const { flushedOffset, highWatermark, leaderEpochs } = replica;
  return {
    topic,
    topicId,
    partition,
    logStartOffset,
    logEndOffset,
    flushedOffset,
    highWatermark,
    leaderEpochs,
  };
}

function judge(
  node: number,
  { log, cut, atLeast, committedOffset, foundOffset }: OpenCase,
  controller: ControllerSnapshot,
  living: ReadonlyMap<number, NodeDetail>,
): Loss | "wait" | "nothing lost" {
  const { topic, topicId, partition, logEndOffset: toOffset } = log;
  const detail = living.get(node);
  // A controller that knows this incarnation has read the metadata; one that just took over may not have yet.
  const registered = controller.brokers.find(({ id }) => id === node);
  if (detail?.role !== "broker" || registered?.epoch !== detail.brokerEpoch || registered.fenced)
    return "wait";
  const image = controller.topics
    .find((each) => each.topicId === topicId)
    ?.partitions.find((each) => each.partition === partition);
  // Deleted, or moved to other brokers, while the node was down.
  if (image?.replicas.includes(node) !== true) return "nothing lost";
  const own = replicaOf(detail, log);
  if (own === null) return "wait";
  // A log that is not there any more had nothing on the disk at all.
  const fromOffset = Math.min(foundOffset, own.recoveredOffset ?? log.logStartOffset);
  if (fromOffset >= toOffset) return "nothing lost";
  const leader = replicaOf(living.get(image.leader), log);
  const settled = own.leaderEpoch === image.leaderEpoch && leader?.leaderEpoch === image.leaderEpoch;
  if (leader === null || !settled || leader.role !== "leader") return "wait";
  const returning = sharedRecords(log, leader, fromOffset, toOffset);
  const committed = Math.min(committedOffset, toOffset);
  return {
    node,
    topic,
    partition,
    cut,
    fromOffset,
    toOffset,
    atLeast,
    returning,
    gone: toOffset - fromOffset - returning,
    goneCommitted: Math.max(0, committed - fromOffset) - sharedRecords(log, leader, fromOffset, committed),
    damaged: Math.max(0, Math.min(log.flushedOffset, toOffset) - fromOffset),
  };
}

function activeController(living: ReadonlyMap<number, NodeDetail>): ControllerSnapshot | null {
  for (const detail of living.values()) {
    if (detail.role === "controller" && detail.state === "leader") return detail;
  }
  return null;
}

function replicaOf(detail: NodeDetail | undefined, { topicId, partition }: SeenLog) {
  if (detail?.role !== "broker") return null;
  return detail.replicas.find((it) => it.topicId === topicId && it.partition === partition) ?? null;
}

function highest(
  logs: readonly Pick<SeenLog, "topicId" | "partition" | "highWatermark">[],
): ReadonlyMap<string, number> {
  const watermarks = new Map<string, number>();
  for (const log of logs) {
    const key = keyOf(log);
    watermarks.set(key, Math.max(watermarks.get(key) ?? 0, log.highWatermark));
  }
  return watermarks;
}

type Written = Pick<SeenLog, "logEndOffset" | "leaderEpochs">;

/** How many of the offsets [from, to) of `mine` hold the same record in `theirs`. */
function sharedRecords(mine: Written, theirs: Written, from: number, to: number): number {
  const others = new Map(stretches(theirs).map((stretch) => [stretch.epoch, stretch]));
  let shared = 0;
  for (const { epoch, start, end } of stretches(mine)) {
    const other = others.get(epoch);
    if (other === undefined) continue;
    shared += Math.max(0, Math.min(to, end, other.end) - Math.max(from, start, other.start));
  }
  return shared;
}

function stretches({ leaderEpochs, logEndOffset }: Written) {
  return leaderEpochs.map(({ epoch, startOffset }, at) => {
    return { epoch, start: startOffset, end: leaderEpochs[at + 1]?.startOffset ?? logEndOffset };
  });
}
