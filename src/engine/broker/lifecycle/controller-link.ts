// The broker's connection to whoever is the active controller now: heartbeats, ISR changes and forwarded requests go
// over it. When the controller moves, the next request finds the new one.
import { type Answer, Channel, ChannelError, isConnectionFailure } from "../../net/channel.ts";
import type { NodePorts } from "../../ports/ports.ts";
import { ErrorCode } from "../../protocol/errors.ts";
import type { ApiSchema, RequestInput } from "../../protocol/schema.ts";
import type { EventId } from "../../trace/event.ts";

export interface ControllerAddress {
  readonly id: number;
  readonly host: string;
  readonly port: number;
}

/** Of whom the metadata log is fetched: null while no leader of the quorum is known. */
export type ActiveController = () => ControllerAddress | null;

/** How long to wait before another controller is tried: Kafka's request client backs off so. */
const RETRY_BACKOFF_MS = 50;

export class ControllerLink {
  private channel: Channel | null = null;
  private opening: Promise<Channel> | null = null;
  private address: ControllerAddress | null = null;
  private closed = false;

  constructor(
    private readonly ports: NodePorts,
    private readonly active: ActiveController,
    private readonly clientId: string,
  ) {}

  /** One attempt. Rejects with ChannelError or ConnectError. */
  async request<A extends ApiSchema>(
    api: A,
    version: number,
    body: RequestInput<A>,
    timeoutMs: number,
    cause: EventId | null = null,
  ): Promise<Answer<A>> {
    const channel = await this.connect();
    return channel.request(api, version, body, timeoutMs, cause);
  }

  /**
   * Attempts until an answer comes that is not NOT_CONTROLLER, or `timeoutMs` is over; then rejects with a timeout.
   * What a lost connection had carried may have been done: ask only what may be asked twice.
   */
  async requestUntil<A extends ApiSchema>(
    api: A,
    version: number,
    body: RequestInput<A>,
    timeoutMs: number,
    errorOf: (answer: Answer<A>) => number,
    cause: EventId | null = null,
  ): Promise<Answer<A>> {
    const { clock } = this.ports;
    const deadlineMs = clock.monotonicMs() + timeoutMs;
    for (;;) {
      const leftMs = deadlineMs - clock.monotonicMs();
      if (leftMs <= 0 || this.closed)
        throw new ChannelError("timeout", `no controller answered ${api.name} within ${timeoutMs} ms`);
      try {
        const answer = await this.request(api, version, body, leftMs, cause);
        if (errorOf(answer) !== ErrorCode.NOT_CONTROLLER) return answer;
        this.forget();
      } catch (error) {
        if (!isConnectionFailure(error)) throw error;
      }
      await new Promise<void>((resume) => clock.setTimer(RETRY_BACKOFF_MS, resume));
    }
  }

  /** The controller said that it is not the active one: look again. */
  forget(): void {
    this.channel?.close();
    this.channel = null;
    this.address = null;
    this.opening = null;
  }

  close(): void {
    this.closed = true;
    this.forget();
  }

  private async connect(): Promise<Channel> {
    const active = this.active();
    if (this.closed || active === null)
      throw new ChannelError("disconnected", "no active controller is known");
    const same =
      this.address !== null &&
      this.address.id === active.id &&
      this.address.host === active.host &&
      this.address.port === active.port;
    if (!same) {
      this.forget();
      this.address = active;
    }
    if (this.channel?.isOpen === true) return this.channel;
    this.opening ??= this.open(this.address ?? active);
    return this.opening;
  }

  /** `address` is the very object in this.address, by which it is seen whether the connection is still wanted. */
  private async open(address: ControllerAddress): Promise<Channel> {
    try {
      const channel = await Channel.open(this.ports, address.host, address.port, this.clientId);
      if (this.address !== address || this.closed) {
        channel.close();
        throw new ChannelError("disconnected", "the controller moved meanwhile");
      }
      this.channel = channel;
      return channel;
    } finally {
      if (this.address === address) this.opening = null;
    }
  }
}
