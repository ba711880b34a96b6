// The Network port over MessagePorts: one channel per connection, one transferred buffer per frame. Everything that
// arrives goes through `deliver`, so that a pause holds it in its order.
//
// A message costs far more than a frame in it, above all from the program's process to the nodes': what one turn sends
// to one peer goes in one message.

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

// Taken at once: a program's worker gives it up afterwards.
const { queueMicrotask } = globalThis;

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

/** So much goes at once, also from a turn that does not end. */
const MOST_GATHERED_BYTES = 64 * 1024;
/** The other end does not keep up when more than this is on its way to it, and does again below the half. */
const MOST_UNTAKEN_BYTES = 1 << 20;
/** What was taken is told in portions. */
const TOLD_TAKEN_BYTES = MOST_UNTAKEN_BYTES / 4;

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
  /** What this turn sends. */
  private gathered: (ArrayBuffer | EventId | null)[] = [];
  private gatheredFrames: ArrayBuffer[] = [];
  private gatheredBytes = 0;
  /** Sent, and not taken at the other end. */
  private untakenBytes = 0;
  /** Taken here, and not told to the other end. */
  private takenBytes = 0;
  private whenTaken: (() => void)[] = [];

  constructor(
    { peer, wire }: Introduction,
    private readonly deliver: Deliver,
    private readonly onGone: () => void,
  ) {
    this.peer = peer;
    this.wire = wire;
    wire.onmessage = ({ data }: MessageEvent<WireMessage>) => {
      if (data === "end") return this.lose();
      if (typeof data === "number") return this.wasTaken(data);
      for (let i = 0; i < data.length; i += 2) {
        const frame = data[i] as ArrayBuffer;
        const cause = data[i + 1] as EventId | null;
        this.received++;
        this.receive(() => this.take(frame, cause));
      }
    };
  }

  send(bytes: Uint8Array, cause: EventId | null = null): void {
    if (this.closed) return;
    const { buffer } = bytes;
    this.sent++;
    // A view of a bigger buffer is copied: giving its buffer away would take what lies beside it too.
    const whole = buffer.byteLength === bytes.byteLength && buffer instanceof ArrayBuffer;
    const frame = whole ? buffer : bytes.slice().buffer;
    this.gathered.push(frame, cause);
    this.gatheredFrames.push(frame);
    this.gatheredBytes += bytes.byteLength;
    this.untakenBytes += bytes.byteLength;
    if (this.gatheredBytes >= MOST_GATHERED_BYTES) this.flush();
    else if (this.gatheredFrames.length === 1) queueMicrotask(() => this.flush());
  }

  close(): void {
    if (this.closed) return;
    this.flush();
    this.post("end");
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

  drained(): Promise<void> | undefined {
    if (this.closed || this.untakenBytes <= MOST_UNTAKEN_BYTES) return undefined;
    return new Promise((taken) => void this.whenTaken.push(taken));
  }

  private post(message: WireMessage, transfer: Transferable[] = []): void {
    this.wire.postMessage(message, transfer);
  }

  private flush(): void {
    const { gathered, gatheredFrames } = this;
    if (this.closed || gathered.length === 0) return;
    this.gathered = [];
    this.gatheredFrames = [];
    this.gatheredBytes = 0;
    this.post(gathered, gatheredFrames);
  }

  private take(frame: ArrayBuffer, cause: EventId | null): void {
    this.takenBytes += frame.byteLength;
    this.onData?.(new Uint8Array(frame), cause);
    if (this.closed || this.takenBytes < TOLD_TAKEN_BYTES) return;
    this.post(this.takenBytes);
    this.takenBytes = 0;
  }

  private wasTaken(bytes: number): void {
    this.untakenBytes -= bytes;
    if (this.untakenBytes <= MOST_UNTAKEN_BYTES / 2) this.tellTaken();
  }

  private tellTaken(): void {
    for (const taken of this.whenTaken.splice(0)) this.deliver(taken);
  }

  private end(): void {
    this.closed = true;
    this.held = [];
    this.gathered = [];
    this.gatheredFrames = [];
    this.wire.close();
    this.tellTaken();
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
    while (!this.pumping && !this.paused && !this.closed && this.held.length > 0) {
      this.pumping = true;
      let atOnce = true;
      this.deliver(() => {
        this.pumping = false;
        if (!this.paused && !this.closed) this.held.shift()?.();
        if (!atOnce) this.pump();
      });
      atOnce = false;
    }
  }
}
