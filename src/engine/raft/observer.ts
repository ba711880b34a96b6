// A broker's way to the metadata: an observer of the quorum. It fetches `__cluster_metadata` from the leading
// controller as any follower fetches a partition, keeps a copy on its own disk, and turns what is committed into images.
//
//   const observer = createMetadataObserver({ … });
//   observer.onMetadata((image, delta, cause) => …);   // before start(), so that nothing is missed
//   await observer.start();                            // replays the local copy; then follows the leader until stop()
import type { Uuid } from "../base/uuid.ts";
import type { MetadataDelta, MetadataImage, MetadataListener } from "../controller/image.ts";
import { ImageLoader } from "../controller/image-loader.ts";
import type { PartitionLog } from "../log/log.ts";
import { type Channel, isConnectionFailure } from "../net/channel.ts";
import { DiskError } from "../ports/disk.ts";
import type { ClientPorts } from "../ports/ports.ts";
import { ErrorCode } from "../protocol/errors.ts";
import type { EventId } from "../trace/event.ts";
import { createLeaderFinder, type QuorumNode } from "./leader-finder.ts";
import { decodeBatches } from "./metadata-batch.ts";
import { fetchRequest, type MetadataPartition, partitionOfResponse } from "./metadata-fetch.ts";
import type { CommittedBatch, LeaderAndEpoch } from "./metadata-log.ts";
import { readBatches } from "./read-log.ts";

export interface ObserverOptions {
  readonly nodeId: number;
  readonly clusterId: string;
  readonly voters: readonly QuorumNode[];
  readonly ports: ClientPorts;
  /** This node's copy of the metadata log: METADATA_TOPIC, partition 0 (see raft/metadata-topic.ts). */
  readonly log: PartitionLog;
  readonly directoryId: Uuid;
  /** Of the last checkpoint: so much of the local copy is known to be committed. */
  readonly knownHighWatermark: number;
  /** The copy cannot be read or written, or contradicts what was committed: the broker has to end. */
  readonly onFailure: (error: Error) => void;
  /** The copy cannot be made durable any more. The observer follows on from memory: the leader has everything. */
  readonly onDiskFailure: (error: DiskError) => void;
}

export interface MetadataObserver {
  /** All that is committed as far as this node knows. */
  readonly image: MetadataImage;
  readonly highWatermark: number;
  /** False until the leader has told how far it is, and this node has all of that. */
  readonly caughtUp: boolean;
  readonly leader: LeaderAndEpoch;
  /** Where the active controller listens, null while nobody is known to lead: where to send what is forwarded. */
  readonly activeController: QuorumNode | null;
  /** Called for every step, in order. A listener that comes late is told of the whole image at once. */
  onMetadata(listener: MetadataListener): void;
  /** Resolves when the local copy is replayed; following begins then. */
  start(): Promise<void>;
  /** Flushes the copy. */
  stop(): Promise<void>;
}

const RETRY_BACKOFF_MS = 20;
const FAILURE_BACKOFF_MS = 100;
const REQUEST_TIMEOUT_MS = 2000;

