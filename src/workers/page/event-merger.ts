// Each worker tells its events in order and in batches; together they would come in bunches. They wait here for two
// frames, and leave in the order of their times.
import type { EngineEvent } from "../../engine/trace/event.ts";

/** The batches of all workers that cover one moment arrive within it. */
const PATIENCE_MS = 40;

interface Waiting {
  readonly event: EngineEvent;
  readonly arrivedMs: number;
}

export interface EventMerger {
  add(events: readonly EngineEvent[]): void;
  /** What has waited long enough, in order. */
  take(): EngineEvent[];
  isEmpty(): boolean;
}

export function createEventMerger(realNowMs: () => number): EventMerger {
  let waiting: Waiting[] = [];
  return {
    add(events) {
      const arrivedMs = realNowMs();
      for (const event of events) waiting.push({ event, arrivedMs });
    },
    take() {
      const limitMs = realNowMs() - PATIENCE_MS;
      waiting.sort((a, b) => a.event.atMs - b.event.atMs);
      // Nothing overtakes: what is ready but later than something that still waits, waits with it.
      const firstUnready = waiting.findIndex(({ arrivedMs }) => arrivedMs > limitMs);
      const ready = firstUnready === -1 ? waiting : waiting.slice(0, firstUnready);
      waiting = firstUnready === -1 ? [] : waiting.slice(firstUnready);
      return ready.map(({ event }) => event);
    },
    isEmpty: () => waiting.length === 0,
  };
}
