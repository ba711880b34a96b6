// A follower's side of replication: one loop per leader broker, which fetches all partitions that this broker follows
// there, appends what comes, cuts off what the leader does not have, and so tells the leader how far it has come.
import { toLong, toNumber } from "../../base/long.ts";
import type { BrokerConfig } from "../../config/broker-config.ts";
import { AppendError } from "../../log/log.ts";
import { Channel, isConnectionFailure } from "../../net/channel.ts";
import { FetchSession } from "../../net/fetch-session.ts";
import { DiskError } from "../../ports/disk.ts";
import type { NodePorts } from "../../ports/ports.ts";
import { ErrorCode } from "../../protocol/errors.ts";
import type { RequestInput, ResponseOf } from "../../protocol/schema.ts";
import { Fetch } from "../../protocol/schemas/01-fetch.ts";
import { ListOffsets } from "../../protocol/schemas/02-list-offsets.ts";
import type { EventId } from "../../trace/event.ts";
import { type FetchedRow, fetchedRow } from "./fetched-row.ts";
import type { Partition } from "./partition.ts";
import type { ReplicationQuota } from "./replication-quota.ts";

const FETCH_VERSION = 18;
const LIST_OFFSETS_VERSION = 11;
const SESSION_OVER: ReadonlySet<number> = new Set([
  ErrorCode.FETCH_SESSION_ID_NOT_FOUND,
  ErrorCode.INVALID_FETCH_SESSION_EPOCH,
]);
const LATEST = -1n;
const EARLIEST = -2n;

export interface FetcherHost {
  readonly brokerId: number;
  readonly ports: NodePorts;
  readonly config: BrokerConfig;
  brokerEpoch(): number;
  /** Null while the leader broker is not registered. */
  endpointOf(brokerId: number): { readonly host: string; readonly port: number } | null;
  diskFailed(error: DiskError): void;
  /** Something that cannot happen: the broker has to end. */
  crashed(error: unknown): void;
  /** Resolves when what the topic wants flushed at once is flushed; undefined when there is nothing. */
  flushed(partition: Partition): Promise<void> | undefined;
  readonly quota: ReplicationQuota;
  /** Resolves when there is room for more; undefined when that is now. */
  room(): Promise<void> | undefined;
}

interface Asked {
  readonly followed: Followed;
  readonly partition: Partition;
  readonly leaderEpoch: number;
  readonly fetchOffset: number;
}

type FetchedPartition = ResponseOf<typeof Fetch>["responses"][number]["partitions"][number];

const placeOf = (topicId: string, index: number): string => `${topicId}-${index}`;

interface Followed {
  /** How it was asked for last: as long as nothing changes, so it is asked for again. */
  row: FetchedRow | null;
  /** The partition is left alone before, after an error. */
  delayedUntilMs: number;
  /** As of the last fetch it had everything that is committed: then it is not throttled. */
  isInSync: boolean;
}

export class ReplicaFetcher {
  private readonly partitions = new Map<Partition, Followed>();
  private channel: Channel | null = null;
  private readonly session = new FetchSession();
  private running = false;
  private stopped = false;
  private wake: (() => void) | null = null;

  constructor(
    readonly leaderId: number,
    private readonly host: FetcherHost,
  ) {}

  get size(): number {
    return this.partitions.size;
  }

  add(partition: Partition): void {
    this.partitions.set(partition, { row: null, delayedUntilMs: 0, isInSync: false });
    this.wake?.();
    if (!this.running) void this.run().catch((error: unknown) => this.host.crashed(error));
  }

  remove(partition: Partition): void {
    this.partitions.delete(partition);
  }

  stop(): void {
    this.stopped = true;
    this.partitions.clear();
    this.channel?.close();
    this.wake?.();
  }

  private async run(): Promise<void> {
    this.running = true;
    while (!this.stopped && this.partitions.size > 0) {
      const asked = this.ready();
      if (asked.length === 0) {
        await this.sleep(this.untilNextReadyMs());
        continue;
      }
      const room = this.host.room();
      if (room !== undefined) {
        await room;
        continue;
      }
      try {
        await this.fetch(asked);
      } catch (error) {
        if (error instanceof DiskError) {
          this.host.diskFailed(error);
        } else if (isConnectionFailure(error)) {
          this.channel?.close();
          this.channel = null;
          this.session.failed();
          await this.sleep(this.host.config.number("replica.fetch.backoff.ms"));
        } else {
          throw error;
        }
      }
    }
    this.running = false;
    // A leader that leads nothing for this broker any more is not spoken to.
    this.channel?.close();
    this.channel = null;
  }

