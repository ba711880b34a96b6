// After a reload: what the death of the tab took, log by log, until the person has read it. What nodes lose that are
// killed while the page is open stands in the now line and the event list.
import { useEffect, useState } from "react";
import { useStore } from "zustand";
import type { LossSnapshot } from "../../engine/inspect/snapshot.ts";
import { announceSurely } from "../app/announce.ts";
import { useWords } from "../i18n/language.ts";
import { Button } from "../kit/button.tsx";
import { PHONE, useMedia } from "../kit/size.ts";
import styles from "./lifecycle.module.css";
import type { Session } from "./session.ts";

/** The event list has them all, and on a phone there is to be room for the drawing, too. */
const SHOWN_MAX = { wide: 3, phone: 1 } as const;

interface Group {
  readonly nodes: readonly number[];
  readonly loss: LossSnapshot;
}

/** Replicas of one partition that lost the same are told together. */
function grouped(losses: readonly LossSnapshot[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const loss of losses) {
    const { node, atMs, ...same } = loss;
    const key = JSON.stringify(same);
    const nodes = [...(groups.get(key)?.nodes ?? []), node].sort((a, b) => a - b);
    groups.set(key, { nodes, loss });
  }
  // The worst first: it must not be among those that only the list has.
  return [...groups.values()].sort((a, b) => b.loss.gone - a.loss.gone);
}

export function LossNotice({ session }: { readonly session: Session }) {
  const words = useWords();
  const shown = SHOWN_MAX[useMedia(PHONE) ? "phone" : "wide"];
  const all = useStore(session.store, ({ snapshot }) => snapshot?.losses);
  const [read, setRead] = useState(0);
  const losses = (all ?? []).filter(({ cut }) => cut === "host");
  const fresh = losses.slice(read);
  const any = fresh.length > 0;
  useEffect(() => {
    if (any) announceSurely(words.losses.title);
  }, [any, words]);
  if (!any) return null;
  const groups = grouped(fresh);
  const gone = fresh.some((loss) => loss.gone > 0);
  return (
    <section className={`${styles["notice"]} ${gone ? styles["bad"] : ""}`} aria-label={words.losses.title}>
      <p>{words.losses.title}</p>
      <ul>
        {groups.slice(0, shown).map(({ nodes, loss }) => (
          <li key={`${nodes.join()}/${loss.topic}-${loss.partition}`}>{words.losses.one(nodes, loss)}</li>
        ))}
        {groups.length > shown ? <li>{words.losses.more(groups.length - shown)}</li> : null}
      </ul>
      <Button small onClick={() => setRead(losses.length)}>
        {words.losses.dismiss}
      </Button>
    </section>
  );
}