export function createMetadataObserver(options: ObserverOptions): MetadataObserver {
  const { nodeId, log, ports, onFailure } = options;
  const finder = createLeaderFinder(options.voters, ports, `raft-client-${nodeId}`);
  const loader = new ImageLoader();
  const listeners: MetadataListener[] = [];
  /** Decoded, in the log, not yet known to be committed. */
  let uncommitted: CommittedBatch[] = [];
  let highWatermark = 0;
  let leaderHighWatermark = -1;
  let stopped = false;
  let wake: (() => void) | null = null;
  let flushing: Promise<void> | null = null;
  let diskFailed = false;

  function fail(error: unknown): void {
    if (stopped) return;
    stopped = true;
    finder.close();
    onFailure(error instanceof Error ? error : new Error(String(error)));
  }

  function sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = ports.clock.setTimer(delayMs, done);
      function done(): void {
        timer.cancel();
        wake = null;
        resolve();
      }
      wake = done;
    });
  }

  /** Applies all batches below the high watermark. */
  function applyCommitted(cause: EventId | null): void {
    let applied = 0;
    for (const batch of uncommitted) {
      if (batch.lastOffset >= highWatermark) break;
      loader.load(batch);
      applied++;
    }
    if (applied === 0) return;
    uncommitted = uncommitted.slice(applied);
    const loaded = loader.take();
    if (loaded === null) return;
    for (const listener of listeners) listener(loaded.image, loaded.delta, cause);
  }

  /** Durable soon, not at once: an observer's copy counts for nobody's commit. */
  function flush(): void {
    if (diskFailed) return;
    flushing ??= log
      .flush()
      .catch((error: unknown) => {
        if (!(error instanceof DiskError)) return fail(error);
        diskFailed = true;
        options.onDiskFailure(error);
      })
      .finally(() => {
        flushing = null;
        if (!stopped && log.flushedOffset < log.logEndOffset) flush();
      });
  }

  function truncate(epoch: number, endOffset: number): void {
    const local = log.endOffsetForEpoch(epoch);
    const known = local.epoch === epoch ? local.endOffset : Math.max(local.endOffset, 0);
    const offset = Math.min(local.epoch === epoch ? Math.min(known, endOffset) : known, log.logEndOffset);
    if (offset < highWatermark) {
      throw new Error(
        `The leader's metadata ends epoch ${epoch} at ${endOffset}, but offsets up to ${highWatermark} were committed`,
      );
    }
    const from = log.logEndOffset;
    log.truncateTo(offset);
    uncommitted = uncommitted.filter(({ lastOffset }) => lastOffset < offset);
    const { topic, partition } = log;
    ports.trace.emit({ kind: "log-truncated", topic, partition, fromOffset: from, toOffset: offset });
  }

  function accept(data: MetadataPartition, cause: EventId): void {
    const { divergingEpoch, records } = data;
    if (divergingEpoch.epoch >= 0) return truncate(divergingEpoch.epoch, Number(divergingEpoch.endOffset));
    if (records !== null && records.length > 0) {
      const { lastOffset } = log.appendAsFollower(records);
      uncommitted.push(...decodeBatches(records).filter((batch) => batch.lastOffset <= lastOffset));
      flush();
    }
    leaderHighWatermark = Math.max(leaderHighWatermark, Number(data.highWatermark));
    highWatermark = Math.max(highWatermark, Math.min(leaderHighWatermark, log.logEndOffset));
    applyCommitted(cause);
  }

  async function fetchOnce(channel: Channel): Promise<void> {
    const request = fetchRequest({
      clusterId: options.clusterId,
      replicaId: nodeId,
      directoryId: options.directoryId,
      leaderEpoch: finder.leader.epoch,
      fetchOffset: log.logEndOffset,
      lastFetchedEpoch: Math.max(log.latestEpoch, 0),
      highWatermark: highWatermark === 0 ? -1 : highWatermark,
    });
    const { body, event } = await channel.request(
      request.api,
      request.version,
      request.body,
      REQUEST_TIMEOUT_MS,
    );
    if (stopped) return;
    const data = partitionOfResponse(body);
    const code = body.errorCode !== ErrorCode.NONE || data === null ? body.errorCode : data.errorCode;
    const isNews = data !== null && finder.learn(data.currentLeader, body.nodeEndpoints);
    if (code === ErrorCode.NONE && data !== null) accept(data, event);
    else if (code === ErrorCode.INCONSISTENT_CLUSTER_ID) {
      throw new Error(`The controller belongs to another cluster than ${options.clusterId}`);
    } else if (!isNews) {
      finder.lost();
      await sleep(RETRY_BACKOFF_MS);
    }
  }

  async function follow(): Promise<void> {
    while (!stopped) {
      const channel = await finder.channel();
      if (stopped) return;
      if (channel === null) {
        await sleep(FAILURE_BACKOFF_MS);
        continue;
      }
      try {
        await fetchOnce(channel);
      } catch (error) {
        if (stopped) return;
        if (!isConnectionFailure(error)) return fail(error);
        finder.lost();
        await sleep(RETRY_BACKOFF_MS);
      }
    }
  }

  return {
    get image() {
      return loader.image;
    },
    get highWatermark() {
      return highWatermark;
    },
    get caughtUp() {
      return leaderHighWatermark >= 0 && highWatermark >= leaderHighWatermark;
    },
    get leader() {
      return finder.leader;
    },
    get activeController() {
      return finder.activeController;
    },
    onMetadata(listener) {
      listeners.push(listener);
      if (loader.image.offset >= 0) listener(loader.image, wholeDelta(loader.image), null);
    },
    async start() {
      uncommitted = await readBatches(log, log.logStartOffset);
      highWatermark = Math.min(options.knownHighWatermark, log.logEndOffset);
      applyCommitted(null);
      void follow().catch(fail);
    },
    async stop() {
      if (stopped) return;
      stopped = true;
      finder.close();
      wake?.();
      await flushing;
      if (!diskFailed) await log.flush();
    },
  };
}

/** As if nothing had been known before. */
function wholeDelta(image: MetadataImage): MetadataDelta {
  return {
    changedTopics: new Set(image.topicsById.keys()),
    deletedTopics: [],
    changedBrokers: new Set(image.brokers.keys()),
    changedConfigs: [...image.configsByResource.keys()].map((key) => {
      const colon = key.indexOf(":");
      return { type: Number(key.slice(0, colon)), name: key.slice(colon + 1) };
    }),
  };
}
