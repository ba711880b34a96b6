// The throttle of a reassignment (KIP-73): replicas that are not in sync may not take more than a number of bytes a
// second, so that moving them does not starve what clients do. There is one for what this broker gives to followers and
// one for what it takes as a follower; topics say which of their replicas are throttled at all.
import type { BrokerConfig } from "../../config/broker-config.ts";
import type { Clock } from "../../ports/clock.ts";

export type QuotaSide = "leader" | "follower";

export interface QuotaHost {
  readonly brokerId: number;
  readonly clock: Clock;
  readonly config: BrokerConfig;
  /** What is set for the topic itself. */
  topicConfig(topic: string, name: string): string | undefined;
}

interface Sample {
  readonly startMs: number;
  bytes: number;
}

const ALL_REPLICAS = "*";
const SECOND_MS = 1000;

export class ReplicationQuota {
  private samples: Sample[] = [];

  constructor(
    private readonly side: QuotaSide,
    private readonly host: QuotaHost,
  ) {}

  /** Whether the topic lists this broker's replica: `*`, or `<partition>:<broker>` among others. */
  isThrottled(topic: string, partition: number): boolean {
    const listed = this.host.topicConfig(topic, `${this.side}.replication.throttled.replicas`)?.trim() ?? "";
    if (listed === "" || listed === ALL_REPLICAS) return listed === ALL_REPLICAS;
    return listed.split(",").some((entry) => entry.trim() === `${partition}:${this.host.brokerId}`);
  }

  get isExceeded(): boolean {
    if (this.samples.length === 0) return false;
    return this.bytesPerSecond() > this.host.config.number(`${this.side}.replication.throttled.rate`);
  }

  record(bytes: number): void {
    if (bytes === 0) return;
    const nowMs = this.host.clock.monotonicMs();
    const newest = this.samples.at(-1);
    if (newest !== undefined && nowMs - newest.startMs < this.windowMs) newest.bytes += bytes;
    else this.samples.push({ startMs: nowMs, bytes });
  }

  /** Over all windows that are kept; before there are so many, as if the others had been empty. */
  private bytesPerSecond(): number {
    const nowMs = this.host.clock.monotonicMs();
    const { windowMs } = this;
    const windows = this.host.config.number("replication.quota.window.num");
    this.samples = this.samples.filter(({ startMs }) => nowMs - startMs < windows * windowMs);
    const oldestMs = this.samples[0]?.startMs ?? nowMs;
    const bytes = this.samples.reduce((sum, sample) => sum + sample.bytes, 0);
    const elapsedMs = Math.max(nowMs - oldestMs, (windows - 1) * windowMs, 1);
    return (bytes * SECOND_MS) / elapsedMs;
  }

  private get windowMs(): number {
    return this.host.config.number("replication.quota.window.size.seconds") * SECOND_MS;
  }
}
