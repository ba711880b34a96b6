// The walls of one incarnation of a node: ports that can be frozen (SIGSTOP: nothing reaches the node until it thaws)
// and killed (nothing ever reaches it again, nothing it does has an effect). A host whose nodes share one thread
// cannot end a node's code, but code that is never called back and whose every act vanishes is as good as gone.
import { PassedFile } from "../disk/passed-file.ts";
import type { Clock, Timer } from "../ports/clock.ts";
import type { Disk, DiskFile } from "../ports/disk.ts";
import type { Network, Socket } from "../ports/network.ts";
import type { NodePorts } from "../ports/ports.ts";

export interface Contained {
  readonly ports: NodePorts;
  /** Time and whatever arrives are held back; clocks go on, as they do for a halted process. */
  freeze(): void;
  /** Lets what was held back happen, in its order. */
  thaw(): void;
  /** Ends the incarnation: its sockets and listeners close, the rest goes silent. */
  kill(): void;
}

type Deliver = (happening: () => void) => void;

interface Gate {
  readonly isDead: () => boolean;
  /** For timers: they have waited for their time already. */
  readonly deliver: Deliver;
  /** For what comes from outside. */
  readonly arrive: Deliver;
  /** A promise that settles through the gate: late when frozen, never when dead. */
  readonly pass: <T>(promise: Promise<T>, whenDead?: (value: T) => void) => Promise<T>;
}

/** How the host lets things from outside happen: at once, or later when time is paused. Timers do not pass through it. */
export type Arrive = (happening: () => void) => void;

/** Bytes that may wait in a halted node before its socket is paused, as a kernel's receive buffer would be full. */
const MOST_HELD_BYTES = 1 << 20;

/** Without `arrive`: at once. */
export function contain(raw: NodePorts, arrive?: Arrive): Contained {
  let state: "open" | "frozen" | "dead" = "open";
  let held: (() => void)[] = [];
  let pumping = false;
  let pumped: Timer | null = null;

  const deliver: Deliver = (happening) => {
    if (state === "dead") return;
    if (state === "frozen" || held.length > 0) held.push(happening);
    else happening();
  };

  /** One held thing at a time, so that promises settle between them as they would have. */
  function pump(): void {
    if (pumping || state !== "open" || held.length === 0) return;
    pumping = true;
    pumped = raw.clock.setTimer(0, () => {
      pumping = false;
      if (state !== "open") return;
      const first = held.shift();
      try {
        first?.();
      } finally {
        pump();
      }
    });
  }

  const gate: Gate = {
    isDead: () => state === "dead",
    deliver,
    arrive: arrive === undefined ? deliver : (happening) => arrive(() => deliver(happening)),
    pass: (promise, whenDead) =>
      new Promise((resolve, reject) => {
        promise.then(
          (value) => {
            if (state === "dead") whenDead?.(value);
            else gate.arrive(() => resolve(value));
          },
          (error: unknown) => {
            if (state !== "dead") gate.arrive(() => reject(error));
          },
        );
      }),
  };

  const openings = new Set<{ close(): void }>();
  const timers = new Set<Timer>();
  return {
    ports: {
      clock: containedClock(raw.clock, gate, timers),
      rng: raw.rng,
      network: containedNetwork(raw.network, gate, openings),
      disk: containedDisk(raw.disk, gate),
      trace: { emit: (event, cause) => (state === "dead" ? "" : raw.trace.emit(event, cause)) },
    },
    freeze() {
      if (state === "open") state = "frozen";
    },
    thaw() {
      if (state !== "frozen") return;
      state = "open";
      pump();
    },
    kill() {
      if (state === "dead") return;
      state = "dead";
      held = [];
      for (const opening of openings) opening.close();
      openings.clear();
      // They would keep all of the dead node in memory until they were due, and be steps in which nothing happens.
      for (const timer of timers) timer.cancel();
      timers.clear();
      pumped?.cancel();
    },
  };
}

