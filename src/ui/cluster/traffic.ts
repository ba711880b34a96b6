// Which requests are on their way, from the events of the trace: who sent what to whom. Addresses become the nodes and
// clients of the drawing here; what cannot be placed is not drawn.
import type { ClusterSnapshot } from "../../engine/inspect/snapshot.ts";
import { eventCount } from "../../engine/trace/counting.ts";
import type { EngineEvent } from "../../engine/trace/event.ts";
import type { End } from "./ways.ts";

export type FlightKind = "produce" | "fetch" | "coordinator" | "controller" | "other" | "response";

export interface Flight {
  readonly from: End;
  readonly to: End;
  readonly kind: FlightKind;
  readonly api: string;
  readonly atMs: number;
  /** How many of them there were: of very many the trace tells a part. */
  readonly count: number;
}

export interface Traffic {
  /** Flights that these events start. */
  ingest(events: readonly EngineEvent[], snapshot: ClusterSnapshot): readonly Flight[];
}

const COORDINATOR =
  /^(FindCoordinator|JoinGroup|SyncGroup|Heartbeat|LeaveGroup|Offset|ConsumerGroup|InitProducerId|AddPartitions|AddOffsets|EndTxn|TxnOffset)/;
const CONTROLLER =
  /^(Broker|AlterPartition$|Vote|BeginQuorumEpoch|EndQuorumEpoch|DescribeQuorum|Controlled|FetchSnapshot|UpdateFeatures)/;

export function flightKind(api: string, to: End): FlightKind {
  if (api === "Produce") return "produce";
  if (to.kind === "controller" || CONTROLLER.test(api)) return "controller";
  if (api === "Fetch") return "fetch";
  return COORDINATOR.test(api) ? "coordinator" : "other";
}

export function endOf(source: string, snapshot: ClusterSnapshot): End | null {
  const node = snapshot.nodes.find(({ id }) => String(id) === source);
  if (node !== undefined) return { kind: node.role, id: node.id };
  return snapshot.clients.some(({ name }) => name === source) ? { kind: "client", name: source } : null;
}

/** `broker2:9092` is the node that listens there; `broker2:50113`, a connection that it opened. */
export function endOfAddress(address: string, snapshot: ClusterSnapshot): End | null {
  const colon = address.lastIndexOf(":");
  const host = colon < 0 ? address : address.slice(0, colon);
  const port = colon < 0 ? null : Number(address.slice(colon + 1));
  const matches = snapshot.nodes.filter(({ detail }) => detail !== null && detail.host === host);
  const node =
    matches.find(({ detail }) => detail?.port === port) ?? (matches.length === 1 ? matches[0] : undefined);
  return node === undefined ? endOf(address, snapshot) : { kind: node.role, id: node.id };
}

export function createTraffic(): Traffic {
  /** Client ids seen on a connection, so that its answers find their way back. */
  const connections = new Map<string, string>();
  return {
    ingest(events, snapshot) {
      const flights: Flight[] = [];
      for (const entry of events) {
        const { source, atMs, event } = entry;
        if (event.kind === "request-received") {
          if (event.clientId !== null) connections.set(`${source}|${event.peer}`, event.clientId);
          continue;
        }
        if (event.kind === "connection-closed") connections.delete(`${source}|${event.peer}`);
        if (event.kind !== "request-sent" && event.kind !== "response-sent") continue;
        const from = endOf(source, snapshot);
        const to =
          event.kind === "request-sent"
            ? endOfAddress(event.peer, snapshot)
            : (endOfAddress(event.peer, snapshot) ??
              endOf(connections.get(`${source}|${event.peer}`) ?? "", snapshot));
        if (from === null || to === null) continue;
        const kind = event.kind === "response-sent" ? "response" : flightKind(event.api, to);
        flights.push({ from, to, kind, api: event.api, atMs, count: eventCount(entry) });
      }
      return flights;
    },
  };
}
