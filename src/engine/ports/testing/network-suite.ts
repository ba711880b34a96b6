// What every Network must do, whatever carries it. A host's test calls networkCases() with its own bench; nothing here
// needs a test framework, so that a page in a real browser can run it too.
import { randomBelow, seededRandom } from "../../base/random.ts";
import { ConnectError, type Network, type Socket } from "../network.ts";

export interface NetworkBench {
  readonly server: Network;
  readonly client: Network;
  readonly host: string;
  /** A port that nobody uses. */
  freePort(): Promise<number>;
  /** Whether a sender is told when the other end does not keep up (Socket.drained). */
  readonly pushesBack?: true;
  /** Lets time pass until the promise settles, and settles as it does. */
  wait<T>(promise: Promise<T>): Promise<T>;
  /** Lets time pass until it holds; throws when it never does. */
  until(holds: () => boolean): Promise<void>;
  /** Lets so much time pass that whatever is on its way has arrived. */
  quiet(): Promise<void>;
}

export interface NetworkCase {
  readonly name: string;
  run(bench: NetworkBench): Promise<void>;
}

/** Kernels buffer some megabytes for both ends. */
const MORE_THAN_BUFFERS_HOLD = 32 << 20;

export function networkCases(): readonly NetworkCase[] {
  return CASES;
}

