// When the cluster tells what power cuts took (losses.ts): at every change of leadership, and when a host asks because
// the details of its nodes have come.
import type { LossSnapshot, NodeDetail } from "../inspect/snapshot.ts";
import type { EventKind, EventOf } from "../trace/event.ts";
import { createLossBook, type LossBook, type SeenNode } from "./losses.ts";
import type { TraceLog } from "./trace-log.ts";

export interface LossTelling extends Pick<LossBook, "ended" | "wiped"> {
  /** Tells what can be known by now. */
  tell(): void;
  /** What was told, oldest first. */
  told(): readonly LossSnapshot[];
}

export interface LossTellingParts {
  readonly noted: readonly SeenNode[];
  readonly trace: TraceLog;
  readonly nowMs: () => number;
  /** What the nodes that run show. */
  readonly living: () => ReadonlyMap<number, NodeDetail>;
  readonly emit: (node: number, event: EventOf<"records-lost">) => void;
}

/** After these it may have become known. */
const TELLING: ReadonlySet<EventKind> = new Set<EventKind>([
  "node-ready",
  "became-leader",
  "became-follower",
  "leader-elected",
  "topic-deleted",
]);
const KEPT = 100;

export function createLossTelling(parts: LossTellingParts): LossTelling {
  const { noted, trace, nowMs, living, emit } = parts;
  const book = createLossBook(noted);
  let told: readonly LossSnapshot[] = [];
  let waiting = false;

  function tell(): void {
    if (!book.isOpen()) return;
    for (const { node, ...loss } of book.settle(living())) {
      emit(node, { kind: "records-lost", ...loss });
      told = [...told, { node, ...loss, atMs: nowMs() }].slice(-KEPT);
    }
  }

  trace.onEvent(({ event }) => {
    if (waiting || !TELLING.has(event.kind) || !book.isOpen()) return;
    waiting = true;
    // Whoever tells the event has not finished yet what it tells of.
    void Promise.resolve().then(() => {
      waiting = false;
      tell();
    });
  });

  return { ended: book.ended, wiped: book.wiped, tell, told: () => told };
}
