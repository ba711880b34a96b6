// The events of the quorum, newest first: elections as they happen, and what was done to the nodes. Each opens its causes.
import { useMemo } from "react";
import { useQuorumWords } from "../i18n/quorum-words.ts";
import { useSession } from "../session/use-session.tsx";
import { EventRows } from "../timeline/event-rows.tsx";
import { useTraceTick } from "../timeline/trace-tick.ts";
import { isQuorumEvent } from "./elections.ts";
import styles from "./quorum.module.css";
import type { QuorumView } from "./quorum-model.ts";

const SHOWN_MAX = 120;

export function QuorumEvents({ quorum }: { readonly quorum: QuorumView }) {
  const session = useSession();
  const w = useQuorumWords();
  const version = useTraceTick();
  const ids = quorum.voters.map(({ id }) => id).join(" ");
  const shown = useMemo(() => {
    const events = version >= 0 ? session.trace.events : [];
    const voters = new Set(ids.split(" ").map(Number));
    const picked = [];
    for (let index = events.length - 1; index >= 0 && picked.length < SHOWN_MAX; index--) {
      const event = events[index];
      if (event !== undefined && isQuorumEvent(event, voters)) picked.push(event);
    }
    // What several nodes tell arrives in order, or nearly.
    return picked.sort((a, b) => b.atMs - a.atMs);
  }, [session, version, ids]);
  return (
    <section className={styles["events"]} aria-label={w.events}>
      <h3>{w.events}</h3>
      {shown.length === 0 ? <p className={styles["quiet"]}>{w.noEvents}</p> : null}
      <EventRows events={shown} />
    </section>
  );
}