function equal(actual: unknown, expected: unknown, what: string): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what}: ${a} instead of ${b}`);
}

/** One end of a connection that remembers what happened to it, in order. */
interface End {
  readonly socket: Socket;
  bytes(): Uint8Array;
  closes(): number;
}

function watch(socket: Socket): End {
  const pieces: Uint8Array[] = [];
  let closes = 0;
  socket.onData = (bytes) => {
    if (closes > 0) throw new Error("data after the close");
    pieces.push(bytes.slice());
  };
  socket.onClose = () => {
    closes++;
  };
  return {
    socket,
    closes: () => closes,
    bytes() {
      const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
      let at = 0;
      for (const piece of pieces) {
        all.set(piece, at);
        at += piece.length;
      }
      return all;
    },
  };
}

async function connected(bench: NetworkBench): Promise<[client: End, server: End, close: () => void]> {
  const port = await bench.freePort();
  const accepted: End[] = [];
  const listener = await bench.wait(
    bench.server.listen(bench.host, port, (socket) => accepted.push(watch(socket))),
  );
  const client = watch(await bench.wait(bench.client.connect(bench.host, port)));
  await bench.until(() => accepted.length === 1);
  return [client, accepted[0]!, () => listener.close()];
}

async function refused(bench: NetworkBench, promise: Promise<unknown>, what: string): Promise<void> {
  const error = await bench.wait(
    promise.then(
      () => null,
      (reason: unknown) => reason,
    ),
  );
  if (!(error instanceof ConnectError))
    throw new Error(`${what}: ${String(error)} instead of a ConnectError`);
}

/** Bytes that show at which place they belong. */
function pattern(length: number, seed: number): Uint8Array {
  const random = seededRandom(seed);
  return Uint8Array.from({ length }, () => random.nextUint32() & 0xff);
}

function sum(bytes: Uint8Array): number {
  let hash = bytes.length;
  for (const byte of bytes) hash = (Math.imul(hash, 31) + byte) >>> 0;
  return hash;
}

const CASES: readonly NetworkCase[] = [
  {
    name: "bytes arrive whole and in order, both ways, whatever their size",
    async run(bench) {
      const [client, server] = await connected(bench);
      const random = seededRandom(7);
      for (const [from, to, seed] of [
        [client, server, 1],
        [server, client, 2],
      ] as const) {
        const all = pattern(3 << 20, seed);
        for (let at = 0; at < all.length; ) {
          const length =
            randomBelow(random, 4) === 0 ? randomBelow(random, 1 << 20) : randomBelow(random, 200);
          from.socket.send(all.slice(at, at + length));
          at += length;
        }
        await bench.until(() => to.bytes().length >= all.length);
        equal(sum(to.bytes()), sum(all), "what arrived");
      }
    },
  },
  {
    name: "who sends more than the other end takes hears when it has caught up, or is gone",
    async run(bench) {
      for (const ending of ["takes", "closes"] as const) {
        const [client, server] = await connected(bench);
        const { socket } = client;
        equal(socket.drained?.(), undefined, "before anything was sent");
        server.socket.pause();
        for (let sent = 0; sent < MORE_THAN_BUFFERS_HOLD; sent += 1 << 16)
          socket.send(new Uint8Array(1 << 16));
        let caughtUp = false;
        const drained = socket.drained?.();
        if (drained === undefined && bench.pushesBack !== true) return;
        if (drained === undefined) throw new Error("the sender believes that all was taken");
        void drained.then(() => {
          caughtUp = true;
        });
        await bench.quiet();
        equal(caughtUp, false, "while the other end takes nothing");
        if (ending === "takes") server.socket.resume();
        else server.socket.close();
        await bench.until(() => caughtUp);
        if (ending === "takes") equal(socket.drained?.(), undefined, "afterwards");
      }
    },
  },
  {
    name: "connecting where nobody listens is refused",
    async run(bench) {
      await refused(bench, bench.client.connect(bench.host, await bench.freePort()), "connect");
    },
  },
  {
    name: "a port has one listener",
    async run(bench) {
      const port = await bench.freePort();
      await bench.wait(bench.server.listen(bench.host, port, () => {}));
      await refused(
        bench,
        bench.server.listen(bench.host, port, () => {}),
        "listen",
      );
    },
  },
  {
    name: "a closed listener accepts nobody, leaves its connections alone, and frees its port",
    async run(bench) {
      const port = await bench.freePort();
      const accepted: End[] = [];
      const listen = () => bench.server.listen(bench.host, port, (socket) => accepted.push(watch(socket)));
      const listener = await bench.wait(listen());
      const client = watch(await bench.wait(bench.client.connect(bench.host, port)));
      await bench.until(() => accepted.length === 1);
      listener.close();
      await bench.quiet();
      await refused(bench, bench.client.connect(bench.host, port), "connect");
      client.socket.send(pattern(10, 1));
      await bench.until(() => accepted[0]!.bytes().length === 10);
      await bench.wait(listen());
      await bench.wait(bench.client.connect(bench.host, port));
    },
  },
  {
    name: "a close comes after all that was sent, once, and only to the other end",
    async run(bench) {
      const [client, server] = await connected(bench);
      // More than a kernel buffers on its own.
      const all = pattern(12 << 20, 3);
      client.socket.send(all.slice());
      client.socket.close();
      client.socket.close();
      await bench.until(() => server.closes() > 0);
      equal(sum(server.bytes()), sum(all), "what arrived before the close");
      await bench.quiet();
      equal([client.closes(), server.closes()], [0, 1], "closes heard");
    },
  },
  {
    name: "sending into a closed connection is nothing",
    async run(bench) {
      const [client, server] = await connected(bench);
      client.socket.close();
      client.socket.send(pattern(10, 1));
      await bench.until(() => server.closes() === 1);
      server.socket.send(pattern(10, 1));
      server.socket.close();
      await bench.quiet();
      equal([client.bytes().length, server.bytes().length, client.closes()], [0, 0, 0], "bytes and closes");
    },
  },
  {
    name: "a paused end hears nothing; resumed, it hears all, then the close",
    async run(bench) {
      const [client, server] = await connected(bench);
      client.socket.send(pattern(10, 1));
      await bench.until(() => server.bytes().length === 10);
      server.socket.pause();
      const all = pattern(200_000, 5);
      client.socket.send(all.slice(0, 100));
      await bench.quiet();
      client.socket.send(all.slice(100));
      client.socket.close();
      await bench.quiet();
      equal([server.bytes().length, server.closes()], [10, 0], "heard while paused");
      server.socket.resume();
      await bench.until(() => server.closes() === 1);
      equal(sum(server.bytes().slice(10)), sum(all), "heard after it");
    },
  },
  {
    name: "an end that is paused again while it hears stops there",
    async run(bench) {
      const [client, server] = await connected(bench);
      let heard = 0;
      server.socket.onData = (bytes) => {
        heard += bytes.length;
        server.socket.pause();
      };
      server.socket.pause();
      for (let i = 0; i < 20; i++) {
        client.socket.send(pattern(1000, i));
        await bench.quiet();
      }
      const total = 20_000;
      let rounds = 0;
      while (heard < total) {
        const before = heard;
        server.socket.resume();
        await bench.until(() => heard > before);
        rounds++;
        if (rounds > 100_000) throw new Error("nothing more is heard");
      }
      equal(heard, total, "bytes");
    },
  },
  {
    name: "many connections at once do not mix",
    async run(bench) {
      const port = await bench.freePort();
      await bench.wait(
        bench.server.listen(bench.host, port, (socket) => {
          socket.onData = (bytes) => socket.send(bytes.slice());
        }),
      );
      const opening = Array.from({ length: 60 }, () => bench.client.connect(bench.host, port));
      const ends = (await bench.wait(Promise.all(opening))).map(watch);
      ends.forEach((end, i) => void end.socket.send(pattern(500 + i, i)));
      await bench.until(() => ends.every((end, i) => end.bytes().length === 500 + i));
      ends.forEach((end, i) => void equal(sum(end.bytes()), sum(pattern(500 + i, i)), `echo ${i}`));
    },
  },
];
