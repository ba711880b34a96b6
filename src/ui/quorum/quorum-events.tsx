// The events of the quorum, newest first: elections as they happen, and what was done to the nodes. Each opens its causes.
import { useMemo } from "react";
import { useWords } from "../i18n/language.ts";
import { moment } from "../i18n/numbers.ts";
import { useQuorumWords } from "../i18n/quorum-words.ts";
import { useSession, useSessionState } from "../session/use-session.tsx";
import { sourceName } from "../timeline/source-name.ts";
import list from "../timeline/timeline.module.css";
import { useTraceTick } from "../timeline/trace-tick.ts";
import { isQuorumEvent } from "./elections.ts";
import styles from "./quorum.module.css";
import type { QuorumView } from "./quorum-model.ts";

const SHOWN_MAX = 120;

export function QuorumEvents({ quorum }: { readonly quorum: QuorumView }) {
  const session = useSession();
  const words = useWords();
  const w = useQuorumWords();
  const version = useTraceTick();
  const view = useSessionState((state) => state.view);
  const selected = useSessionState((state) => state.selectedEvent);
  const ids = quorum.voters.map(({ id }) => id).join(" ");
  const shown = useMemo(() => {
    const events = version >= 0 ? session.trace.events : [];
    const voters = new Set(ids.split(" ").map(Number));
    const picked = [];
    for (let index = events.length - 1; index >= 0 && picked.length < SHOWN_MAX; index--) {
      const event = events[index];
      if (event !== undefined && isQuorumEvent(event, voters)) picked.push(event);
    }
    return picked;
  }, [session, version, ids]);
  return (
    <section className={styles["events"]} aria-label={w.events}>
      <h3>{w.events}</h3>
      {shown.length === 0 ? <p className={styles["quiet"]}>{w.noEvents}</p> : null}
      <ol className={list["list"]}>
        {shown.map((entry) => (
          <li key={entry.id}>
            <button
              type="button"
              aria-pressed={entry.id === selected}
              onClick={() => session.selectEvent(entry.id)}
            >
              <time>{moment(entry.atMs)}</time>
              <b className={entry.source === "you" ? list["you"] : undefined}>
                {sourceName(entry.source, view, words)}
              </b>
              <span>{words.events(entry.event)}</span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
