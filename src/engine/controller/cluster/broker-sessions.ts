// Who is alive: what heartbeats tell, in memory only. It is not in the log, so a new leader begins anew, with a full
// session for every broker that is not fenced.
import type { Clock } from "../../ports/clock.ts";
import { javaMapOrder } from "../topics/java-order.ts";

interface BrokerState {
  fenced: boolean;
  /** Newest metadata that the broker has; -1 before its first heartbeat while unfenced. */
  metadataOffset: number;
  /** The offset that all other brokers must reach before it may go; -1: it does not shut down. */
  shutdownOffset: number;
}

export interface ExpiredSession {
  readonly brokerId: number;
  readonly brokerEpoch: number;
}

export interface BrokerSessions {
  register(brokerId: number, fenced: boolean): void;
  unregister(brokerId: number): void;
  has(brokerId: number): boolean;
  /** A heartbeat of this epoch came in: its session begins anew. */
  renew(brokerId: number, brokerEpoch: number): void;
  hasValidSession(brokerId: number, brokerEpoch: number): boolean;
  /** Takes out one session that has ended, in the order of Kafka's hash table. */
  takeExpired(): ExpiredSession | null;
  /** What a heartbeat leads to: the broker's state from now on. */
  touch(brokerId: number, fenced: boolean, metadataOffset: number): void;
  isFenced(brokerId: number): boolean;
  /** Its last heartbeat says that it wants to stop. */
  heardShutdown(brokerId: number, wantsIt: boolean): void;
  wantsShutdown(brokerId: number): boolean;
  isShuttingDown(brokerId: number): boolean;
  beginShutdown(brokerId: number, offset: number): void;
  /** All other active brokers have the metadata that moved its partitions away. */
  mayShutDown(brokerId: number): boolean;
  lastHeartbeatMs(brokerId: number): number | null;
}

export function createBrokerSessions(clock: Clock, sessionTimeoutMs: number): BrokerSessions {
  const brokers = new Map<number, BrokerState>();
  /** Monotonic time of the last heartbeat, by `<id>-<epoch>`. */
  const contacts = new Map<string, { readonly session: ExpiredSession; readonly atMs: number }>();
  const lastHeartbeats = new Map<number, number>();
  const stopping = new Set<number>();

  const key = (brokerId: number, brokerEpoch: number): string => `${brokerId}-${brokerEpoch}`;
  const isExpired = (atMs: number): boolean => clock.monotonicMs() - atMs > sessionTimeoutMs;

  return {
    register(brokerId, fenced) {
      brokers.set(brokerId, { fenced, metadataOffset: -1, shutdownOffset: -1 });
    },
    unregister(brokerId) {
      brokers.delete(brokerId);
      lastHeartbeats.delete(brokerId);
      stopping.delete(brokerId);
    },
    has: (brokerId) => brokers.has(brokerId),
    renew(brokerId, brokerEpoch) {
      const id = key(brokerId, brokerEpoch);
      const atMs = clock.monotonicMs();
      contacts.delete(id);
      contacts.set(id, { session: { brokerId, brokerEpoch }, atMs });
      lastHeartbeats.set(brokerId, atMs);
    },
    hasValidSession(brokerId, brokerEpoch) {
      const contact = contacts.get(key(brokerId, brokerEpoch));
      return contact !== undefined && !isExpired(contact.atMs);
    },
    takeExpired() {
      const expired = [...contacts].filter(([, { atMs }]) => isExpired(atMs));
      const hash = ([, { session }]: (typeof expired)[number]): number =>
        31 * (31 + session.brokerId) + session.brokerEpoch;
      const [first] = javaMapOrder(expired, hash, contacts.size);
      if (first === undefined) return null;
      contacts.delete(first[0]);
      return first[1].session;
    },
    touch(brokerId, fenced, metadataOffset) {
      const before = brokers.get(brokerId);
      brokers.set(brokerId, {
        fenced,
        metadataOffset,
        shutdownOffset: fenced ? -1 : (before?.shutdownOffset ?? -1),
      });
    },
    isFenced: (brokerId) => brokers.get(brokerId)?.fenced ?? true,
    heardShutdown(brokerId, wantsIt) {
      if (wantsIt) stopping.add(brokerId);
      else stopping.delete(brokerId);
    },
    wantsShutdown: (brokerId) => stopping.has(brokerId),
    isShuttingDown: (brokerId) => (brokers.get(brokerId)?.shutdownOffset ?? -1) >= 0,
    beginShutdown(brokerId, offset) {
      const state = brokers.get(brokerId);
      if (state !== undefined && !state.fenced && state.shutdownOffset < 0) state.shutdownOffset = offset;
    },
    mayShutDown(brokerId) {
      const offset = brokers.get(brokerId)?.shutdownOffset ?? -1;
      for (const state of brokers.values()) {
        const active = !state.fenced && state.shutdownOffset < 0;
        if (active && state.metadataOffset < offset) return false;
      }
      return true;
    },
    lastHeartbeatMs: (brokerId) => lastHeartbeats.get(brokerId) ?? null,
  };
}
