// What the page notes so that, when the tab dies, the next one can tell what was lost: where each log ended that had
// something unflushed. A tab dies without warning, so the note is written now and then while there is something to lose;
// it is never newer than the death, hence "at least".
import type { SeenNode } from "../../engine/cluster/losses.ts";

/** Between two looks. */
const APART_MS = 200;
/** Writing takes at most one part in so many of the time. */
const APART_PER_COST = 20;

export interface LossNote {
  /** Something may have changed. */
  changed(): void;
  /** The page may go away now. */
  writeNow(): Promise<void>;
  stop(): void;
}

export function createLossNote(
  look: () => readonly SeenNode[],
  write: (note: readonly SeenNode[]) => Promise<void>,
): LossNote {
  // Unknown at first: what is stored is of the tab before.
  let written = "";
  let apartMs = APART_MS;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let stopped = false;

  async function writeNow(): Promise<void> {
    const note = look();
    const text = JSON.stringify(note);
    if (stopped || text === written) return;
    written = text;
    try {
      await write(note);
    } catch {
      // A page that goes away cannot wait, and full storage is told elsewhere. The next look tries again.
      written = "";
    }
  }

  async function lookAndWrite(): Promise<void> {
    const before = performance.now();
    await writeNow();
    apartMs = Math.max(APART_MS, (performance.now() - before) * APART_PER_COST);
    timer = null;
  }

  return {
    changed() {
      if (!stopped) timer ??= setTimeout(() => void lookAndWrite(), apartMs);
    },
    writeNow,
    stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}