  private ready(): Asked[] {
    const nowMs = this.host.ports.clock.monotonicMs();
    const asked: Asked[] = [];
    for (const [partition, followed] of this.partitions) {
      if (followed.delayedUntilMs > nowMs || this.isThrottled(partition, followed)) continue;
      asked.push({
        followed,
        partition,
        leaderEpoch: partition.leaderEpoch,
        fetchOffset: partition.log.logEndOffset,
      });
    }
    return asked;
  }

  private isThrottled({ topic, index }: Partition, { isInSync }: Followed): boolean {
    const { quota } = this.host;
    return !isInSync && quota.isExceeded && quota.isThrottled(topic, index);
  }

  private untilNextReadyMs(): number {
    const nowMs = this.host.ports.clock.monotonicMs();
    const delays = [...this.partitions.values()].map(({ delayedUntilMs }) => delayedUntilMs - nowMs);
    const soonest = Math.min(...delays);
    // Nothing is delayed, so all of it is throttled.
    return soonest > 0 ? soonest : this.host.config.number("replica.fetch.backoff.ms");
  }

  private sleep(forMs: number): Promise<void> {
    if (this.stopped) return Promise.resolve();
    return new Promise((resume) => {
      const timer = this.host.ports.clock.setTimer(forMs, () => {
        this.wake = null;
        resume();
      });
      this.wake = () => {
        this.wake = null;
        timer.cancel();
        resume();
      };
    });
  }

  private delay(partition: Partition): void {
    const followed = this.partitions.get(partition);
    if (followed === undefined) return;
    const backoffMs = this.host.config.number("replica.fetch.backoff.ms");
    followed.delayedUntilMs = this.host.ports.clock.monotonicMs() + backoffMs;
  }

  private async connected(): Promise<Channel> {
    if (this.channel?.isOpen === true) return this.channel;
    const { ports, brokerId } = this.host;
    const endpoint = this.host.endpointOf(this.leaderId);
    const clientId = `broker-${brokerId}-fetcher-0`;
    const { host, port } = endpoint ?? { host: "", port: 0 };
    this.channel = await Channel.open(ports, host, port, clientId);
    return this.channel;
  }

  private async fetch(asked: readonly Asked[]): Promise<void> {
    const channel = await this.connected();
    const timeoutMs = this.host.config.number("replica.socket.timeout.ms");
    const { body, event } = await channel.request(Fetch, FETCH_VERSION, this.requestOf(asked), timeoutMs);
    if (this.stopped) return;
    this.session.answered(body.errorCode, body.sessionId);
    // A session that has ended is begun again at once.
    if (SESSION_OVER.has(body.errorCode)) return;
    if (body.errorCode !== ErrorCode.NONE) {
      for (const { partition } of asked) this.delay(partition);
      return;
    }
    if (body.responses.length === 0) return;
    const questions = new Map(asked.map((one) => [placeOf(one.partition.topicId, one.partition.index), one]));
    for (const { topicId, partitions } of body.responses) {
      for (const row of partitions) {
        const question = questions.get(placeOf(topicId, row.partitionIndex));
        if (question !== undefined) await this.take(question, row, event);
      }
    }
  }

  private requestOf(asked: readonly Asked[]): RequestInput<typeof Fetch> {
    const { brokerId, config } = this.host;
    const partitionMaxBytes = config.number("replica.fetch.max.bytes");
    const wanted = asked.map(({ followed, partition, leaderEpoch, fetchOffset: offset }) => {
      followed.row = fetchedRow(followed.row, partition, leaderEpoch, offset, partitionMaxBytes);
      return followed.row;
    });
    return {
      replicaState: { replicaId: brokerId, replicaEpoch: toLong(this.host.brokerEpoch()) },
      maxWaitMs: config.number("replica.fetch.wait.max.ms"),
      minBytes: config.number("replica.fetch.min.bytes"),
      maxBytes: config.number("replica.fetch.response.max.bytes"),
      ...this.session.build(wanted),
    };
  }

