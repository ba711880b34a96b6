// The answering end of connections: frames in, one request of a connection at a time, answers out in order.
// Quirks that real clients rely on stand in facts of the protocol: unknown keys and versions close the connection,
// except for ApiVersions (KIP-511).
import { ByteReader } from "../base/bytes.ts";
import type { Listener, Socket } from "../ports/network.ts";
import type { ClientPorts } from "../ports/ports.ts";
import { DecodeError } from "../protocol/codec.ts";
import { ErrorCode } from "../protocol/errors.ts";
import { FrameSizeError, FrameSplitter } from "../protocol/frame-splitter.ts";
import {
  decodeRequestBody,
  decodeRequestHeader,
  encodeResponse,
  supportsVersion,
} from "../protocol/frames.ts";
import type { ApiSchema, RequestOf, ResponseInput } from "../protocol/schema.ts";
import { ApiVersions } from "../protocol/schemas/18-api-versions.ts";
import type { EventId } from "../trace/event.ts";

/** What a handler knows of the request beside its body. */
export interface RequestContext {
  readonly apiVersion: number;
  readonly correlationId: number;
  readonly clientId: string | null;
  /** `host:port` of the caller, and an id of its connection that is unique in this node's life. */
  readonly peer: string;
  readonly connectionId: number;
  /** `User:ANONYMOUS` on a plain listener. */
  readonly principal: string;
  /** The trace event of the request's arrival: the cause of all that follows. */
  readonly event: EventId;
  /** Size of the frame's body, for quotas and the trace. */
  readonly sizeBytes: number;
}

/** An answer; `null` for none (acks=0); CLOSE when the client can only learn of the error by losing its connection. */
export const CLOSE_CONNECTION = Symbol("close connection");
export type HandlerResult<A extends ApiSchema> = ResponseInput<A> | null | typeof CLOSE_CONNECTION;

/** One API of a node: a folder with schema, handler and test. ApiVersions derives from the registry of these. */
export interface ApiHandler<A extends ApiSchema = ApiSchema> {
  readonly api: A;
  /** May throw: the caller then gets UNKNOWN_SERVER_ERROR through `onError`, or loses the connection without one. */
  handle(request: RequestOf<A>, context: RequestContext): HandlerResult<A> | Promise<HandlerResult<A>>;
  /** The answer that carries `errorCode`, for a handler that threw. */
  onError?(request: RequestOf<A>, errorCode: number, message: string, apiVersion: number): ResponseInput<A>;
}

export type ApiRegistry = ReadonlyMap<number, ApiHandler>;

export function registryOf(handlers: readonly ApiHandler[]): ApiRegistry {
  return new Map(handlers.map((handler) => [handler.api.key, handler]));
}

/** Lets a typed handler stand in a list of handlers of all kinds. */
export function apiHandler<A extends ApiSchema>(handler: ApiHandler<A>): ApiHandler {
  return handler as unknown as ApiHandler;
}

export interface ServerOptions {
  readonly host: string;
  readonly port: number;
  readonly maxRequestBytes: number;
  readonly registry: ApiRegistry;
}

interface QueuedFrame {
  readonly frame: Uint8Array;
  readonly cause: EventId | null;
}

/** Frames of one connection that may wait, and their bytes, before its socket is paused. */
const MAX_QUEUED_FRAMES = 64;
const MAX_QUEUED_BYTES = 1 << 20;

export class RequestServer {
  private listener: Listener | null = null;
  private readonly connections = new Set<Connection>();
  private nextConnectionId = 0;

  constructor(
    private readonly ports: ClientPorts,
    private readonly options: ServerOptions,
  ) {}

  get connectionCount(): number {
    return this.connections.size;
  }

  /** Rejects with ConnectError when the port is taken. */
  async start(): Promise<void> {
    const { host, port } = this.options;
    this.listener = await this.ports.network.listen(host, port, (socket) => {
      const connection = new Connection(this.nextConnectionId++, socket, this.ports, this.options, () => {
        this.connections.delete(connection);
      });
      this.connections.add(connection);
    });
  }

  stop(): void {
    this.listener?.close();
    this.listener = null;
    for (const connection of this.connections) connection.close("the node stops");
    this.connections.clear();
  }
}

class Connection {
  private readonly queue: QueuedFrame[] = [];
  private queuedBytes = 0;
  private busy = false;
  private closed = false;
  private dataCause: EventId | null = null;

  constructor(
    private readonly id: number,
    private readonly socket: Socket,
    private readonly ports: ClientPorts,
    private readonly options: ServerOptions,
    private readonly onClosed: () => void,
  ) {
    const splitter = new FrameSplitter(options.maxRequestBytes, (frame) => this.enqueue(frame));
    socket.onData = (bytes, cause) => {
      if (this.closed) return;
      this.dataCause = cause;
      try {
        splitter.push(bytes);
      } catch (error) {
        if (!(error instanceof FrameSizeError)) throw error;
        this.close(error.message);
      }
    };
    socket.onClose = () => this.ended("the peer closed the connection");
  }

  close(reason: string): void {
    if (this.closed) return;
    this.socket.close();
    this.ended(reason);
  }

