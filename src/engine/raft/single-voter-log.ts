// A quorum of one: the only voter elects itself when it starts, and what it has flushed is committed. Everything around
// it (epochs, leader changes, the quorum-state file, observers that fetch) is as in a larger quorum.
import type { PartitionLog } from "../log/log.ts";
import type { NodePorts } from "../ports/ports.ts";
import { epochStartBatch, recordsBatch, type Voter } from "./metadata-batch.ts";
import {
  type CommittedBatch,
  type LeaderAndEpoch,
  type MetadataLog,
  type MetadataLogListener,
  NotLeaderError,
} from "./metadata-log.ts";
import { readQuorumState, writeQuorumState } from "./quorum-state.ts";
import { readBatches } from "./read-log.ts";

export interface SingleVoterOptions {
  readonly voter: Voter;
  readonly log: PartitionLog;
  readonly ports: Pick<NodePorts, "clock" | "disk" | "trace">;
}

/** What stands behind a metadata log that is served to other replicas. */
export interface ServedMetadataLog extends MetadataLog {
  readonly log: PartitionLog;
  readonly voters: readonly Voter[];
  /** Called after each append and each move of the high watermark: fetches that wait may have something to say. */
  onProgress: (() => void) | null;
}

export function createSingleVoterLog(options: SingleVoterOptions): ServedMetadataLog {
  const { voter, log, ports } = options;
  const voters = [voter];
  let leader: LeaderAndEpoch = { leaderId: -1, epoch: 0 };
  let listener: MetadataLogListener | null = null;
  let highWatermark = -1;
  /** Appended, not yet flushed. */
  let uncommitted: CommittedBatch[] = [];
  let flushing: Promise<void> | null = null;
  let stopped = false;

  function fail(error: unknown): void {
    if (stopped) return;
    stopped = true;
    listener?.onFailure(error instanceof Error ? error : new Error(String(error)));
  }

  /** One flush at a time; batches that come meanwhile share the next one. */
  function flush(): Promise<void> {
    flushing ??= flushUntilClean().finally(() => {
      flushing = null;
    });
    return flushing;
  }

  async function flushUntilClean(): Promise<void> {
    while (!stopped && highWatermark < log.logEndOffset) {
      await log.flush();
      advanceHighWatermark(log.flushedOffset);
    }
  }

  function advanceHighWatermark(to: number): void {
    if (stopped || to <= highWatermark) return;
    highWatermark = to;
    while (uncommitted.length > 0 && uncommitted[0]!.lastOffset < highWatermark) {
      listener?.onCommit(uncommitted.shift()!);
    }
    node.onProgress?.();
  }

  function appendBatch(
    bytes: Uint8Array,
    epoch: number,
    records: CommittedBatch["records"],
    appendMs: number,
  ): number {
    const { firstOffset, lastOffset } = log.appendAsLeader(bytes, epoch, "internal");
    uncommitted.push({ baseOffset: firstOffset, lastOffset, epoch, appendMs, records });
    flush().catch(fail);
    node.onProgress?.();
    return firstOffset;
  }

  async function elect(): Promise<void> {
    const stored = await readQuorumState(ports.disk);
    const epoch = Math.max(stored.leaderEpoch, log.latestEpoch, 0) + 1;
    // Candidate first: the vote for itself is durable before anybody can hear of a leader.
    const vote = { votedId: voter.id, votedDirectoryId: voter.directoryId };
    await writeQuorumState(ports.disk, { leaderId: -1, leaderEpoch: epoch, ...vote });
    await writeQuorumState(ports.disk, { leaderId: voter.id, leaderEpoch: epoch, ...vote });
    if (stopped) return;
    leader = { leaderId: voter.id, epoch };
    const nowMs = ports.clock.wallMs();
    log.assignEpochStart(epoch, log.logEndOffset);
    const start = epochStartBatch(voter.id, epoch, nowMs, voters, [voter.id], log.logEndOffset === 0);
    appendBatch(start, epoch, [], nowMs);
    await flush();
  }

  const node: ServedMetadataLog = {
    nodeId: voter.id,
    log,
    voters,
    onProgress: null,
    get leader() {
      return leader;
    },
    get isLeader() {
      return !stopped && leader.leaderId === voter.id;
    },
    get highWatermark() {
      return highWatermark;
    },
    get logEndOffset() {
      return log.logEndOffset;
    },
    async start(to) {
      listener = to;
      uncommitted = await readBatches(log, log.logStartOffset);
      await elect();
      if (!stopped) to.onLeaderChange(leader);
    },
    append(epoch, records) {
      if (!node.isLeader || epoch !== leader.epoch) {
        throw new NotLeaderError(`Node ${voter.id} does not lead in epoch ${epoch}`);
      }
      const nowMs = ports.clock.wallMs();
      return appendBatch(recordsBatch(records, epoch, nowMs), epoch, records, nowMs);
    },
    async stop() {
      if (stopped) return;
      await flush();
      stopped = true;
    },
  };
  return node;
}
