// Broken links and disks: a plain state that the cluster decides and every host mirrors, and decorators of the Network
// and Disk ports that obey it. Links are named by node ids; a client that is no node has none, so nothing touches it.
import type { DiskSnapshot } from "../inspect/snapshot.ts";
import { isInLogDir } from "../log/log-dir-places.ts";
import type { Clock } from "../ports/clock.ts";
import { type Disk, DiskError } from "../ports/disk.ts";
import { ConnectError, type Network, type Socket } from "../ports/network.ts";
import { apiName } from "./api-names.ts";
import { createHeldMessages, type HeldMessages } from "./held-messages.ts";
import { createLinkLane, type FrameNote, type LinkLane, type LinkLaneOptions } from "./link-lane.ts";

/** What happens to frames from one node to another. */
export interface LinkFault {
  readonly from: number;
  readonly to: number;
  readonly cut: boolean;
  readonly delayMs: number;
  /** Messages wait for somebody to release them one by one. */
  readonly hold: boolean;
}

/** Only what is broken is in the lists. */
export interface FaultState {
  readonly links: readonly LinkFault[];
  readonly disks: readonly DiskSnapshot[];
}

export const NO_FAULTS: FaultState = { links: [], disks: [] };

/** The mirror of the state that one thread of a host keeps. */
export interface FaultPlane {
  apply(state: FaultState): void;
  link(from: number, to: number): LinkFault | null;
  disk(node: number): DiskSnapshot | null;
  /** What the links of this thread hold now. */
  readonly held: HeldMessages;
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
    link(from, to) {
      // Asked for every frame.
      if (state.links.length === 0) return null;
      return state.links.find((link) => link.from === from && link.to === to) ?? null;
    },
    held: createHeldMessages(),
    disk(node) {
      if (state.disks.length === 0) return null;
      return state.disks.find((disk) => disk.node === node) ?? null;
    },
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

/** Behind a frame's size: a request has its API key and version there, then the correlation id, with which a response begins. */
function requestNote(head: Uint8Array): { readonly key: number; readonly correlationId: number } {
  if (head.length < 12) return { key: -1, correlationId: -1 };
  return { key: int32(head, 4) >> 16, correlationId: int32(head, 8) };
}

/** Without a view, which would make room for a buffer of these few bytes. */
function int32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
}

function faultySocket(socket: Socket, faults: FaultPlane, self: number, other: number, clock: Clock): Socket {
  // What was asked and is not answered, in that order: only a request says which API it is of.
  const asked: FrameNote[] = [];
  const lane = (
    from: number,
    to: number,
    part: Pick<LinkLaneOptions, "isResponse" | "deliver" | "note">,
  ): LinkLane =>
    createLinkLane({
      from,
      to,
      clock,
      fault: () => faults.link(from, to),
      onFaultChange: faults.onChange,
      held: faults.held,
      onDrop: lose,
      ...part,
    });
  const out = lane(self, other, {
    isResponse: false,
    deliver: (bytes, cause) => socket.send(bytes, cause),
    note(head) {
      const { key, correlationId } = requestNote(head);
      const note = { api: apiName(key), correlationId };
      asked.push(note);
      return note;
    },
  });
  const into = lane(other, self, {
    isResponse: true,
    deliver: (bytes, cause) => arrive(() => faulty.onData?.(bytes, cause)),
    note(head) {
      const correlationId = head.length < 8 ? -1 : int32(head, 4);
      const question = asked.findIndex((one) => one.correlationId === correlationId);
      // What was asked before has no answer.
      return question < 0 ? { api: "?", correlationId } : asked.splice(0, question + 1).at(-1)!;
    },
  });
  let closed = false;
  let paused = false;
  const pausedData: (() => void)[] = [];

  const arrive = (happening: () => void): void => {
    if (closed) return;
    if (paused || pausedData.length > 0) pausedData.push(happening);
    else happening();
  };
  /** A frame that never comes leaves a hole in the stream: TCP gives the connection up, and both ends hear of it. */
  function lose(): void {
    out.close();
    into.close();
    socket.close();
    if (closed) return;
    closed = true;
    faulty.onClose?.();
  }
  const faulty: Socket = {
    peer: socket.peer,
    send(bytes, cause = null) {
      if (!closed) out.data(bytes, cause);
    },
    close() {
      if (closed) return;
      closed = true;
      into.close();
      // The other end hears of it when the link lets it.
      out.after(() => {
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
  socket.onData = (bytes, cause) => into.data(bytes, cause);
  socket.onClose = () =>
    into.after(() =>
      arrive(() => {
        closed = true;
        out.close();
        into.close();
        faulty.onClose?.();
      }),
    );
  return faulty;
}

/** The disk of `node`: slow to flush, or full, or with a log directory that has failed. */
export function faultyDisk(disk: Disk, faults: FaultPlane, node: number, clock: Clock): Disk {
  const check = (names: readonly string[]): void => {
    for (const dir of faults.disk(node)?.failedDirs ?? []) {
      const isHit = isInLogDir(disk, dir);
      if (names.some(isHit)) throw new DiskError("failed", `${dir} of node ${node} does not answer`);
    }
  };
  return {
    list: (prefix) => disk.list(prefix),
    exists: (name) => disk.exists(name),
    open(name) {
      check([name]);
      return disk.open(name);
    },
    remove(name) {
      check([name]);
      disk.remove(name);
    },
    rename(from, to) {
      check([from, to]);
      disk.rename(from, to);
    },
    dirtyBytes: () => disk.dirtyBytes(),
    changedFiles: (prefix) => disk.changedFiles(prefix),
    residentBytes: () => disk.residentBytes(),
    limitCache: (cacheBytes) => disk.limitCache(cacheBytes),
    async flush(names) {
      const fault = faults.disk(node);
      if (fault === null) return disk.flush(names);
      if (fault.delayMs > 0) await new Promise<void>((done) => void clock.setTimer(fault.delayMs, done));
      if (faults.disk(node)?.full) throw new DiskError("full", `No space left on the disk of node ${node}`);
      check(names ?? disk.list());
      return disk.flush(names);
    },
  };
}
