// The connections to the other nodes of the quorum: one each, opened when something is to be said. A request that the
// machine no longer waits for does not hold up the next one: its connection is given up.
import { Channel, isConnectionFailure } from "../net/channel.ts";
import type { ClientPorts } from "../ports/ports.ts";
import type { ApiSchema, RequestInput } from "../protocol/schema.ts";
import type { EventId } from "../trace/event.ts";
import type { RaftNodeAddress } from "./connections.ts";
import { eventOf, type RaftRequest, type RaftResponse } from "./effect.ts";

interface Peer {
  readonly address: RaftNodeAddress;
  channel: Channel | null;
  /** Connects that failed in a row. */
  failures: number;
}

/** Kafka's reconnect.backoff.ms and .max.ms. */
const RECONNECT_BACKOFF_MS = 50;
const RECONNECT_BACKOFF_MAX_MS = 1000;

export class Peers {
  private readonly peers = new Map<number, Peer>();
  private closed = false;

  constructor(
    private readonly ports: ClientPorts,
    private readonly clientId: string,
    private readonly requestTimeoutMs: number,
    private readonly onResponse: (response: RaftResponse) => void,
  ) {}

  send(request: RaftRequest): void {
    void this.exchange(request).then(
      (response) => {
        if (!this.closed) this.onResponse(response);
      },
      (error: unknown) => {
        throw error;
      },
    );
  }

  private async exchange({
    to,
    correlationId,
    api,
    version,
    body,
    cause,
  }: RaftRequest): Promise<RaftResponse> {
    const response = (answer: unknown, event: EventId | null): RaftResponse => ({
      from: to,
      correlationId,
      api,
      body: answer,
      event,
    });
    const peer = this.peerOf(to);
    try {
      const channel = await this.channelTo(peer);
      const input = body as RequestInput<ApiSchema>;
      const answer = await channel.request(api, version, input, this.requestTimeoutMs, eventOf(cause));
      return response(answer.body, answer.event);
    } catch (error) {
      if (!isConnectionFailure(error)) throw error;
      return response(null, null);
    }
  }

  private peerOf(to: RaftNodeAddress): Peer {
    const known = this.peers.get(to.id);
    if (known !== undefined && known.address.host === to.host && known.address.port === to.port) return known;
    known?.channel?.close();
    const peer: Peer = { address: to, channel: null, failures: 0 };
    this.peers.set(to.id, peer);
    return peer;
  }

  private async channelTo(peer: Peer): Promise<Channel> {
    const { channel, address } = peer;
    if (channel?.isOpen === true && channel.inFlight === 0) return channel;
    channel?.close();
    peer.channel = null;
    try {
      const opened = await Channel.open(this.ports, address.host, address.port, this.clientId);
      peer.failures = 0;
      if (this.closed) opened.close();
      else peer.channel = opened;
      return opened;
    } catch (error) {
      peer.failures++;
      await this.pause(Math.min(RECONNECT_BACKOFF_MS * 2 ** (peer.failures - 1), RECONNECT_BACKOFF_MAX_MS));
      throw error;
    }
  }

  private pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.ports.clock.setTimer(delayMs, resolve));
  }

  close(): void {
    this.closed = true;
    for (const { channel } of this.peers.values()) channel?.close();
  }
}
