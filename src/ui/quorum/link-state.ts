// The links between voters: what each is now, both directions taken together, whole ones too.
import type { ClusterSnapshot, LinkSnapshot } from "../../engine/inspect/snapshot.ts";
import type { VoterView } from "./quorum-model.ts";

export interface LinkState {
  readonly a: VoterView;
  readonly b: VoterView;
  readonly cut: "no" | "one-way" | "both";
  /** The direction in which nothing goes, of a link that is cut one way. */
  readonly silent: { readonly from: string; readonly to: string } | null;
  readonly delayMs: number;
  readonly holds: boolean;
  readonly held: number;
  /** Null for a whole link. */
  readonly sinceMs: number | null;
}

export const isTouched = ({ cut, delayMs, holds }: LinkState): boolean =>
  cut !== "no" || delayMs > 0 || holds;

export function linkStates(
  voters: readonly VoterView[],
  links: ClusterSnapshot["links"],
): readonly LinkState[] {
  return voters.flatMap((a, index) => voters.slice(index + 1).map((b) => linkState(a, b, links)));
}

function linkState(a: VoterView, b: VoterView, links: readonly LinkSnapshot[]): LinkState {
  const ways = links.filter(
    ({ from, to }) => (from === a.id && to === b.id) || (from === b.id && to === a.id),
  );
  const cutWays = ways.filter(({ cut }) => cut);
  const cuts = cutWays.length;
  const [from, to] = cutWays[0]?.from === a.id ? [a.label, b.label] : [b.label, a.label];
  return {
    a,
    b,
    cut: cuts === 0 ? "no" : cuts === 1 ? "one-way" : "both",
    silent: cuts === 1 ? { from, to } : null,
    delayMs: Math.max(0, ...ways.map(({ delayMs }) => delayMs)),
    holds: ways.some(({ held }) => held !== null),
    held: ways.reduce((sum, { held }) => sum + (held ?? 0), 0),
    sinceMs: ways.length === 0 ? null : Math.min(...ways.map(({ sinceMs }) => sinceMs)),
  };
}
