// What a gateway with a data directory notes, so that after a SIGKILL the next one can tell what was lost: where each
// log ended that had something unflushed. It may be a moment older than the death, hence "at least".
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SeenNode } from "../../engine/cluster/losses.ts";
import type { EngineEvent } from "../../engine/trace/event.ts";

const NOTE_FILE = "samsa.unflushed.json";
/** Between two looks. */
const APART_MS = 300;
/** Looking and writing takes at most one part in so many of the time. */
const APART_PER_COST = 50;

/** Empty when there is none, or none that can be read: then nothing is known, and nothing said. */
export async function readLossNote(folder: string): Promise<readonly SeenNode[]> {
  try {
    const note: unknown = JSON.parse(await readFile(join(folder, NOTE_FILE), "utf8"));
    return Array.isArray(note) ? note : [];
  } catch {
    return [];
  }
}

export interface LossNote {
  /** Writes the last note. */
  stop(): Promise<void>;
}

export function keepLossNote(folder: string, look: () => readonly SeenNode[]): LossNote {
  const file = join(folder, NOTE_FILE);
  let written = "";
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    const text = JSON.stringify(look());
    if (text === written) return;
    // Written beside and renamed: half a note would say nothing.
    await writeFile(`${file}.tmp`, text);
    await rename(`${file}.tmp`, file);
    written = text;
  }

  function writeSoon(delayMs: number): void {
    timer = setTimeout(() => {
      const before = performance.now();
      // A full disk stops the brokers, who tell of it; the note is tried again.
      writing = write().catch(() => {});
      void writing.then(() => {
        if (timer !== null) writeSoon(Math.max(APART_MS, (performance.now() - before) * APART_PER_COST));
      });
    }, delayMs);
    timer.unref();
  }

  writeSoon(APART_MS);
  return {
    async stop() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      await writing;
      await write().catch(() => {});
    },
  };
}

const records = (count: number): string => `${count} ${count === 1 ? "record" : "records"}`;

/** One line for the terminal; null for other events. */
export function lossLine({ source, event }: EngineEvent): string | null {
  if (event.kind !== "records-lost") return null;
  const { topic, partition, fromOffset, toOffset, atLeast, returning, gone, goneCommitted, damaged } = event;
  const lost = toOffset - fromOffset;
  const what = damaged > 0 ? "that the disk did not keep" : "unflushed";
  const fate = [
    ...(returning > 0 ? [`${returning} on the leader, which gives them back`] : []),
    ...(gone > 0 ? [`${gone} gone${goneCommitted > 0 ? `, ${goneCommitted} of them committed` : ""}`] : []),
  ];
  return `broker ${source} recovered ${topic}-${partition} up to offset ${fromOffset}; lost ${atLeast ? "at least " : ""}${records(lost)} ${what}: ${fate.join("; ")}`;
}
