// The machine behind Admin: sends a request to a broker, repeats it while that may help, until default.api.timeout.ms.

import type { ClientSnapshot } from "../../inspect/snapshot.ts";
import { ChannelError } from "../../net/channel.ts";
import { ErrorCode, errorInfo } from "../../protocol/errors.ts";
import type { ApiSchema, RequestInput, ResponseOf } from "../../protocol/schema.ts";
import {
  ConfigException,
  exceptionOf,
  IllegalStateException,
  type KafkaException,
  TimeoutException,
} from "../api/exceptions.ts";
import type { TopicPartition } from "../api/topic-partition.ts";
import { bootstrapAddresses } from "../config/client-config.ts";
import { type FoundOffset, LeaderRequests } from "../consumer/leader-requests.ts";
import { lookUpOffsets } from "../consumer/offset-lookup.ts";
import { type Backoff, exponentialBackoff } from "../network/backoff.ts";
import { type ClientContext, delay } from "../network/client-context.ts";
import type { Cluster } from "../network/cluster.ts";
import type { Connection } from "../network/connection.ts";
import { Metadata } from "../network/metadata.ts";
import { NetworkClient } from "../network/network-client.ts";

/** Says of one part of an answer that the whole request should be repeated: not the controller, not yet there. */
export class Repeat extends Error {
  constructor(readonly errorCode: number) {
    super(errorInfo(errorCode).message);
  }
}

export class AdminClient {
  private readonly network: NetworkClient;
  private readonly metadata: Metadata;
  private readonly backoff: Backoff;
  private readonly apiTimeoutMs: number;
  readonly requestTimeoutMs: number;
  private readonly retries: number;
  private readonly startedMs: number;
  private readonly leaders: LeaderRequests;
  /** Topics whose leaders have to be known. */
  private readonly asked = new Set<string>();
  private underWay = 0;
  private closed = false;

  constructor(private readonly context: ClientContext) {
    const { config, ports } = context;
    this.startedMs = ports.clock.monotonicMs();
    this.apiTimeoutMs = config.number("default.api.timeout.ms");
    this.requestTimeoutMs = config.number("request.timeout.ms");
    this.retries = config.number("retries");
    this.backoff = exponentialBackoff(
      config.number("retry.backoff.ms"),
      config.number("retry.backoff.max.ms"),
      ports.rng,
    );
    const addresses = bootstrapAddresses(config);
    if (addresses.length === 0)
      throw new ConfigException("You must set either bootstrap.servers or bootstrap.controllers");
    this.network = new NetworkClient(context, addresses);
    this.metadata = new Metadata(context, this.network, {
      allowAutoTopicCreation: false,
      topics: () => [...this.asked],
    });
    this.leaders = new LeaderRequests(context, this.network, this.metadata, 0);
  }

  get cluster(): Cluster {
    return this.metadata.cluster;
  }

  /** Asks any broker; a broker passes on what only the controller can do. `read` may throw Repeat. */
  call<A extends ApiSchema, R>(
    api: A,
    body: (version: number) => RequestInput<A>,
    read: (answer: ResponseOf<A>) => R,
    timeoutMs = this.apiTimeoutMs,
  ): Promise<R> {
    return this.repeated(
      api.name,
      () => this.network.leastLoaded(this.metadata.cluster.brokers.values()),
      async (connection) => read((await this.network.request(connection, api, body)).body),
      timeoutMs,
    );
  }

  /** Asks one broker, which the metadata must know: see `brokers()`. */
  callBroker<A extends ApiSchema, R>(
    broker: number,
    api: A,
    body: (version: number) => RequestInput<A>,
    read: (answer: ResponseOf<A>) => R,
    timeoutMs = this.apiTimeoutMs,
  ): Promise<R> {
    return this.repeated(
      api.name,
      () => {
        const address = this.metadata.broker(broker);
        if (address === undefined) this.metadata.requestUpdate();
        return address === undefined ? null : this.network.connection(address);
      },
      async (connection) => read((await this.network.request(connection, api, body)).body),
      timeoutMs,
    );
  }

  /** Whether brokers offer an API at all. */
  async offers(api: ApiSchema): Promise<boolean> {
    return this.repeated(
      api.name,
      () => this.network.leastLoaded(this.metadata.cluster.brokers.values()),
      async (connection) => {
        await connection.ready();
        return connection.versionOrNull(api) !== null;
      },
      this.apiTimeoutMs,
    );
  }

