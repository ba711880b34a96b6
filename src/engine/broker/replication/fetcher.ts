// A follower's side of replication: one loop per leader broker, which fetches all partitions that this broker follows
// there, and so tells the leader how far it has come. What is done with the answers is in fetch-answer.ts.
import { toLong, toNumber } from "../../base/long.ts";
import type { BrokerConfig } from "../../config/broker-config.ts";
import { Channel, isConnectionFailure } from "../../net/channel.ts";
import { FetchSession } from "../../net/fetch-session.ts";
import { DiskError } from "../../ports/disk.ts";
import type { NodePorts } from "../../ports/ports.ts";
import type { Trace } from "../../ports/trace.ts";
import { ErrorCode } from "../../protocol/errors.ts";
import type { RequestInput } from "../../protocol/schema.ts";
import { Fetch } from "../../protocol/schemas/01-fetch.ts";
import { ListOffsets } from "../../protocol/schemas/02-list-offsets.ts";
import { type AnswerHost, takeAnswer } from "./fetch-answer.ts";
import { fetchedRow } from "./fetched-row.ts";
import { type Followed, Following } from "./following.ts";
import type { Partition } from "./partition.ts";
import type { ReplicationQuota } from "./replication-quota.ts";

const FETCH_VERSION = 18;
const LIST_OFFSETS_VERSION = 11;
const SESSION_OVER: ReadonlySet<number> = new Set([
  ErrorCode.FETCH_SESSION_ID_NOT_FOUND,
  ErrorCode.INVALID_FETCH_SESSION_EPOCH,
]);

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

export class ReplicaFetcher implements AnswerHost {
  readonly trace: Trace;
  readonly quota: ReplicationQuota;
  private readonly following = new Following();
  private channel: Channel | null = null;
  private readonly session = new FetchSession();
  /** How many fetches there were. */
  private fetches = 0;
  private running = false;
  private stopped = false;
  private wake: (() => void) | null = null;

  constructor(
    readonly leaderId: number,
    private readonly host: FetcherHost,
  ) {
    this.trace = host.ports.trace;
    this.quota = host.quota;
  }

  get size(): number {
    return this.following.size;
  }

  add(partition: Partition): void {
    this.following.add(partition);
    this.wake?.();
    if (!this.running) void this.run().catch((error: unknown) => this.host.crashed(error));
  }

  remove(partition: Partition): void {
    this.following.remove(partition);
  }

  stop(): void {
    this.stopped = true;
    this.following.clear();
    this.channel?.close();
    this.wake?.();
  }

  private async run(): Promise<void> {
    this.running = true;
    while (!this.stopped && this.following.size > 0) {
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

  /** What may be asked for now, with the epoch and the place from where on. */
  private ready(): Followed[] {
    const nowMs = this.host.ports.clock.monotonicMs();
    const asked: Followed[] = [];
    for (const followed of this.following.all()) {
      if (followed.delayedUntilMs > nowMs || this.isThrottled(followed)) continue;
      followed.leaderEpoch = followed.partition.leaderEpoch;
      followed.fetchOffset = followed.partition.log.logEndOffset;
      asked.push(followed);
    }
    return asked;
  }

  private isThrottled({ partition, isInSync }: Followed): boolean {
    if (isInSync) return false;
    return this.quota.isExceeded && this.quota.isThrottled(partition.topic, partition.index);
  }

  private untilNextReadyMs(): number {
    const nowMs = this.host.ports.clock.monotonicMs();
    let soonest = Number.POSITIVE_INFINITY;
    for (const { delayedUntilMs } of this.following.all())
      soonest = Math.min(soonest, delayedUntilMs - nowMs);
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

  delay(followed: Followed): void {
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

  private async fetch(asked: readonly Followed[]): Promise<void> {
    const channel = await this.connected();
    const timeoutMs = this.host.config.number("replica.socket.timeout.ms");
    const { body, event } = await channel.request(Fetch, FETCH_VERSION, this.requestOf(asked), timeoutMs);
    if (this.stopped) return;
    this.session.answered(body.errorCode, body.sessionId);
    // A session that has ended is begun again at once.
    if (SESSION_OVER.has(body.errorCode)) return;
    if (body.errorCode !== ErrorCode.NONE) {
      for (const followed of asked) this.delay(followed);
      return;
    }
    for (const { topicId, partitions } of body.responses) {
      for (const row of partitions) {
        const followed = this.following.at(topicId, row.partitionIndex);
        if (followed?.askedIn !== this.fetches) continue;
        const taken = takeAnswer(this, followed, row, event);
        if (taken !== undefined) await taken;
      }
    }
  }

  private requestOf(asked: readonly Followed[]): RequestInput<typeof Fetch> {
    const { brokerId, config } = this.host;
    const partitionMaxBytes = config.number("replica.fetch.max.bytes");
    this.fetches++;
    const wanted = asked.map((followed) => {
      const { row, partition, leaderEpoch, fetchOffset } = followed;
      followed.askedIn = this.fetches;
      followed.row = fetchedRow(row, partition, leaderEpoch, fetchOffset, partitionMaxBytes);
      return followed.row;
    });
    const { sessionId, sessionEpoch, topics, forgottenTopicsData } = this.session.build(wanted);
    return {
      replicaState: { replicaId: brokerId, replicaEpoch: toLong(this.host.brokerEpoch()) },
      maxWaitMs: config.number("replica.fetch.wait.max.ms"),
      minBytes: config.number("replica.fetch.min.bytes"),
      maxBytes: config.number("replica.fetch.response.max.bytes"),
      sessionId,
      sessionEpoch,
      topics,
      forgottenTopicsData,
    };
  }

  fits({ partition, leaderEpoch, fetchOffset }: Followed): boolean {
    return (
      this.following.has(partition) &&
      partition.role === "follower" &&
      partition.leaderEpoch === leaderEpoch &&
      partition.log.logEndOffset === fetchOffset
    );
  }

  flushed(partition: Partition): Promise<void> | undefined {
    return this.host.flushed(partition);
  }

  async offsetAtLeader({ partition, leaderEpoch }: Followed, timestamp: bigint): Promise<number | null> {
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
