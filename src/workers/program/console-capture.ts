// console.* of a program: lines go to the page in batches, so many a second and no more. An endless loop never gives
// the thread back, so a batch also leaves from within console.log once it is old enough.
import { formatLine } from "./format-value.ts";
import type { Place, PrintedLine } from "./messages.ts";

const BATCH_MS = 50;
/** More lines within one second are counted and dropped: nobody reads them, and the page has to draw them. */
const MOST_LINES_PER_SECOND = 500;

export interface ConsoleCapture {
  readonly console: Pick<Console, "log" | "info" | "debug" | "warn" | "error" | "table" | "trace">;
  /** Sends what is waiting. */
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
  let waiting = false;
  let secondStartMs = Number.NEGATIVE_INFINITY;
  let linesInSecond = 0;

  function flush(): void {
    if (lines.length === 0 && dropped === 0) return;
    needs.send(lines, dropped);
    lines = [];
    dropped = 0;
    sentMs = needs.realNowMs();
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
    if (now - sentMs >= BATCH_MS) return flush();
    if (waiting) return;
    waiting = true;
    needs.later(() => {
      waiting = false;
      flush();
    }, BATCH_MS);
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
    flush,
  };
}
