// The wires of the virtual world: in order per direction, with latency drawn from the seed, bytes sometimes cut in two
// as TCP would. Buffers that were given away are spoilt, so that code which looks at them afterwards is found out.
import { randomBelow, randomFraction } from "../base/random.ts";
import {
  ConnectError,
  type DataListener,
  type Listener,
  type Network,
  type Socket,
} from "../ports/network.ts";
import type { Rng } from "../ports/rng.ts";
import type { EventId } from "../trace/event.ts";

export interface Latency {
  readonly minMs: number;
  readonly maxMs: number;
}

/** What the wires need of the world. */
export interface WireTime {
  nowMs(): number;
  at(dueMs: number, happening: () => void): void;
}

interface ListenerEntry {
  readonly accept: (socket: Socket) => void;
}

export interface Wires {
  /** The network as `name` sees it. */
  networkOf(name: string): Network;
}

const FIRST_EPHEMERAL_PORT = 49_152;
/** One message in so many is delivered in two pieces. */
const CUT_ONE_IN = 8;
const SPOILT = 0xee;
const POOL_PIECE_BYTES = 64 * 1024;

interface BytePool {
  copyOf(bytes: Uint8Array): Uint8Array;
}

/** Memory for what is on its way, a large piece at a time: a buffer of its own for each message costs much more. */
function createBytePool(): BytePool {
  let piece = new Uint8Array(0);
  let used = 0;
  return {
    copyOf(bytes) {
      if (bytes.length > POOL_PIECE_BYTES / 4) return bytes.slice();
      if (used + bytes.length > piece.length) {
        piece = new Uint8Array(POOL_PIECE_BYTES);
        used = 0;
      }
      const copy = piece.subarray(used, used + bytes.length);
      copy.set(bytes);
      used += bytes.length;
      return copy;
    },
  };
}

export function createWires(time: WireTime, rng: Rng, latency: Latency): Wires {
  const listeners = new Map<string, ListenerEntry>();
  const pool = createBytePool();
  let nextPort = FIRST_EPHEMERAL_PORT;
  const draw = (): number => latency.minMs + randomFraction(rng) * (latency.maxMs - latency.minMs);
  const afterLatency = (happening: () => void): void => time.at(time.nowMs() + draw(), happening);

  class Wire implements Socket {
    other!: Wire;
    onData: DataListener | null = null;
    onClose: (() => void) | null = null;
    private closed = false;
    private paused = false;
    private waiting: (() => void)[] = [];
    /** When the last thing sent from here arrives: nothing overtakes it. */
    private arrivalMs = 0;
    constructor(readonly peer: string) {}

    send(bytes: Uint8Array, cause: EventId | null = null): void {
      const copy = pool.copyOf(bytes);
      bytes.fill(SPOILT);
      if (this.closed) return;
      const cut = copy.length > 1 && randomBelow(rng, CUT_ONE_IN) === 0 ? randomBelow(rng, copy.length) : 0;
      if (cut > 0)
        this.transmit(() => this.other.receive(() => this.other.onData?.(copy.subarray(0, cut), cause)));
      const rest = cut > 0 ? copy.subarray(cut) : copy;
      this.transmit(() => this.other.receive(() => this.other.onData?.(rest, cause)));
    }

    close(): void {
      if (this.closed) return;
      this.closed = true;
      this.waiting = [];
      this.transmit(() =>
        this.other.receive(() => {
          this.other.closed = true;
          this.other.onClose?.();
        }),
      );
    }

    pause(): void {
      this.paused = true;
    }

    resume(): void {
      if (!this.paused) return;
      this.paused = false;
      if (this.waiting.length > 0) time.at(time.nowMs(), () => this.release());
    }

    private transmit(arrive: () => void): void {
      this.arrivalMs = Math.max(this.arrivalMs, time.nowMs() + draw());
      time.at(this.arrivalMs, arrive);
    }

    private receive(happening: () => void): void {
      if (this.closed) return;
      if (this.paused || this.waiting.length > 0) this.waiting.push(happening);
      else happening();
    }

    private release(): void {
      if (this.paused || this.closed) return;
      this.waiting.shift()?.();
      if (this.waiting.length > 0) time.at(time.nowMs(), () => this.release());
    }
  }

  function listen(host: string, port: number, accept: (socket: Socket) => void): Promise<Listener> {
    const address = `${host}:${port}`;
    if (listeners.has(address)) return Promise.reject(new ConnectError("refused", `${address} is taken`));
    const entry: ListenerEntry = { accept };
    listeners.set(address, entry);
    return Promise.resolve({
      close() {
        if (listeners.get(address) === entry) listeners.delete(address);
      },
    });
  }

  function connect(name: string, host: string, port: number): Promise<Socket> {
    const address = `${host}:${port}`;
    return new Promise((resolve, reject) => {
      afterLatency(() => {
        const entry = listeners.get(address);
        if (entry === undefined) {
          afterLatency(() => reject(new ConnectError("refused", `nobody listens on ${address}`)));
          return;
        }
        const near = new Wire(address);
        const far = new Wire(`${name}:${nextPort++}`);
        near.other = far;
        far.other = near;
        // What the far end sends, or that it closes, is heard after the news that it has accepted.
        near.pause();
        entry.accept(far);
        afterLatency(() => {
          resolve(near);
          near.resume();
        });
      });
    });
  }

  return { networkOf: (name) => ({ listen, connect: (host, port) => connect(name, host, port) }) };
}
