// The Network port over MessagePorts: one channel per connection, one transferred buffer per frame. Everything that
// arrives goes through `deliver`, so that a pause holds it in its order.

import type { Activity, WireCount } from "../../engine/cluster/activity.ts";
import {
  ConnectError,
  type DataListener,
  type Listener,
  type Network,
  type Socket,
} from "../../engine/ports/network.ts";
import type { EventId } from "../../engine/trace/event.ts";
import type { FromHub, Introduction, ToHub, WireMessage } from "./hub-messages.ts";

/** Lets something that came over a wire happen: at once, later, or when time goes on. */
export type Deliver = (happening: () => void) => void;

interface Waiting {
  /** The new socket; null for a listener. */
  readonly resolve: (socket: Socket | null) => void;
  readonly reject: (error: ConnectError) => void;
}

export interface PortNetwork {
  readonly network: Network;
  /** What is on its way to and from this thread, as far as it can know. */
  readonly activity: () => Activity;
}

export function createPortNetwork(hub: MessagePort, deliver: Deliver): PortNetwork {
  const waiting = new Map<number, Waiting>();
  const listeners = new Map<string, (socket: Socket) => void>();
  const sockets = new Map<number, PortSocket>();
  let nextTicket = 0;

  const tell = (message: ToHub): void => hub.postMessage(message);

  function ask(make: (ticket: number) => ToHub): Promise<Socket | null> {
    const ticket = nextTicket++;
    return new Promise((resolve, reject) => {
      waiting.set(ticket, { resolve, reject });
      tell(make(ticket));
    });
  }

  /** `side`: 0 for who called, 1 for who was called. A node may call itself. */
  function socketOf(introduction: Introduction, side: 0 | 1): PortSocket {
    const { connection } = introduction;
    const end = 2 * connection + side;
    const socket = new PortSocket(introduction, deliver, () => {
      sockets.delete(end);
      tell({ kind: "closed", connection });
    });
    sockets.set(end, socket);
    return socket;
  }

  function settle(ticket: number): Waiting | undefined {
    const waiter = waiting.get(ticket);
    waiting.delete(ticket);
    return waiter;
  }

  hub.onmessage = ({ data }: MessageEvent<FromHub>) => {
    switch (data.kind) {
      case "listening":
        return settle(data.ticket)?.resolve(null);
      case "connected": {
        const waiter = settle(data.ticket);
        const socket = socketOf(data, 0);
        return deliver(() => waiter?.resolve(socket));
      }
      case "refused": {
        const waiter = settle(data.ticket);
        return deliver(() => waiter?.reject(new ConnectError(data.reason, data.message)));
      }
      case "accepted": {
        const accept = listeners.get(`${data.host}:${data.port}`);
        const socket = socketOf(data, 1);
        if (accept === undefined) socket.close();
        else deliver(() => accept(socket));
        return;
      }
      case "lost":
        for (const side of [0, 1]) sockets.get(2 * data.connection + side)?.lose();
        return;
    }
  };

  return {
    activity: () => ({
      idle: waiting.size === 0,
      wires: [...sockets].map(([end, { sent, received }]): WireCount => [end, sent, received]),
    }),
    network: {
      async listen(host, port, accept): Promise<Listener> {
        const address = `${host}:${port}`;
        await ask((ticket) => ({ kind: "listen", ticket, host, port }));
        listeners.set(address, accept);
        return {
          close() {
            if (!listeners.delete(address)) return;
            tell({ kind: "unlisten", host, port });
          },
        };
      },
      async connect(host, port) {
        return (await ask((ticket) => ({ kind: "connect", ticket, host, port })))!;
      },
    },
  };
}

class PortSocket implements Socket {
  readonly peer: string;
  onData: DataListener | null = null;
  onClose: (() => void) | null = null;
  /** Frames, since the connection began. */
  sent = 0;
  received = 0;
  private readonly wire: MessagePort;
  private closed = false;
  private paused = false;
  private held: (() => void)[] = [];
  private pumping = false;

  constructor(
    { peer, wire }: Introduction,
    private readonly deliver: Deliver,
    private readonly onGone: () => void,
  ) {
    this.peer = peer;
    this.wire = wire;
    wire.onmessage = ({ data }: MessageEvent<WireMessage>) => {
      if (data === "end") return this.lose();
      const [frame, cause] = data;
      this.received++;
      this.receive(() => this.onData?.(new Uint8Array(frame), cause));
    };
  }

  send(bytes: Uint8Array, cause: EventId | null = null): void {
    if (this.closed) return;
    const { buffer } = bytes;
    // A view of a bigger buffer is copied: giving its buffer away would take what lies beside it too.
    this.sent++;
    const whole = buffer.byteLength === bytes.byteLength && buffer instanceof ArrayBuffer;
    const frame = whole ? buffer : bytes.slice().buffer;
    this.wire.postMessage([frame, cause] satisfies WireMessage, [frame]);
  }

  close(): void {
    if (this.closed) return;
    this.wire.postMessage("end" satisfies WireMessage);
    this.end();
  }

  /** The other end is gone. What it sent before is delivered first. */
  lose(): void {
    this.receive(() => {
      this.end();
      this.onClose?.();
    });
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    if (!this.paused) return;
    this.paused = false;
    this.pump();
  }

  private end(): void {
    this.closed = true;
    this.held = [];
    this.wire.close();
    this.onGone();
  }

  private receive(happening: () => void): void {
    this.deliver(() => {
      if (this.closed) return;
      if (this.paused || this.held.length > 0) this.held.push(happening);
      else happening();
    });
  }

  /** One held thing at a time, each in its turn: whoever gets it may pause again. */
  private pump(): void {
    if (this.pumping || this.paused || this.closed || this.held.length === 0) return;
    this.pumping = true;
    this.deliver(() => {
      this.pumping = false;
      if (this.paused || this.closed) return;
      this.held.shift()?.();
      this.pump();
    });
  }
}
