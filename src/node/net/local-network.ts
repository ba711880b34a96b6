// The network of a gateway: its nodes reach each other inside the process, whoever else over TCP. The bytes are the
// same frames either way; without the detour through the kernel replication is cheaper, nothing is copied, and what
// caused a frame is known at the other end.
import {
  ConnectError,
  type DataListener,
  type Listener,
  type Network,
  type Socket,
} from "../../engine/ports/network.ts";
import type { EventId } from "../../engine/trace/event.ts";

type Accept = (socket: Socket) => void;

export interface LocalNetwork {
  /** Listens inside and on `outer`. */
  readonly open: Network;
  /** Listens inside only. */
  readonly inner: Network;
  /** Nothing is on its way inside. */
  isQuiet(): boolean;
}

const FIRST_EPHEMERAL_PORT = 49_152;

/** `own` are the addresses of this gateway's nodes: when one of them is down, nobody else may answer in its place. */
export function createLocalNetwork(outer: Network, own: readonly string[] = []): LocalNetwork {
  const ours = new Set(own);
  const listeners = new Map<string, Accept>();
  const soon = createSoon();
  let nextPort = FIRST_EPHEMERAL_PORT;

  function listenInside(host: string, port: number, accept: Accept): Listener {
    const address = `${host}:${port}`;
    if (listeners.has(address)) throw new ConnectError("refused", `${address} is in use`);
    listeners.set(address, accept);
    return {
      close() {
        if (listeners.get(address) === accept) listeners.delete(address);
      },
    };
  }

  function connect(host: string, port: number): Promise<Socket> {
    const address = `${host}:${port}`;
    if (!listeners.has(address) && !ours.has(address)) return outer.connect(host, port);
    return new Promise((resolve, reject) => {
      soon.run(() => {
        const accept = listeners.get(address);
        if (accept === undefined) return reject(new ConnectError("refused", `nobody listens on ${address}`));
        const [near, far] = pair(address, `${host}:${nextPort++}`, soon.run);
        accept(far);
        soon.run(() => resolve(near));
      });
    });
  }

  return {
    isQuiet: soon.isIdle,
    open: {
      connect,
      async listen(host, port, accept) {
        const inside = listenInside(host, port, accept);
        try {
          const outside = await outer.listen(host, port, accept);
          return {
            close() {
              inside.close();
              outside.close();
            },
          };
        } catch (error) {
          inside.close();
          throw error;
        }
      },
    },
    inner: { connect, listen: async (host, port, accept) => listenInside(host, port, accept) },
  };
}

/** Runs what it is given in order, each in the next turn of the loop but one turn for all that waits. */
function createSoon() {
  let waiting: (() => void)[] = [];
  function runAll(): void {
    const now = waiting;
    waiting = [];
    for (const happening of now) queueMicrotask(happening);
  }
  return {
    isIdle: () => waiting.length === 0,
    run(happening: () => void): void {
      if (waiting.length === 0) setImmediate(runAll);
      waiting.push(happening);
    },
  };
}

function pair(address: string, client: string, soon: (happening: () => void) => void): [Socket, Socket] {
  const near = new End(address, soon);
  const far = new End(client, soon);
  near.other = far;
  far.other = near;
  return [near, far];
}

class End implements Socket {
  other!: End;
  onData: DataListener | null = null;
  onClose: (() => void) | null = null;
  private closed = false;
  private paused = false;
  private releasing = false;
  private readonly waiting: (() => void)[] = [];

  constructor(
    readonly peer: string,
    private readonly soon: (happening: () => void) => void,
  ) {}

  send(bytes: Uint8Array, cause: EventId | null = null): void {
    if (this.closed) return;
    const { other } = this;
    this.soon(() => other.receive(() => other.onData?.(bytes, cause)));
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    const { other } = this;
    this.soon(() =>
      other.receive(() => {
        other.closed = true;
        other.onClose?.();
      }),
    );
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
    this.release();
  }

  private receive(happening: () => void): void {
    if (this.closed) return;
    if (this.paused || this.waiting.length > 0) this.waiting.push(happening);
    else happening();
  }

  private release(): void {
    if (this.releasing || this.waiting.length === 0) return;
    this.releasing = true;
    this.soon(() => {
      this.releasing = false;
      if (this.paused || this.closed) return;
      this.waiting.shift()?.();
      this.release();
    });
  }
}
