// What the listener above the log is told: batches and snapshots as soon as they are committed, and who leads. In log
// order, each once.
import type { Effect } from "./effect.ts";
import type { Raft } from "./raft.ts";

/** Tells the listener what is committed, and who leads. */
export function deliver(raft: Raft): void {
  const { state, highWatermark } = raft;
  if (highWatermark >= 0) deliverCommitted(raft, highWatermark);
  const { leaderId, epoch } = state;
  const { lastToldLeader } = raft;
  if (state.name === "resigned" || (leaderId === lastToldLeader.leaderId && epoch === lastToldLeader.epoch))
    return;
  // The leader itself hears of it when it knows all that was committed before.
  if (state.name === "leader" && raft.deliveredOffset <= state.replicas.epochStartOffset) return;
  raft.lastToldLeader = { leaderId, epoch };
  raft.outbox.push({ kind: "leader", leader: raft.lastToldLeader });
}

function deliverCommitted(raft: Raft, highWatermark: number): void {
  const effects: Effect[] = [];
  const { snapshotToLoad: snapshot } = raft;
  if (snapshot !== null && snapshot.id.endOffset <= highWatermark) {
    const { endOffset } = snapshot.id;
    raft.snapshotToLoad = null;
    raft.deliveredOffset = Math.max(raft.deliveredOffset, endOffset);
    raft.undelivered = raft.undelivered.filter(({ baseOffset }) => baseOffset >= endOffset);
    // What a quorum is formatted with has no metadata.
    if (endOffset > 0) effects.push({ kind: "load-snapshot", snapshot, cause: raft.cause });
  }
  const end = raft.undelivered.findIndex(({ lastOffset }) => lastOffset >= highWatermark);
  const committed = raft.undelivered.splice(0, end < 0 ? raft.undelivered.length : end);
  for (const batch of committed) effects.push({ kind: "commit", batch, cause: raft.cause });
  raft.deliveredOffset = (committed.at(-1)?.lastOffset ?? raft.deliveredOffset - 1) + 1;
  if (effects.length > 0) raft.outbox.push({ kind: "high-watermark", offset: highWatermark }, ...effects);
}
