// Byte streams between addresses, in order and reliable while they last. What flows over them is Kafka frames; a host
// may deliver them cut anywhere (protocol/frame-splitter.ts joins them).
import type { EventId } from "../trace/event.ts";

export type ConnectErrorKind = "refused" | "unreachable" | "closed";

/** Nobody listens there, or the way is cut. */
export class ConnectError extends Error {
  override readonly name = "ConnectError";
  constructor(
    readonly kind: ConnectErrorKind,
    message: string,
  ) {
    super(message);
  }
}

/** `cause` is the trace event that sent the bytes, where the host can carry it along (TCP cannot). */
export type DataListener = (bytes: Uint8Array, cause: EventId | null) => void;

export interface Socket {
  /** Of the other end, `host:port`, for people to read. */
  readonly peer: string;
  /** Gives `bytes` away: the buffer may be transferred, so neither read nor write it afterwards. */
  send(bytes: Uint8Array, cause?: EventId | null): void;
  /** Closes both directions. onClose is not called on this end. */
  close(): void;
  /** Stops delivering data; what arrives meanwhile waits (the muted channel of a Kafka broker). */
  pause(): void;
  resume(): void;
  /**
   * Undefined while the other end keeps up with what is sent; else a promise that resolves when it has, or when the
   * connection is over. A host whose wires take everything at once leaves it out.
   */
  drained?(): Promise<void> | undefined;
  /** Set both before returning to the host, or data may be lost. */
  onData: DataListener | null;
  /** The other end closed, died or became unreachable. Called at most once. */
  onClose: (() => void) | null;
}

export interface Listener {
  /** Stops accepting. Connections that exist live on. */
  close(): void;
}

export interface Network {
  /** Rejects with ConnectError when the port is taken. */
  listen(host: string, port: number, accept: (socket: Socket) => void): Promise<Listener>;
  /** Rejects with ConnectError. */
  connect(host: string, port: number): Promise<Socket>;
}