  private ended(reason: string): void {
    if (this.closed) return;
    this.closed = true;
    this.queue.length = 0;
    this.queuedBytes = 0;
    this.ports.trace.emit({ kind: "connection-closed", peer: this.socket.peer, reason });
    this.onClosed();
  }

  private enqueue(frame: Uint8Array): void {
    this.queue.push({ frame, cause: this.dataCause });
    this.queuedBytes += frame.length;
    if (this.queue.length > MAX_QUEUED_FRAMES || this.queuedBytes > MAX_QUEUED_BYTES) this.socket.pause();
    if (!this.busy) this.drain();
  }

  /** Serves what waits, one after the other; goes on later when an answer, or the client, needs time. */
  private drain(): void {
    this.busy = true;
    for (let next = this.queue.shift(); next !== undefined; next = this.queue.shift()) {
      this.queuedBytes -= next.frame.length;
      const answered = this.serve(next);
      if (answered !== undefined) return void answered.then(() => this.served());
      if (!this.takesMore()) return;
    }
    this.busy = false;
  }

  private served(): void {
    if (this.takesMore()) this.drain();
  }

  /** Nothing more is done for a client that does not take its answers: false when it is gone, or has to catch up. */
  private takesMore(): boolean {
    const drained = this.socket.drained?.();
    if (drained !== undefined) {
      void drained.then(() => this.served());
      return false;
    }
    if (this.closed) return false;
    if (this.queue.length <= MAX_QUEUED_FRAMES / 2 && this.queuedBytes <= MAX_QUEUED_BYTES / 2)
      this.socket.resume();
    return true;
  }

  /** Answers one frame; a promise only when the handler needs time, so that the common case stays synchronous. */
  private serve({ frame, cause }: QueuedFrame): Promise<void> | undefined {
    const { registry } = this.options;
    try {
      const header = decodeRequestHeader(frame, (key) => registry.get(key)?.api);
      if (header === null) {
        this.close(`no such API key: ${new ByteReader(frame).int16()}`);
        return undefined;
      }
      const handler = registry.get(header.apiKey)!;
      const { apiVersion, correlationId, clientId } = header;
      const { peer } = this.socket;
      const event = this.ports.trace.emit(
        {
          kind: "request-received",
          peer,
          clientId,
          api: handler.api.name,
          version: apiVersion,
          correlationId,
          bytes: frame.length + 4,
        },
        cause,
      );
      if (!supportsVersion(handler.api, apiVersion)) {
        this.refuseVersion(handler.api, apiVersion, correlationId, event);
        return undefined;
      }
      const request = decodeRequestBody(handler.api, apiVersion, header.body);
      const context: RequestContext = {
        apiVersion,
        correlationId,
        clientId,
        peer,
        connectionId: this.id,
        principal: "User:ANONYMOUS",
        event,
        sizeBytes: frame.length,
      };
      return this.run(handler, request, context);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      this.close(error.message);
      return undefined;
    }
  }

  private run(
    handler: ApiHandler,
    request: RequestOf<ApiSchema>,
    context: RequestContext,
  ): Promise<void> | undefined {
    const failed = (error: unknown): void => this.answerError(handler, request, context, error);
    try {
      const result = handler.handle(request, context);
      if (result instanceof Promise)
        return result.then((body) => this.answer(handler.api, context, body)).catch(failed);
      this.answer(handler.api, context, result);
    } catch (error) {
      failed(error);
    }
    return undefined;
  }

  private answerError(
    handler: ApiHandler,
    request: RequestOf<ApiSchema>,
    context: RequestContext,
    error: unknown,
  ): void {
    const message = error instanceof Error ? error.message : String(error);
    if (handler.onError === undefined) return this.close(`${handler.api.name} failed: ${message}`);
    const code = ErrorCode.UNKNOWN_SERVER_ERROR;
    this.answer(handler.api, context, handler.onError(request, code, message, context.apiVersion));
  }

  private answer(api: ApiSchema, context: RequestContext, body: HandlerResult<ApiSchema>): void {
    if (body === null || this.closed) return;
    if (body === CLOSE_CONNECTION) return this.close(`${api.name} has no way to carry its error`);
    this.reply(api, encodeResponse(api, context.apiVersion, context.correlationId, body), context);
  }

  private reply(
    api: ApiSchema,
    frame: Uint8Array,
    context: Pick<RequestContext, "correlationId" | "event">,
  ): void {
    const { peer } = this.socket;
    const event = this.ports.trace.emit(
      {
        kind: "response-sent",
        peer,
        api: api.name,
        correlationId: context.correlationId,
        bytes: frame.length,
      },
      context.event,
    );
    this.socket.send(frame, event);
  }

  /** Only ApiVersions may answer a version that it does not know: with its v0 body and its own range (KIP-511). */
  private refuseVersion(api: ApiSchema, version: number, correlationId: number, event: EventId): void {
    if (api.key !== ApiVersions.key) return this.close(`${api.name} has no version ${version}`);
    const body = {
      errorCode: ErrorCode.UNSUPPORTED_VERSION,
      apiKeys: [{ apiKey: ApiVersions.key, minVersion: 0, maxVersion: 4 }],
    };
    this.reply(api, encodeResponse(ApiVersions, 0, correlationId, body), { correlationId, event });
  }
}
