// console.* of a program: lines go to the page in batches, so many a second and no more. An endless loop never gives
// the thread back, so a batch also leaves from within console.log once it is old enough.
import { formatLine } from "./format-value.ts";
import type { PrintedLine } from "./messages.ts";
import type { Place } from "./stack.ts";

const BATCH_MS = 50;
/** More lines within one second are counted and dropped: nobody reads them, and the page has to draw them. */
const MOST_LINES_PER_SECOND = 500;
/** How often it is said that lines were dropped. */
const DROPPED_MS = 1_000;

export interface ConsoleCapture {
  readonly console: Pick<Console, "log" | "info" | "debug" | "warn" | "error" | "table" | "trace">;
  /** Sends what is waiting: the program ends. */
  flush(): void;
}

export interface CaptureNeeds {
  readonly realNowMs: () => number;
  readonly playNowMs: () => number;
  readonly later: (fire: () => void, delayMs: number) => void;
  readonly place: () => Place | null;
  readonly send: (lines: readonly PrintedLine[], dropped: number) => void;
}

export function captureConsole(needs: CaptureNeeds): ConsoleCapture {
  let lines: PrintedLine[] = [];
  let dropped = 0;
  let sentMs = Number.NEGATIVE_INFINITY;
  let droppedSentMs = Number.NEGATIVE_INFINITY;
  let waiting = false;
  let secondStartMs = Number.NEGATIVE_INFINITY;
  let linesInSecond = 0;

  function flush(isLast = true): void {
    const now = needs.realNowMs();
    const tellDropped = dropped > 0 && (isLast || now - droppedSentMs >= DROPPED_MS);
    sentMs = now;
    if (lines.length === 0 && !tellDropped) return;
    needs.send(lines, tellDropped ? dropped : 0);
    lines = [];
    if (!tellDropped) return;
    dropped = 0;
    droppedSentMs = now;
  }

  function print(kind: PrintedLine["kind"], values: readonly unknown[]): void {
    const now = needs.realNowMs();
    if (now - secondStartMs >= 1_000) {
      secondStartMs = now;
      linesInSecond = 0;
    }
    if (linesInSecond >= MOST_LINES_PER_SECOND) {
      dropped++;
    } else {
      linesInSecond++;
      lines.push({ kind, text: formatLine(values), place: needs.place(), atMs: needs.playNowMs() });
    }
    if (now - sentMs >= BATCH_MS) return flush(false);
    wake(BATCH_MS);
  }

  function wake(delayMs: number): void {
    if (waiting) return;
    waiting = true;
    needs.later(() => {
      waiting = false;
      flush(false);
      // What was dropped is told even when nothing more is printed.
      if (dropped > 0) wake(DROPPED_MS);
    }, delayMs);
  }

  const log = (...values: unknown[]): void => print("log", values);
  return {
    console: {
      log,
      info: log,
      debug: log,
      table: log,
      warn: (...values: unknown[]) => print("warn", values),
      error: (...values: unknown[]) => print("error", values),
      trace: (...values: unknown[]) => print("log", values),
    },
    flush: () => flush(),
  };
}