  /** True while the answer still fits: the partition may have got another leader, or been removed, since the question. */
  private fits({ partition, leaderEpoch, fetchOffset }: Asked): boolean {
    return (
      this.partitions.has(partition) &&
      partition.role === "follower" &&
      partition.leaderEpoch === leaderEpoch &&
      partition.log.logEndOffset === fetchOffset
    );
  }

  private async take(asked: Asked, row: FetchedPartition, cause: EventId): Promise<void> {
    if (!this.fits(asked)) return;
    const { partition } = asked;
    switch (row.errorCode) {
      case ErrorCode.NONE:
        return this.append(asked, row, cause);
      case ErrorCode.OFFSET_OUT_OF_RANGE:
        return this.findTheRange(asked, cause);
      default:
        this.delay(partition);
    }
  }

  private async append(asked: Asked, row: FetchedPartition, cause: EventId): Promise<void> {
    const { partition } = asked;
    const { epoch, endOffset } = row.divergingEpoch;
    if (epoch >= 0) {
      return this.truncate(asked, truncationOffset(partition, epoch, toNumber(endOffset)), cause);
    }
    try {
      if (row.records !== null && row.records.length > 0) partition.appendAsFollower(row.records, cause);
    } catch (error) {
      if (!(error instanceof AppendError)) throw error;
      const { topic, index } = partition;
      const { trace } = this.host.ports;
      trace.emit({ kind: "append-refused", topic, partition: index, error: error.message }, cause);
      this.delay(partition);
      return;
    }
    const leaderHighWatermark = toNumber(row.highWatermark);
    const { topic, index } = partition;
    const taken = row.records?.length ?? 0;
    if (taken > 0 && this.host.quota.isThrottled(topic, index)) this.host.quota.record(taken);
    const followed = this.partitions.get(partition);
    if (followed !== undefined) followed.isInSync = leaderHighWatermark <= partition.log.logEndOffset;
    partition.followHighWatermark(leaderHighWatermark, cause);
    partition.followLogStart(toNumber(row.logStartOffset));
    await this.host.flushed(partition);
  }

  /** Cuts only when it is known where: from a segment that must be read first more would go, committed records too. */
  private async truncate(asked: Asked, offset: number, cause: EventId): Promise<void> {
    const { partition } = asked;
    await partition.log.findPlace(offset);
    if (this.fits(asked)) partition.truncateTo(offset, cause);
  }

  /** This log ends behind the leader's, or before the leader's begins: go where the leader has something. */
  private async findTheRange(asked: Asked, cause: EventId): Promise<void> {
    const { partition } = asked;
    const leaderEnd = await this.offsetAtLeader(asked, LATEST);
    if (leaderEnd === null || !this.fits(asked)) return this.delay(partition);
    if (leaderEnd < asked.fetchOffset) return this.truncate(asked, leaderEnd, cause);
    const leaderStart = await this.offsetAtLeader(asked, EARLIEST);
    if (leaderStart === null || !this.fits(asked)) return this.delay(partition);
    if (leaderStart > asked.fetchOffset) partition.restartAt(leaderStart, cause);
  }

  private async offsetAtLeader(asked: Asked, timestamp: bigint): Promise<number | null> {
    const { partition, leaderEpoch } = asked;
    const channel = await this.connected();
    const row = { partitionIndex: partition.index, currentLeaderEpoch: leaderEpoch, timestamp };
    const body = {
      replicaId: this.host.brokerId,
      topics: [{ name: partition.topic, partitions: [row] }],
    };
    const timeoutMs = this.host.config.number("replica.socket.timeout.ms");
    const answer = await channel.request(ListOffsets, LIST_OFFSETS_VERSION, body, timeoutMs);
    const found = answer.body.topics[0]?.partitions[0];
    return found === undefined || found.errorCode !== ErrorCode.NONE ? null : toNumber(found.offset);
  }
}

/**
 * Where this log and the leader's part at the latest, given that the leader's `epoch` ended at `endOffset` (KIP-279).
 * If the leader's epoch is unknown here, the next fetch asks again from the epoch before.
 */
export function truncationOffset(partition: Partition, epoch: number, endOffset: number): number {
  const { log } = partition;
  const own = log.endOffsetForEpoch(epoch);
  const ownEnd = own.epoch < 0 ? endOffset : own.endOffset;
  return Math.min(ownEnd, endOffset, log.logEndOffset);
}
