// The calling end of a connection: requests out, answers back to whoever asked. Used by client libraries and by nodes
// that call each other.

import type { Timer } from "../ports/clock.ts";
import { ConnectError, type Network, type Socket } from "../ports/network.ts";
import type { ClientPorts } from "../ports/ports.ts";
import { FrameSplitter } from "../protocol/frame-splitter.ts";
import { decodeResponse, encodeRequest, responseCorrelationId } from "../protocol/frames.ts";
import type { ApiSchema, RequestInput, ResponseOf } from "../protocol/schema.ts";
import type { EventId } from "../trace/event.ts";

/** Why a request has no answer. Kafka's clients call all of these a DisconnectException or a TimeoutException. */
export class ChannelError extends Error {
  override readonly name = "ChannelError";
  constructor(
    readonly kind: "disconnected" | "timeout" | "malformed",
    message: string,
  ) {
    super(message);
  }
}

export interface Answer<A extends ApiSchema> {
  readonly body: ResponseOf<A>;
  /** The trace event of its arrival. */
  readonly event: EventId;
}

interface Pending {
  readonly correlationId: number;
  readonly api: ApiSchema;
  readonly version: number;
  readonly timer: Timer;
  readonly resolve: (answer: Answer<ApiSchema>) => void;
  readonly reject: (error: ChannelError) => void;
}

/** An answer may carry whole fetches; its length is the sender's affair, within reason. */
const MAX_RESPONSE_BYTES = 0x7fff_ffff;

/** One open connection. Requests may be pipelined; answers come in their order. */
export class Channel {
  /** In the order of asking, which is that of the answers. */
  private pending: Pending[] = [];
  private nextCorrelationId = 0;
  private closed = false;
  private readonly splitter = new FrameSplitter(MAX_RESPONSE_BYTES, (frame) => this.receive(frame));
  private dataCause: EventId | null = null;
  /** Called once when the other end goes away, not when this end closes. */
  onDisconnect: (() => void) | null = null;

  constructor(
    private readonly socket: Socket,
    private readonly ports: Pick<ClientPorts, "clock" | "trace">,
    readonly clientId: string | null,
  ) {
    socket.onData = (bytes, cause) => {
      this.dataCause = cause;
      try {
        this.splitter.push(bytes);
      } catch (error) {
        this.fail("malformed", (error as Error).message);
      }
    };
    socket.onClose = () => this.fail("disconnected", `${socket.peer} closed the connection`);
  }

  static async open(
    ports: Pick<ClientPorts, "clock" | "trace"> & { readonly network: Network },
    host: string,
    port: number,
    clientId: string | null,
  ): Promise<Channel> {
    return new Channel(await ports.network.connect(host, port), ports, clientId);
  }

  get peer(): string {
    return this.socket.peer;
  }
  get isOpen(): boolean {
    return !this.closed;
  }
  get inFlight(): number {
    return this.pending.length;
  }

  /** Sends a request and waits for its answer. Rejects with ChannelError. */
  request<A extends ApiSchema>(
    api: A,
    version: number,
    body: RequestInput<A>,
    timeoutMs: number,
    cause: EventId | null = null,
  ): Promise<Answer<A>> {
    if (this.closed) return Promise.reject(new ChannelError("disconnected", `${this.peer} is not connected`));
    const correlationId = this.write(api, version, body, cause);
    return new Promise<Answer<A>>((resolve, reject) => {
      const timer = this.ports.clock.setTimer(timeoutMs, () => {
        // Kafka's clients close the connection: later answers could no longer be told apart from lost ones.
        this.fail("timeout", `${this.peer} did not answer ${api.name} within ${timeoutMs} ms`);
      });
      const settle = resolve as (answer: Answer<ApiSchema>) => void;
      this.pending.push({ correlationId, api, version, timer, resolve: settle, reject });
    });
  }

  /** Sends a request that has no answer: Produce with acks=0. */
  send<A extends ApiSchema>(
    api: A,
    version: number,
    body: RequestInput<A>,
    cause: EventId | null = null,
  ): void {
    if (this.closed) throw new ChannelError("disconnected", `${this.peer} is not connected`);
    this.write(api, version, body, cause);
  }

  close(): void {
    if (this.closed) return;
    this.socket.close();
    this.settle("disconnected", "the connection was closed on this side");
  }

  private write<A extends ApiSchema>(
    api: A,
    version: number,
    body: RequestInput<A>,
    cause: EventId | null,
  ): number {
    const correlationId = this.nextCorrelationId;
    this.nextCorrelationId = (correlationId + 1) & 0x7fff_ffff;
    const frame = encodeRequest(api, version, correlationId, this.clientId, body);
    const { name } = api;
    const bytes = frame.length;
    const event = this.ports.trace.emit(
      { kind: "request-sent", peer: this.peer, api: name, version, correlationId, bytes },
      cause,
    );
    this.socket.send(frame, event);
    return correlationId;
  }

  private receive(frame: Uint8Array): void {
    if (this.closed) return;
    const correlationId = frame.length >= 4 ? responseCorrelationId(frame) : -1;
    const pending = this.pending[0];
    if (pending?.correlationId !== correlationId) {
      const next = pending === undefined ? "none" : pending.correlationId;
      this.fail(
        "malformed",
        `${this.peer} answered with correlation id ${correlationId}; the next answer due is ${next}`,
      );
      return;
    }
    this.pending.shift();
    pending.timer.cancel();
    const { api, version } = pending;
    const event = this.ports.trace.emit(
      { kind: "response-received", peer: this.peer, api: api.name, correlationId, bytes: frame.length + 4 },
      this.dataCause,
    );
    try {
      pending.resolve({ body: decodeResponse(api, version, frame), event });
    } catch (error) {
      pending.reject(new ChannelError("malformed", (error as Error).message));
      this.fail("malformed", (error as Error).message);
    }
  }

  private fail(kind: ChannelError["kind"], message: string): void {
    if (this.closed) return;
    this.socket.close();
    this.settle(kind, message);
    this.onDisconnect?.();
  }

  private settle(kind: ChannelError["kind"], message: string): void {
    this.closed = true;
    const waiting = this.pending;
    this.pending = [];
    for (const { timer, reject } of waiting) {
      timer.cancel();
      reject(new ChannelError(kind, message));
    }
  }
}

/** A failed connect is as good as a connection that broke at once. */
export function isConnectionFailure(error: unknown): boolean {
  return error instanceof ChannelError || error instanceof ConnectError;
}
