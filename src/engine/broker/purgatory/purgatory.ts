// Requests that wait for something to happen at a partition: a produce with acks=all for the high watermark, a fetch for
// data. Each is watched under the partitions it depends on, tried again whenever one of them changes, and answered at
// the latest when its time is up.
import type { ParkedSnapshot } from "../../inspect/snapshot.ts";
import type { RequestContext } from "../../net/server.ts";
import type { Clock, Timer } from "../../ports/clock.ts";
import type { Trace } from "../../ports/trace.ts";

export interface Waiting<Key> {
  readonly api: string;
  readonly context: Pick<RequestContext, "clientId" | "correlationId" | "event">;
  readonly keys: readonly Key[];
  readonly timeoutMs: number;
  /** For people: what must happen. */
  readonly waitsFor: string;
  /** Answers the request if it can be answered now, and says whether it did. */
  tryComplete(): boolean;
  /** Time is up: answers with what there is. */
  expire(): void;
  /** Produce: the offset that the high watermark of `key` must reach. */
  requiredOffset?(key: Key): number | null;
}

interface Parked<Key> {
  readonly waiting: Waiting<Key>;
  readonly timer: Timer;
  readonly sinceMs: number;
  done: boolean;
}

export class Purgatory<Key> {
  private readonly watchers = new Map<Key, Set<Parked<Key>>>();

  constructor(
    private readonly clock: Clock,
    private readonly trace: Trace,
  ) {}

  /** To be called after tryComplete has said no. */
  park(waiting: Waiting<Key>): void {
    const { api, context, waitsFor } = waiting;
    const { correlationId } = context;
    this.trace.emit({ kind: "request-parked", api, correlationId, waitsFor }, context.event);
    const parked: Parked<Key> = {
      waiting,
      sinceMs: this.clock.monotonicMs(),
      done: false,
      timer: this.clock.setTimer(waiting.timeoutMs, () => {
        this.leave(parked, true);
        waiting.expire();
      }),
    };
    for (const key of waiting.keys) {
      const watching = this.watchers.get(key) ?? new Set();
      watching.add(parked);
      this.watchers.set(key, watching);
    }
  }

  /** Something changed at `key`. */
  check(key: Key): void {
    const watching = this.watchers.get(key);
    if (watching === undefined) return;
    for (const parked of [...watching]) {
      if (parked.done) continue;
      if (parked.waiting.tryComplete()) this.leave(parked, false);
    }
  }

  snapshot(key: Key): readonly ParkedSnapshot[] {
    const watching = this.watchers.get(key);
    if (watching === undefined) return [];
    return [...watching].map(({ waiting, sinceMs }) => ({
      api: waiting.api,
      clientId: waiting.context.clientId,
      correlationId: waiting.context.correlationId,
      sinceMs,
      deadlineMs: sinceMs + waiting.timeoutMs,
      requiredOffset: waiting.requiredOffset?.(key) ?? null,
    }));
  }

  get size(): number {
    const all = new Set<Parked<Key>>();
    for (const watching of this.watchers.values()) for (const parked of watching) all.add(parked);
    return all.size;
  }

  /** The node ends: nothing is answered any more. */
  clear(): void {
    for (const watching of this.watchers.values()) {
      for (const parked of watching) {
        parked.done = true;
        parked.timer.cancel();
      }
    }
    this.watchers.clear();
  }

  private leave(parked: Parked<Key>, timedOut: boolean): void {
    parked.done = true;
    parked.timer.cancel();
    const { api, context, keys } = parked.waiting;
    for (const key of keys) {
      const watching = this.watchers.get(key);
      watching?.delete(parked);
      if (watching?.size === 0) this.watchers.delete(key);
    }
    this.trace.emit(
      { kind: "request-unparked", api, correlationId: context.correlationId, timedOut },
      context.event,
    );
  }
}
