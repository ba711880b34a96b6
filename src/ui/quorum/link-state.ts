// The links between voters: what each is now, both directions taken together, whole ones too.
import type { ClusterSnapshot } from "../../engine/inspect/snapshot.ts";
import { type LinkView, linkViews } from "../cluster/model.ts";
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
  const touched = linkViews(links);
  return voters.flatMap((a, index) => voters.slice(index + 1).map((b) => linkState(a, b, touched)));
}

function linkState(a: VoterView, b: VoterView, touched: readonly LinkView[]): LinkState {
  const link = touched.find((one) => one.a === Math.min(a.id, b.id) && one.b === Math.max(a.id, b.id));
  if (link === undefined)
    return { a, b, cut: "no", silent: null, delayMs: 0, holds: false, held: 0, sinceMs: null };
  const { cut, unheard, delayMs, holds, held, sinceMs } = link;
  const [from, to] = unheard === a.id ? [a.label, b.label] : [b.label, a.label];
  return { a, b, cut, silent: unheard === null ? null : { from, to }, delayMs, holds, held, sinceMs };
}
