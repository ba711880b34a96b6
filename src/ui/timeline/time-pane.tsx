// Time as one pane: transport on top, the timeline and its "why?" below.
import { useState } from "react";
import { useWords } from "../i18n/language.ts";
import { moment } from "../i18n/numbers.ts";
import { Button } from "../kit/button.tsx";
import { Segments } from "../kit/choice.tsx";
import { Pane, PaneHead, Space } from "../kit/pane.tsx";
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
  const [as, setAs] = useState<"map" | "table">("map");
  return (
    <Pane label={words.time.timeline}>
      <PaneHead>
        <Transport />
        <Space />
        {pastMs === null ? <EventCount /> : <PastNote pastMs={pastMs} />}
        <Segments
          label={words.cluster.view}
          choices={[
            { value: "map", label: words.cluster.map },
            { value: "table", label: words.cluster.table },
          ]}
          value={as}
          onChoose={setAs}
        />
      </PaneHead>
      <div className={styles["body"]}>
        {as === "map" ? <Timeline /> : <EventList />}
        <Why />
      </div>
    </Pane>
  );
}
