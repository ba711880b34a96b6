// Broken links and disks: a plain state that the cluster decides and every host mirrors, and decorators of the Network
// and Disk ports that obey it. Links are named by node ids; a client that is no node has none, so nothing touches it.
import type { Clock } from "../ports/clock.ts";
import { type Disk, DiskError } from "../ports/disk.ts";
import { ConnectError, type Network, type Socket } from "../ports/network.ts";

/** What happens to frames from one node to another. */
export interface LinkFault {
  readonly from: number;
  readonly to: number;
  readonly cut: boolean;
  readonly delayMs: number;
}

export interface DiskFault {
  readonly node: number;
  /** Each flush takes this much longer. */
  readonly delayMs: number;
  readonly full: boolean;
}

/** Only what is broken is in the lists. */
export interface FaultState {
  readonly links: readonly LinkFault[];
  readonly disks: readonly DiskFault[];
}

export const NO_FAULTS: FaultState = { links: [], disks: [] };

/** The mirror of the state that one thread of a host keeps. */
export interface FaultPlane {
  apply(state: FaultState): void;
  link(from: number, to: number): LinkFault | null;
  disk(node: number): DiskFault | null;
  /** Calls back after each change until the answer is called. */
  onChange(listener: () => void): () => void;
}

export function createFaultPlane(): FaultPlane {
  let state = NO_FAULTS;
  const listeners = new Set<() => void>();
  return {
    apply(next) {
      state = next;
      for (const listener of [...listeners]) listener();
    },
    link: (from, to) => state.links.find((link) => link.from === from && link.to === to) ?? null,
    disk: (node) => state.disks.find((disk) => disk.node === node) ?? null,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Who stands behind an address: a node id, or null for none of ours. */
export type AddressBook = (host: string, port: number) => number | null;

/** A SYN that nobody answers is given up after this long (Kafka's socket.connection.setup.timeout.ms). */
export const CONNECT_TIMEOUT_MS = 10_000;

/**
 * The network of node `self`. The end that connects knows both nodes, so it plays the faults of both directions; the
 * accepting end needs no decorator. A cut link loses nothing that TCP would not send again: bytes wait for the healing.
 * `clock` goes on while the node is frozen.
 */
export function faultyNetwork(
  network: Network,
  faults: FaultPlane,
  self: number,
  addressBook: AddressBook,
  clock: Clock,
): Network {
  return {
    listen: (host, port, accept) => network.listen(host, port, accept),
    async connect(host, port) {
      const other = addressBook(host, port);
      if (other === null || other === self) return network.connect(host, port);
      const delayMs = await passable(faults, self, other, clock, `${host}:${port}`);
      if (delayMs > 0) await new Promise<void>((done) => void clock.setTimer(delayMs, done));
      return faultySocket(await network.connect(host, port), faults, self, other, clock);
    },
  };
}

/** Waits until both directions carry; gives the time that a round trip over slow links takes. */
function passable(
  faults: FaultPlane,
  self: number,
  other: number,
  clock: Clock,
  address: string,
): Promise<number> {
  const isCut = (): boolean => (faults.link(self, other)?.cut || faults.link(other, self)?.cut) ?? false;
  const roundTripMs = (): number =>
    (faults.link(self, other)?.delayMs ?? 0) + (faults.link(other, self)?.delayMs ?? 0);
  if (!isCut()) return Promise.resolve(roundTripMs());
  return new Promise((resolve, reject) => {
    const timer = clock.setTimer(CONNECT_TIMEOUT_MS, () => {
      forget();
      reject(new ConnectError("unreachable", `${address} does not answer`));
    });
    const forget = faults.onChange(() => {
      if (isCut()) return;
      timer.cancel();
      forget();
      resolve(roundTripMs());
    });
  });
}

/** One direction of a connection: what enters comes out in order, after the delay, and not while the link is cut. */
interface Lane {
  push(pass: () => void): void;
  close(): void;
}

function createLane(faults: FaultPlane, from: number, to: number, clock: Clock): Lane {
  const waiting: { readonly dueMs: number; readonly pass: () => void }[] = [];
  let timerSet = false;

  function release(): void {
    timerSet = false;
    while (waiting.length > 0 && !faults.link(from, to)?.cut) {
      const first = waiting[0]!;
      const leftMs = first.dueMs - clock.monotonicMs();
      if (leftMs > 0) return wake(leftMs);
      waiting.shift();
      first.pass();
    }
  }
  function wake(delayMs: number): void {
    if (timerSet) return;
    timerSet = true;
    clock.setTimer(delayMs, release);
  }
  const forget = faults.onChange(() => {
    if (waiting.length > 0) wake(0);
  });
  return {
    push(pass) {
      const fault = faults.link(from, to);
      if (fault === null && waiting.length === 0) return pass();
      // Who is due earlier than the one before still comes after it.
      waiting.push({ dueMs: clock.monotonicMs() + (fault?.delayMs ?? 0), pass });
      wake(Math.max(0, waiting[0]!.dueMs - clock.monotonicMs()));
    },
    close() {
      forget();
      waiting.length = 0;
    },
  };
}

function faultySocket(socket: Socket, faults: FaultPlane, self: number, other: number, clock: Clock): Socket {
  const out = createLane(faults, self, other, clock);
  const into = createLane(faults, other, self, clock);
  let closed = false;
  let paused = false;
  const pausedData: (() => void)[] = [];

  const arrive = (happening: () => void): void => {
    if (closed) return;
    if (paused || pausedData.length > 0) pausedData.push(happening);
    else happening();
  };
  const faulty: Socket = {
    peer: socket.peer,
    send(bytes, cause) {
      if (!closed) out.push(() => socket.send(bytes, cause));
    },
    close() {
      if (closed) return;
      closed = true;
      into.close();
      // The other end hears of it when the link lets it.
      out.push(() => {
        out.close();
        socket.close();
      });
    },
    pause() {
      paused = true;
      socket.pause();
    },
    resume() {
      paused = false;
      while (!paused && !closed && pausedData.length > 0) pausedData.shift()!();
      if (!paused) socket.resume();
    },
    onData: null,
    onClose: null,
  };
  socket.onData = (bytes, cause) => into.push(() => arrive(() => faulty.onData?.(bytes, cause)));
  socket.onClose = () =>
    into.push(() =>
      arrive(() => {
        closed = true;
        out.close();
        into.close();
        faulty.onClose?.();
      }),
    );
  return faulty;
}

/** The disk of `node`: slow to flush, or full. */
export function faultyDisk(disk: Disk, faults: FaultPlane, node: number, clock: Clock): Disk {
  return {
    list: (prefix) => disk.list(prefix),
    exists: (name) => disk.exists(name),
    open: (name) => disk.open(name),
    remove: (name) => disk.remove(name),
    rename: (from, to) => disk.rename(from, to),
    dirtyBytes: () => disk.dirtyBytes(),
    residentBytes: () => disk.residentBytes(),
    limitCache: (cacheBytes) => disk.limitCache(cacheBytes),
    async flush(names) {
      const fault = faults.disk(node);
      if (fault === null) return disk.flush(names);
      if (fault.delayMs > 0) await new Promise<void>((done) => void clock.setTimer(fault.delayMs, done));
      if (faults.disk(node)?.full) throw new DiskError("full", `No space left on the disk of node ${node}`);
      return disk.flush(names);
    },
  };
}
