// The now line on screen, and the same sentence for those who listen: said politely, and not more than once in a while.
import { useMemo } from "react";
import { useAnnounce } from "../app/announce.ts";
import { useWords } from "../i18n/language.ts";
import { NowLine } from "../kit/now.tsx";
import { shorten } from "../kit/shorten.ts";
import type { ClusterView } from "./model.ts";
import { type NowFact, nowLine } from "./now-line.ts";

/** Topics may have names of 249 letters; the sentence is to be read at a glance. */
const NAME_MAX = 48;

function withShortNames(fact: NowFact): NowFact {
  if (fact.kind === "records-lost")
    return { ...fact, loss: { ...fact.loss, topic: shorten(fact.loss.topic, NAME_MAX) } };
  return "partition" in fact ? { ...fact, partition: shorten(fact.partition, NAME_MAX) } : fact;
}

export function NowLineText({
  view,
  focus,
}: {
  readonly view: ClusterView | null;
  readonly focus: string | null;
}) {
  const words = useWords();
  const line = useMemo(() => (view === null ? null : nowLine(view, focus)), [view, focus]);
  const said = line === null ? null : words.now(withShortNames(line.fact));
  // Calm facts change with every record; only trouble and its end are worth interrupting for.
  useAnnounce(line === null || line.fact.kind === "replicating" ? null : (said?.fact ?? null));
  return <NowLine fact={said?.fact ?? ""} cause={said?.cause ?? ""} gravity={line?.gravity ?? "calm"} />;
}
