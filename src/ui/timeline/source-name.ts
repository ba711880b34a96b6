// Who tells an event, as the page calls them.
import { nodeName } from "../cluster/actions.ts";
import type { ClusterView } from "../cluster/model.ts";
import type { Dictionary } from "../i18n/ko.ts";

export function sourceName(source: string, view: ClusterView | null, words: Dictionary): string {
  if (source === "you") return words.time.you;
  const id = Number(source);
  return view !== null && Number.isInteger(id) && source !== "" ? nodeName(view, words, id) : source;
}
