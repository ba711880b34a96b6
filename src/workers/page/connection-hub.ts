// Introduces workers to each other: who listens where, and a MessageChannel for each new connection. It remembers
// whose ends they are, because a MessagePort does not tell when the worker behind it was terminated.
import type { FromHub, ToHub } from "../net/hub-messages.ts";

export interface PartySpec {
  /** What its peers see: `broker1`, `producer.ts`. */
  readonly host: string;
  /** Null for a program: it may connect, but not listen, and only to nodes. */
  readonly node: number | null;
}

export interface Party {
  /** Its end of the talk with the hub, to be transferred to its worker. */
  readonly port: MessagePort;
  /** Its worker is gone: the other ends of its connections are told, its addresses are free. */
  leave(): void;
}

export interface ConnectionHub {
  join(spec: PartySpec): Party;
}

interface Member {
  readonly spec: PartySpec;
  readonly port: MessagePort;
  readonly connections: Map<number, Member>;
  readonly addresses: Set<string>;
}

const FIRST_EPHEMERAL_PORT = 49_152;
const EPHEMERAL_PORTS = 65_536 - FIRST_EPHEMERAL_PORT;

export function createConnectionHub(): ConnectionHub {
  const listeners = new Map<string, Member>();
  let nextConnection = 0;

  const tell = (member: Member, message: FromHub, transfer: Transferable[] = []): void =>
    member.port.postMessage(message, transfer);

  function listen(member: Member, message: Extract<ToHub, { kind: "listen" }>): void {
    const { ticket, host, port } = message;
    const address = `${host}:${port}`;
    if (member.spec.node === null || listeners.has(address)) {
      return tell(member, { kind: "refused", ticket, reason: "refused", message: `${address} is taken` });
    }
    listeners.set(address, member);
    member.addresses.add(address);
    tell(member, { kind: "listening", ticket });
  }

  function connect(caller: Member, message: Extract<ToHub, { kind: "connect" }>): void {
    const { ticket, host, port } = message;
    const address = `${host}:${port}`;
    const answerer = listeners.get(address);
    if (answerer === undefined) {
      const text = `nobody listens on ${address}`;
      return tell(caller, { kind: "refused", ticket, reason: "refused", message: text });
    }
    const connection = nextConnection++;
    const wire = new MessageChannel();
    caller.connections.set(connection, answerer);
    answerer.connections.set(connection, caller);
    const peer = `${caller.spec.host}:${FIRST_EPHEMERAL_PORT + (connection % EPHEMERAL_PORTS)}`;
    tell(answerer, { kind: "accepted", connection, peer, host, port, wire: wire.port2 }, [wire.port2]);
    tell(caller, { kind: "connected", ticket, connection, peer: address, wire: wire.port1 }, [wire.port1]);
  }

  function unlisten(member: Member, address: string): void {
    if (listeners.get(address) === member) listeners.delete(address);
    member.addresses.delete(address);
  }

  function leave(member: Member): void {
    for (const address of member.addresses) unlisten(member, address);
    for (const [connection, other] of member.connections) {
      other.connections.delete(connection);
      if (other !== member) tell(other, { kind: "lost", connection });
    }
    member.connections.clear();
    member.port.onmessage = null;
    member.port.close();
  }

  return {
    join(spec) {
      const channel = new MessageChannel();
      const member: Member = { spec, port: channel.port1, connections: new Map(), addresses: new Set() };
      member.port.onmessage = ({ data }: MessageEvent<unknown>) => {
        // A program is a stranger: what it says is looked at before it is believed.
        if (!isToHub(data)) return;
        if (data.kind === "listen") listen(member, data);
        else if (data.kind === "unlisten") unlisten(member, `${data.host}:${data.port}`);
        else if (data.kind === "connect") connect(member, data);
        else member.connections.delete(data.connection);
      };
      let left = false;
      return {
        port: channel.port2,
        leave() {
          if (left) return;
          left = true;
          leave(member);
        },
      };
    },
  };
}

function isToHub(data: unknown): data is ToHub {
  if (typeof data !== "object" || data === null) return false;
  const { kind, ticket, host, port, connection } = data as Record<string, unknown>;
  if (kind === "closed") return typeof connection === "number";
  const isAddress = typeof host === "string" && typeof port === "number";
  return kind === "unlisten"
    ? isAddress
    : (kind === "listen" || kind === "connect") && isAddress && typeof ticket === "number";
}
