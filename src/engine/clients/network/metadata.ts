// Keeps a client's picture of the cluster fresh: asks when a topic is new, when something turned out to be wrong, and
// when the picture is old; never two questions at once, and not faster than the backoff allows.
import { ChannelError } from "../../net/channel.ts";
import type { Timer } from "../../ports/clock.ts";
import { ErrorCode } from "../../protocol/errors.ts";
import { Metadata as MetadataApi } from "../../protocol/schemas/03-metadata.ts";
import { type Backoff, exponentialBackoff } from "./backoff.ts";
import type { ClientContext } from "./client-context.ts";
import {
  type BrokerAddress,
  type Cluster,
  type LeaderHint,
  NO_CLUSTER,
  withLeaders,
  withMetadata,
  withoutTopics,
} from "./cluster.ts";
import type { NetworkClient } from "./network-client.ts";

export interface MetadataOptions {
  readonly allowAutoTopicCreation: boolean;
  /** The topics to ask for; null for all. */
  readonly topics: () => readonly string[] | null;
}

export class Metadata {
  private known: Cluster = NO_CLUSTER;
  private updates = 0;
  private readonly backoff: Backoff;
  private readonly maxAgeMs: number;
  private failures = 0;
  private lastAttemptMs = Number.NEGATIVE_INFINITY;
  private asking = false;
  private wanted = false;
  private timer: Timer | null = null;
  private closed = false;
  private readonly listeners: (() => void)[] = [];
  private waiters: (() => void)[] = [];

  constructor(
    private readonly context: ClientContext,
    private readonly network: NetworkClient,
    private readonly options: MetadataOptions,
  ) {
    const { config, ports } = context;
    this.backoff = exponentialBackoff(
      config.number("retry.backoff.ms"),
      config.number("retry.backoff.max.ms"),
      ports.rng,
    );
    this.maxAgeMs = config.number("metadata.max.age.ms");
  }

  get cluster(): Cluster {
    return this.known;
  }
  /** Grows with every answer. */
  get version(): number {
    return this.updates;
  }
  broker(id: number): BrokerAddress | undefined {
    return this.known.brokers.get(id);
  }
  onUpdate(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Asks for a fresh picture: at once for a new topic, otherwise when the backoff is over. */
  requestUpdate(atOnce = false): void {
    this.wanted = true;
    this.plan(atOnce ? 0 : this.allowedInMs());
  }

  /** Resolves after the next update, or after `timeoutMs`, whichever comes first. */
  nextUpdate(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.context.ports.clock.setTimer(timeoutMs, done);
      function done(): void {
        timer.cancel();
        resolve();
      }
      this.waiters.push(done);
    });
  }

  /** Takes over leaders that an error answer named (KIP-951). */
  learnLeaders(hints: readonly LeaderHint[], endpoints: readonly BrokerAddress[]): void {
    const before = this.known;
    this.known = withLeaders(before, hints, endpoints);
    if (this.known !== before) this.tell();
  }

  forgetTopics(wanted: (topic: string) => boolean): void {
    this.known = withoutTopics(this.known, wanted);
  }

  close(): void {
    this.closed = true;
    this.timer?.cancel();
    this.wake();
  }

  private allowedInMs(): number {
    const waitMs = this.lastAttemptMs + this.backoff(this.failures) - this.context.ports.clock.monotonicMs();
    return Math.max(0, waitMs);
  }

  private plan(delayMs: number): void {
    if (this.closed || this.asking) return;
    this.timer?.cancel();
    this.timer = this.context.ports.clock.setTimer(delayMs, () => void this.ask());
  }

  private async ask(): Promise<void> {
    if (this.asking || this.closed) return;
    this.asking = true;
    this.wanted = false;
    try {
      this.failures = (await this.askOnce()) ? 0 : this.failures + 1;
    } finally {
      this.asking = false;
      this.lastAttemptMs = this.context.ports.clock.monotonicMs();
    }
    this.plan(this.wanted ? this.allowedInMs() : this.maxAgeMs);
  }

  /** Whether an answer came. */
  private async askOnce(): Promise<boolean> {
    const { network, context } = this;
    const brokers = this.known.brokers.values();
    const connection = network.leastLoaded(brokers);
    if (connection === null) {
      this.wanted = true;
      return false;
    }
    const topics = this.options.topics();
    try {
      const { body } = await network.request(connection, MetadataApi, () => ({
        topics: topics === null ? null : topics.map((name) => ({ name })),
        allowAutoTopicCreation: this.options.allowAutoTopicCreation,
      }));
      if (body.errorCode !== ErrorCode.NONE || body.brokers.length === 0) {
        this.wanted = true;
        return false;
      }
      this.known = withMetadata(this.known, body, topics !== null);
      this.updates++;
      this.wanted ||= body.topics.some(isUnfinished);
      if (!this.closed) this.tell();
      this.wake();
      // An answer without news counts as a failure for the backoff: asking faster would not help.
      return !body.topics.some(isUnfinished);
    } catch (error) {
      if (error instanceof ChannelError)
        context.log("info", `Metadata could not be fetched: ${error.message}`);
      else context.log("error", String(error));
      this.wanted = true;
      return false;
    }
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }

  private wake(): void {
    const waiters = this.waiters;
    this.waiters = [];
    for (const waiter of waiters) waiter();
  }
}

/** The topic is being created, or a partition has no leader just now: ask again. */
function isUnfinished(topic: {
  readonly errorCode: number;
  readonly partitions: readonly { readonly errorCode: number }[];
}): boolean {
  const unfinished = (code: number): boolean =>
    code === ErrorCode.LEADER_NOT_AVAILABLE || code === ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
  return unfinished(topic.errorCode) || topic.partitions.some(({ errorCode }) => unfinished(errorCode));
}