  private async repeated<R>(
    what: string,
    choose: () => Connection | null,
    attempt: (connection: Connection) => Promise<R>,
    timeoutMs: number,
  ): Promise<R> {
    if (this.closed) throw new IllegalStateException("Cannot accept new calls when AdminClient is closing.");
    const { clock } = this.context.ports;
    const deadlineMs = clock.monotonicMs() + timeoutMs;
    let last: Error | null = null;
    this.underWay++;
    try {
      for (let failures = 0; failures <= this.retries; failures++) {
        const connection = choose();
        if (connection !== null) {
          const leftMs = Math.max(0, deadlineMs - clock.monotonicMs());
          try {
            const late = delay(this.context, leftMs).then(() =>
              Promise.reject(timedOut(what, timeoutMs, last)),
            );
            const result = attempt(connection);
            // Whichever loses the race must not count as unhandled.
            late.catch(() => undefined);
            return await Promise.race([result, late]);
          } catch (error) {
            if (!mayRepeat(error)) throw error;
            last = error instanceof Repeat ? exceptionOf(error.errorCode) : (error as Error);
            this.metadata.requestUpdate();
          }
        }
        const waitMs = this.backoff(failures);
        if (clock.monotonicMs() + waitMs >= deadlineMs) throw timedOut(what, timeoutMs, last);
        await delay(this.context, waitMs);
        if (this.closed) throw new TimeoutException("The AdminClient thread has exited.");
      }
      throw last ?? timedOut(what, timeoutMs, null);
    } finally {
      this.underWay--;
    }
  }

  /** Lets the addresses of the brokers be known. */
  async brokers(): Promise<Cluster> {
    const { clock } = this.context.ports;
    const deadlineMs = clock.monotonicMs() + this.apiTimeoutMs;
    while (this.metadata.version === 0) {
      const leftMs = deadlineMs - clock.monotonicMs();
      if (leftMs <= 0) throw timedOut("Metadata", this.apiTimeoutMs, null);
      this.metadata.requestUpdate();
      await this.metadata.nextUpdate(leftMs);
    }
    return this.metadata.cluster;
  }

  /** Looks timestamps up at the leaders; an answer or an error for each partition. Rejects with TimeoutException. */
  offsets(wanted: ReadonlyMap<TopicPartition, number>): Promise<Map<TopicPartition, FoundOffset>> {
    for (const at of wanted.keys()) this.asked.add(at.topic());
    const { context, metadata, leaders: requests, backoff, requestTimeoutMs, apiTimeoutMs } = this;
    const check = (): void => {
      if (this.closed)
        throw new IllegalStateException("Cannot accept new calls when AdminClient is closing.");
    };
    return lookUpOffsets(
      { context, metadata, requests, backoff, requestTimeoutMs, check },
      wanted,
      apiTimeoutMs,
      () => timedOut("ListOffsets", apiTimeoutMs, null),
    );
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.metadata.close();
    this.network.close();
    this.context.ports.trace.emit({ kind: "client-closed" });
  }

  snapshot(): ClientSnapshot {
    return {
      name: this.context.clientId,
      role: "admin",
      config: this.context.config.shown(),
      bufferedRecords: 0,
      inFlightRequests: this.underWay,
      ackedRecords: 0,
      failedRecords: 0,
      polledRecords: 0,
      sinceMs: this.startedMs,
    };
  }
}

function mayRepeat(error: unknown): boolean {
  return error instanceof Repeat || error instanceof ChannelError;
}

function timedOut(what: string, timeoutMs: number, cause: Error | null): TimeoutException {
  const waitedFor = `Timed out waiting for a node assignment or an answer. Call: ${what}, after ${timeoutMs} ms.`;
  return new TimeoutException(waitedFor, cause ?? undefined);
}

/** Throws Repeat for an error that another attempt at the whole request may mend. */
export function repeatIfBusy(errorCode: number): void {
  switch (errorCode) {
    case ErrorCode.NOT_CONTROLLER:
    case ErrorCode.COORDINATOR_LOAD_IN_PROGRESS:
    case ErrorCode.THROTTLING_QUOTA_EXCEEDED:
    case ErrorCode.NETWORK_EXCEPTION:
      throw new Repeat(errorCode);
  }
}

/** Null for NONE. */
export function errorOf(errorCode: number, message: string | null = null): KafkaException | null {
  return errorCode === ErrorCode.NONE ? null : exceptionOf(errorCode, message);
}
