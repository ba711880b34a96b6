// What is known of the way to each other node: at most one request is under way, and after a failure there is a pause.
import type { RaftSettings } from "./settings.ts";

export interface RaftNodeAddress {
  readonly id: number;
  readonly host: string;
  readonly port: number;
}

type Connection =
  | { readonly kind: "awaiting"; readonly correlationId: number; readonly deadlineMs: number }
  | { readonly kind: "backing-off"; readonly untilMs: number };

export class Connections {
  private readonly byNode = new Map<number, Connection>();
  /** Until then nobody is asked who leads. */
  private pauseUntilMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly bootstrap: readonly RaftNodeAddress[],
    private readonly settings: RaftSettings,
    private readonly nextInt: (bound: number) => number,
  ) {}

  /** Nothing is under way to the node, and it has not failed just now. */
  isReady({ id }: RaftNodeAddress, nowMs: number): boolean {
    const connection = this.byNode.get(id);
    if (connection === undefined) return true;
    const ready = nowMs >= (connection.kind === "awaiting" ? connection.deadlineMs : connection.untilMs);
    if (ready) this.byNode.delete(id);
    return ready;
  }

  isBackingOff({ id }: RaftNodeAddress, nowMs: number): boolean {
    const connection = this.byNode.get(id);
    return connection?.kind === "backing-off" && nowMs < connection.untilMs;
  }

  hasTimedOut({ id }: RaftNodeAddress, nowMs: number): boolean {
    const connection = this.byNode.get(id);
    return connection?.kind === "awaiting" && nowMs >= connection.deadlineMs;
  }

  /** Forgets, by the way, what is over: a node that did not answer may be asked again after another was. */
  hasAnyInFlight(nowMs: number): boolean {
    let found = false;
    for (const [id, connection] of this.byNode) {
      if (nowMs >= (connection.kind === "awaiting" ? connection.deadlineMs : connection.untilMs)) {
        this.byNode.delete(id);
      } else if (connection.kind === "awaiting") found = true;
    }
    return found;
  }

  /** When something changes by time alone: a pause or a request's patience ends. */
  nextChangeMs(nowMs: number): number {
    let next = Number.POSITIVE_INFINITY;
    for (const connection of this.byNode.values()) {
      const atMs = connection.kind === "awaiting" ? connection.deadlineMs : connection.untilMs;
      if (atMs > nowMs) next = Math.min(next, atMs);
    }
    return this.pauseUntilMs > nowMs ? Math.min(next, this.pauseUntilMs) : next;
  }

  /** One of the nodes that may know the leader, by chance; null while another is asked or none is ready. */
  readyBootstrap(nowMs: number): RaftNodeAddress | null {
    if (this.bootstrap.length === 0 || this.hasAnyInFlight(nowMs) || nowMs < this.pauseUntilMs) return null;
    const start = this.nextInt(this.bootstrap.length);
    for (let i = 0; i < this.bootstrap.length; i++) {
      const node = this.bootstrap[(start + i) % this.bootstrap.length]!;
      if (this.isReady(node, nowMs)) return node;
    }
    return null;
  }

  /** A node had nothing useful to say: neither it nor another one is asked at once. */
  rest(nodeId: number, nowMs: number): void {
    const { leaderlessPauseMs } = this.settings;
    if (leaderlessPauseMs === 0) return;
    this.pauseUntilMs = nowMs + leaderlessPauseMs;
    this.byNode.set(nodeId, { kind: "backing-off", untilMs: this.pauseUntilMs });
  }

  sent({ id }: RaftNodeAddress, correlationId: number, nowMs: number): void {
    const deadlineMs = nowMs + this.settings.requestTimeoutMs;
    this.byNode.set(id, { kind: "awaiting", correlationId, deadlineMs });
  }

  isExpected(nodeId: number, correlationId: number): boolean {
    const connection = this.byNode.get(nodeId);
    return connection?.kind === "awaiting" && connection.correlationId === correlationId;
  }

  answered(nodeId: number, correlationId: number, handled: boolean, nowMs: number): void {
    if (!this.isExpected(nodeId, correlationId)) return;
    if (handled) this.byNode.delete(nodeId);
    else this.byNode.set(nodeId, { kind: "backing-off", untilMs: nowMs + this.settings.retryBackoffMs });
  }

  reset(): void {
    this.byNode.clear();
  }
}
