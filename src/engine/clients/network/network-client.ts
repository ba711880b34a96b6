// All connections of one client: to the brokers by id, and to the bootstrap addresses while no broker is known.

import { randomBelow } from "../../base/random.ts";
import type { Answer } from "../../net/channel.ts";
import type { ApiSchema, RequestInput } from "../../protocol/schema.ts";
import type { HostAndPort } from "../config/client-config.ts";
import { exponentialBackoff } from "./backoff.ts";
import type { ClientContext } from "./client-context.ts";
import type { BrokerAddress } from "./cluster.ts";
import { Connection, type ConnectionSettings } from "./connection.ts";

export interface RequestOptions {
  readonly timeoutMs?: number;
  /** The highest version to use. */
  readonly maxVersion?: number;
}

export class NetworkClient {
  private readonly settings: ConnectionSettings;
  private readonly bootstrap: readonly Connection[];
  private readonly byId = new Map<number, Connection>();
  private closed = false;
  private readonly listeners: ((connection: Connection, lost: boolean) => void)[] = [];

  constructor(
    private readonly context: ClientContext,
    addresses: readonly HostAndPort[],
  ) {
    const { config, ports, clientId } = context;
    this.settings = {
      clientId,
      requestTimeoutMs: config.number("request.timeout.ms"),
      connectTimeoutMs: config.number("socket.connection.setup.timeout.ms"),
      reconnectBackoff: exponentialBackoff(
        config.number("reconnect.backoff.ms"),
        config.number("reconnect.backoff.max.ms"),
        ports.rng,
      ),
    };
    this.bootstrap = addresses.map(({ host, port }) => this.open(host, port, "bootstrap"));
  }

  /** Told of every connection that became ready or was lost. */
  onChange(listener: (connection: Connection, lost: boolean) => void): void {
    this.listeners.push(listener);
  }

  /** The connection to a broker, whether it stands or not. */
  connection(broker: BrokerAddress): Connection {
    const known = this.byId.get(broker.id);
    if (known !== undefined && known.host === broker.host && known.port === broker.port) return known;
    known?.close();
    const connection = this.open(broker.host, broker.port, `node ${broker.id}`);
    if (this.closed) connection.close();
    this.byId.set(broker.id, connection);
    return connection;
  }

  /**
   * Where to ask what any broker can answer: the one with the least to do, connected ones first. When no known broker
   * can be reached the bootstrap addresses serve again (KIP-899). Null: wait, all have just failed.
   */
  leastLoaded(brokers: Iterable<BrokerAddress>): Connection | null {
    const known = [...brokers].map((broker) => this.connection(broker));
    return this.best(known) ?? this.best(this.bootstrap);
  }

  /** How long until some connection may be tried again. */
  shortestWaitMs(brokers: Iterable<BrokerAddress>): number {
    const all = [...[...brokers].map((broker) => this.connection(broker)), ...this.bootstrap];
    return Math.min(...all.map((connection) => connection.waitMs));
  }

  /** Connects if need be, picks the version, asks. Rejects with ChannelError or UnsupportedVersionException. */
  async request<A extends ApiSchema>(
    connection: Connection,
    api: A,
    body: (version: number) => RequestInput<A>,
    options: RequestOptions = {},
  ): Promise<Answer<A>> {
    await connection.ready();
    const version = connection.versionOf(api, options.maxVersion);
    return connection.request(api, version, body(version), options.timeoutMs);
  }

  get inFlight(): number {
    let total = 0;
    for (const connection of this.byId.values()) total += connection.inFlight;
    for (const connection of this.bootstrap) total += connection.inFlight;
    return total;
  }

  close(): void {
    this.closed = true;
    for (const connection of this.byId.values()) connection.close();
    for (const connection of this.bootstrap) connection.close();
  }

  private open(host: string, port: number, role: string): Connection {
    return new Connection(host, port, this.context.ports, this.settings, (connection, lost) => {
      if (lost)
        this.context.log(
          "warn",
          `Connection to ${role} (${host}:${port}) was lost or could not be established.`,
        );
      for (const listener of this.listeners) listener(connection, lost);
    });
  }

  private best(connections: readonly Connection[]): Connection | null {
    if (connections.length === 0) return null;
    const start = randomBelow(this.context.ports.rng, connections.length);
    let best: Connection | null = null;
    for (let i = 0; i < connections.length; i++) {
      const connection = connections[(start + i) % connections.length]!;
      if (connection.isBackingOff) continue;
      if (best === null || rank(connection) < rank(best)) best = connection;
    }
    return best;
  }
}

/** A standing connection comes before one that has to be opened. */
function rank(connection: Connection): number {
  return connection.isReady ? connection.inFlight : 1_000_000;
}
