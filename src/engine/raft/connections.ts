// What is known of the way to each other node: at most one request is under way, and after a failure there is a pause. The
// way is to an address: a leader whose listener has changed does not answer where the log says, and does where the
// configuration says.
import type { RaftSettings } from "./settings.ts";

export interface RaftNodeAddress {
  readonly id: number;
  readonly host: string;
  readonly port: number;
}

type Connection =
  | { readonly kind: "awaiting"; readonly correlationId: number; readonly deadlineMs: number }
  | { readonly kind: "backing-off"; readonly untilMs: number };

interface Way {
  readonly to: RaftNodeAddress;
  readonly connection: Connection;
}

const endOf = (connection: Connection): number =>
  connection.kind === "awaiting" ? connection.deadlineMs : connection.untilMs;

export class Connections {
  /** Few, and asked for with each message: looked for by their fields, without a key that would have to be put together. */
  private ways: Way[] = [];
  /** Until then nobody is asked who leads. */
  private pauseUntilMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly bootstrap: readonly RaftNodeAddress[],
    private readonly settings: RaftSettings,
    private readonly nextInt: (bound: number) => number,
  ) {}

  /** Nothing is under way to the node, and it has not failed just now. */
  isReady(to: RaftNodeAddress, nowMs: number): boolean {
    const connection = this.get(to);
    if (connection === undefined) return true;
    const ready = nowMs >= endOf(connection);
    if (ready) this.delete(to);
    return ready;
  }

  isBackingOff(to: RaftNodeAddress, nowMs: number): boolean {
    const connection = this.get(to);
    return connection?.kind === "backing-off" && nowMs < connection.untilMs;
  }

  hasTimedOut(to: RaftNodeAddress, nowMs: number): boolean {
    const connection = this.get(to);
    return connection?.kind === "awaiting" && nowMs >= connection.deadlineMs;
  }

  /** Forgets, by the way, what is over: a node that did not answer may be asked again after another was. */
  hasAnyInFlight(nowMs: number): boolean {
    if (this.ways.some(({ connection }) => nowMs >= endOf(connection)))
      this.ways = this.ways.filter(({ connection }) => nowMs < endOf(connection));
    return this.ways.some(({ connection }) => connection.kind === "awaiting");
  }

  /** When something changes by time alone: a pause or a request's patience ends. */
  nextChangeMs(nowMs: number): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { connection } of this.ways) {
      const atMs = endOf(connection);
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
  rest(node: RaftNodeAddress, nowMs: number): void {
    const { leaderlessPauseMs } = this.settings;
    if (leaderlessPauseMs === 0) return;
    this.pauseUntilMs = nowMs + leaderlessPauseMs;
    this.set(node, { kind: "backing-off", untilMs: this.pauseUntilMs });
  }

  sent(to: RaftNodeAddress, correlationId: number, nowMs: number): void {
    const deadlineMs = nowMs + this.settings.requestTimeoutMs;
    this.set(to, { kind: "awaiting", correlationId, deadlineMs });
  }

  isExpected(node: RaftNodeAddress, correlationId: number): boolean {
    const connection = this.get(node);
    return connection?.kind === "awaiting" && connection.correlationId === correlationId;
  }

  answered(node: RaftNodeAddress, correlationId: number, handled: boolean, nowMs: number): void {
    if (!this.isExpected(node, correlationId)) return;
    if (handled) this.delete(node);
    else this.set(node, { kind: "backing-off", untilMs: nowMs + this.settings.retryBackoffMs });
  }

  reset(): void {
    this.ways = [];
  }

  /** -1 when there is none. */
  private find({ id, host, port }: RaftNodeAddress): number {
    return this.ways.findIndex(({ to }) => to.id === id && to.port === port && to.host === host);
  }

  private get(to: RaftNodeAddress): Connection | undefined {
    return this.ways[this.find(to)]?.connection;
  }

  private set(to: RaftNodeAddress, connection: Connection): void {
    const at = this.find(to);
    if (at < 0) this.ways.push({ to, connection });
    else this.ways[at] = { to, connection };
  }

  private delete(to: RaftNodeAddress): void {
    const at = this.find(to);
    if (at >= 0) this.ways.splice(at, 1);
  }
}
