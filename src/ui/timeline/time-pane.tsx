// Time as one pane: transport on top, the timeline and its "why?" below.
import { useWords } from "../i18n/language.ts";
import { moment } from "../i18n/numbers.ts";
import { Button } from "../kit/button.tsx";
import { Pane, PaneHead, Space } from "../kit/pane.tsx";
import { useSight } from "../kit/sight.tsx";
import { useSession, useSessionState } from "../session/use-session.tsx";
import { EventList } from "./event-list.tsx";
import styles from "./timeline.module.css";
import { Timeline } from "./timeline.tsx";
import { Transport } from "./transport.tsx";
import { Why } from "./why.tsx";

export function EventCount() {
  const words = useWords();
  const events = useSessionState((state) => state.snapshot?.events ?? 0);
  const dropped = useSessionState((state) => state.snapshot?.droppedEvents ?? 0);
  return <span className={styles["count"]}>{words.time.count(events, dropped)}</span>;
}

/** While the past is looked at: when that was, and the way back. */
export function PastNote({ pastMs }: { readonly pastMs: number }) {
  const session = useSession();
  const words = useWords();
  return (
    <p className={styles["banner"]} role="status">
      {words.time.readOnly(moment(pastMs))}
      <Button small onClick={() => session.lookAt(null)}>
        {words.time.toNow}
      </Button>
    </p>
  );
}

export function TimePane() {
  const words = useWords();
  const pastMs = useSessionState((state) => state.pastMs);
  const [as, sight] = useSight();
  return (
    <Pane label={words.time.timeline}>
      <PaneHead>
        <Transport />
        <Space />
        {pastMs === null ? <EventCount /> : <PastNote pastMs={pastMs} />}
        {sight}
      </PaneHead>
      <div className={styles["body"]}>
        {as === "map" ? <Timeline /> : <EventList />}
        <Why />
      </div>
    </Pane>
  );
}
