// A workspace that this tab owns: what it holds as long as it does, and what the page and the clock make it do.
import type { LossNote } from "./loss-note.ts";
import type { RunningCluster } from "./running-cluster.ts";
import type { WorkspaceState } from "./workspace.ts";
import type { WorkspaceLock } from "./workspace-lock.ts";
import type { WorkspaceRecord, WorkspaceStore } from "./workspace-store.ts";

/** The wall clock is remembered this often while it runs away from the computer's. */
const REMEMBER_MS = 5_000;

/** Everything that an owned workspace holds, to be given back together. */
export interface Owned {
  readonly lock: WorkspaceLock;
  readonly store: WorkspaceStore;
  readonly running: RunningCluster;
  readonly restored: boolean;
  record: WorkspaceRecord;
  /** Null while it starts: the note of the tab before is good until this one has made use of it. */
  note: LossNote | null;
  readonly cleanUps: (() => void)[];
}

export function openState({ restored, running }: Owned): WorkspaceState {
  return { kind: "open", restored, ...(running.time.isHeld() && { held: true }) };
}

/** How far the wall clock has run ahead. */
export async function remember(mine: Owned): Promise<void> {
  const wallAheadMs = Math.max(0, Math.round(mine.running.time.wallMs() - Date.now()));
  if (Math.abs(wallAheadMs - mine.record.wallAheadMs) < REMEMBER_MS / 5) return;
  mine.record = { ...mine.record, wallAheadMs };
  // A page that goes away cannot wait; one that stays tries again.
  await mine.store.write(mine.record).catch(() => {});
}

/** Follows the page: it is hidden and shown, and it goes away. Undone with what it adds to the clean-ups. */
export function followPage(mine: Owned, onVisibility: () => void): void {
  const { time } = mine.running;
  const look = (): void => {
    time.setHidden(document.hidden);
    onVisibility();
  };
  document.addEventListener("visibilitychange", look);
  look();
  const remembering = setInterval(() => void remember(mine), REMEMBER_MS);
  const onPageHide = (): void => {
    void mine.note?.writeNow();
    void remember(mine);
  };
  window.addEventListener("pagehide", onPageHide);
  mine.cleanUps.push(
    () => document.removeEventListener("visibilitychange", look),
    () => clearInterval(remembering),
    () => window.removeEventListener("pagehide", onPageHide),
  );
}
