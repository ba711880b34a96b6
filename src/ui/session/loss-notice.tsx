// After a reload: what the death of the tab took, log by log, until the person has read it. What nodes lose that are
// killed while the page is open stands in the now line and the event list.
import { useEffect, useState } from "react";
import { useStore } from "zustand";
import { announceSurely } from "../app/announce.ts";
import { useWords } from "../i18n/language.ts";
import { Button } from "../kit/button.tsx";
import styles from "./lifecycle.module.css";
import type { Session } from "./session.ts";

const SHOWN_MAX = 6;

export function LossNotice({ session }: { readonly session: Session }) {
  const words = useWords();
  const all = useStore(session.store, ({ snapshot }) => snapshot?.losses);
  const [read, setRead] = useState(0);
  const losses = (all ?? []).filter(({ cut }) => cut === "host");
  const fresh = losses.slice(read);
  const any = fresh.length > 0;
  useEffect(() => {
    if (any) announceSurely(words.losses.title);
  }, [any, words]);
  if (!any) return null;
  const gone = fresh.some((loss) => loss.gone > 0);
  return (
    <section className={`${styles["notice"]} ${gone ? styles["bad"] : ""}`} aria-label={words.losses.title}>
      <p>{words.losses.title}</p>
      <ul>
        {fresh.slice(0, SHOWN_MAX).map((loss) => (
          <li key={`${loss.node}/${loss.topic}-${loss.partition}`}>{words.losses.one(loss.node, loss)}</li>
        ))}
        {fresh.length > SHOWN_MAX ? <li>{words.losses.more(fresh.length - SHOWN_MAX)}</li> : null}
      </ul>
      <Button small onClick={() => setRead(losses.length)}>
        {words.losses.dismiss}
      </Button>
    </section>
  );
}