function containedClock(clock: Clock, gate: Gate, timers: Set<Timer>): Clock {
  return {
    monotonicMs: () => clock.monotonicMs(),
    wallMs: () => clock.wallMs(),
    setTimer(delayMs, fire) {
      if (gate.isDead()) return { cancel() {} };
      let cancelled = false;
      const happen = (): void => {
        // It may have been cancelled between its time and the thaw.
        if (!cancelled) fire();
      };
      const timer = clock.setTimer(delayMs, () => {
        timers.delete(timer);
        gate.deliver(happen);
      });
      timers.add(timer);
      return {
        cancel() {
          cancelled = true;
          timers.delete(timer);
          timer.cancel();
        },
      };
    },
  };
}

const never = <T>(): Promise<T> => new Promise<T>(() => {});

function containedNetwork(network: Network, gate: Gate, openings: Set<{ close(): void }>): Network {
  return {
    listen(host, port, accept) {
      if (gate.isDead()) return never();
      const opened = network.listen(host, port, (socket) => {
        const contained = containedSocket(socket, gate, openings);
        gate.arrive(() => accept(contained));
      });
      const passed = opened.then((listener) => {
        openings.add(listener);
        return {
          close() {
            openings.delete(listener);
            listener.close();
          },
        };
      });
      return gate.pass(passed, (listener) => listener.close());
    },
    connect(host, port) {
      if (gate.isDead()) return never();
      const connected = network.connect(host, port).then((socket) => containedSocket(socket, gate, openings));
      return gate.pass(connected, (socket) => socket.close());
    },
  };
}

function containedSocket(socket: Socket, gate: Gate, openings: Set<{ close(): void }>): Socket {
  let closed = false;
  let pausedByNode = false;
  let heldBytes = 0;
  const opening = { close: () => socket.close() };
  openings.add(opening);
  const isFull = (): boolean => heldBytes > MOST_HELD_BYTES;
  const contained: Socket = {
    peer: socket.peer,
    send(bytes, cause) {
      if (!gate.isDead()) socket.send(bytes, cause);
    },
    close() {
      if (closed) return;
      closed = true;
      openings.delete(opening);
      socket.close();
    },
    pause() {
      pausedByNode = true;
      socket.pause();
    },
    resume() {
      pausedByNode = false;
      if (!isFull()) socket.resume();
    },
    drained() {
      const drained = socket.drained?.();
      return drained === undefined ? undefined : gate.pass(drained);
    },
    onData: null,
    onClose: null,
  };
  socket.onData = (bytes, cause) => {
    heldBytes += bytes.length;
    gate.arrive(() => {
      const wasFull = isFull();
      heldBytes -= bytes.length;
      if (closed) return;
      if (wasFull && !isFull() && !pausedByNode) socket.resume();
      contained.onData?.(bytes, cause);
    });
    if (isFull()) socket.pause();
  };
  socket.onClose = () => {
    openings.delete(opening);
    gate.arrive(() => {
      if (closed) return;
      closed = true;
      contained.onClose?.();
    });
  };
  return contained;
}

class ContainedFile extends PassedFile {
  constructor(
    file: DiskFile,
    private readonly gate: Gate,
  ) {
    super(file);
  }

  override read(position: number, length: number): Uint8Array | Promise<Uint8Array> {
    const bytes = super.read(position, length);
    return bytes instanceof Promise ? this.gate.pass(bytes) : bytes;
  }
}

function containedDisk(disk: Disk, gate: Gate): Disk {
  const files = new WeakMap<DiskFile, DiskFile>();
  const contain = (file: DiskFile): DiskFile => {
    const known = files.get(file);
    if (known !== undefined) return known;
    const contained = new ContainedFile(file, gate);
    files.set(file, contained);
    return contained;
  };
  return {
    list: (prefix) => disk.list(prefix),
    exists: (name) => disk.exists(name),
    open: (name) => contain(disk.open(name)),
    remove: (name) => disk.remove(name),
    rename: (from, to) => disk.rename(from, to),
    flush: (names) => (gate.isDead() ? never() : gate.pass(disk.flush(names))),
    dirtyBytes: () => disk.dirtyBytes(),
    changedFiles: (prefix) => disk.changedFiles(prefix),
    residentBytes: () => disk.residentBytes(),
    limitCache: (cacheBytes) => disk.limitCache(cacheBytes),
  };
}
