// The Network port over TCP. A `localhost` listener answers on both loopback addresses, because clients differ in which
// they try first.
import { createConnection, createServer, type Server, type Socket as TcpSocket } from "node:net";
import { ConnectError, type DataListener, type Network, type Socket } from "../../engine/ports/network.ts";

/** A slow reader is not read from while this much waits to be written to it. */
const MOST_UNWRITTEN_BYTES = 16 << 20;

/** With more than this unwritten the other end is said not to keep up. */
const KEEPS_UP_BYTES = 1 << 20;

export function createTcpNetwork(): Network {
  return { listen, connect };
}

function addressesOf(host: string): readonly [string, ...string[]] {
  return host === "localhost" ? ["127.0.0.1", "::1"] : [host];
}

async function listen(host: string, port: number, accept: (socket: Socket) => void) {
  const [first, ...others] = addressesOf(host);
  const servers = [await bind(first, port, accept)];
  for (const other of others) {
    try {
      servers.push(await bind(other, port, accept));
    } catch (error) {
      if (isTaken(error)) {
        for (const server of servers) server.close();
        throw error;
      }
      // No IPv6 here: the first address is enough.
    }
  }
  return {
    close() {
      for (const server of servers) server.close();
    },
  };
}

class PortTaken extends ConnectError {}
const isTaken = (error: unknown): boolean => error instanceof PortTaken;

function bind(host: string, port: number, accept: (socket: Socket) => void): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer({ noDelay: true }, (socket) => accept(wrap(socket)));
    server.once("error", (error: NodeJS.ErrnoException) => {
      const address = `${host}:${port}`;
      if (error.code === "EADDRINUSE")
        reject(new PortTaken("refused", `${address} is in use by another program`));
      else reject(new ConnectError("refused", `cannot listen on ${address}: ${error.message}`));
    });
    server.listen(port, host, () => {
      // From here on an error of the listener (too many open files) loses that one connection only.
      server.removeAllListeners("error");
      server.on("error", () => {});
      resolve(server);
    });
  });
}

function connect(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host, port, noDelay: true });
    const failed = (error: NodeJS.ErrnoException): void => {
      const kind = error.code === "ECONNREFUSED" ? "refused" : "unreachable";
      reject(new ConnectError(kind, `${host}:${port}: ${error.message || error.code}`));
    };
    socket.once("error", failed);
    socket.once("connect", () => {
      socket.removeListener("error", failed);
      resolve(wrap(socket));
    });
  });
}

function wrap(tcp: TcpSocket): Socket {
  let closed = false;
  let pausedByOwner = false;
  let pausedByBacklog = false;
  const flow = (): void => {
    if (pausedByOwner || pausedByBacklog) tcp.pause();
    else tcp.resume();
  };
  const socket: Socket = {
    peer: `${tcp.remoteAddress ?? "unknown"}:${tcp.remotePort ?? 0}`,
    send(bytes) {
      if (closed || tcp.destroyed) return;
      tcp.write(bytes);
      if (tcp.writableLength > MOST_UNWRITTEN_BYTES && !pausedByBacklog) {
        pausedByBacklog = true;
        flow();
      }
    },
    close() {
      if (closed) return;
      closed = true;
      // Reading goes on, into nothing: unread bytes would make the other end lose what was just sent to it.
      tcp.resume();
      tcp.end();
      tcp.setTimeout(LONGEST_GOODBYE_MS, () => tcp.destroy());
    },
    pause() {
      pausedByOwner = true;
      flow();
    },
    resume() {
      pausedByOwner = false;
      flow();
    },
    drained() {
      if (tcp.destroyed || tcp.writableLength <= KEEPS_UP_BYTES) return undefined;
      return new Promise((resolve) => {
        tcp.once("drain", resolve);
        tcp.once("close", resolve);
      });
    },
    onData: null as DataListener | null,
    onClose: null,
  };
  // A Buffer is cut out of a shared pool and its slice() does not copy; the engine is promised a plain array.
  tcp.on("data", (buffer: Buffer) => {
    if (!closed) socket.onData?.(new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length), null);
  });
  tcp.on("drain", () => {
    if (!pausedByBacklog) return;
    pausedByBacklog = false;
    flow();
  });
  tcp.on("error", () => {});
  tcp.on("close", () => {
    if (closed) return;
    closed = true;
    socket.onClose?.();
  });
  return socket;
}

/** A closed connection whose other end neither reads nor closes is broken off after this. */
const LONGEST_GOODBYE_MS = 5_000;
