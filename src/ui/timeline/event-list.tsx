// The events as a list, newest last: the timeline's twin for those who read, and all there is room for on a phone.
import { useMemo, useState } from "react";
import { useWords } from "../i18n/language.ts";
import { Segments } from "../kit/choice.tsx";
import { Empty } from "../kit/pane.tsx";
import { isMinor } from "../session/trace-log.ts";
import { useSession } from "../session/use-session.tsx";
import { EventRows } from "./event-rows.tsx";
import styles from "./timeline.module.css";
import { useTraceTick } from "./trace-tick.ts";

const SHOWN_MAX = 200;

export function EventList() {
  const session = useSession();
  const words = useWords();
  const version = useTraceTick();
  const [all, setAll] = useState<"major" | "all">("major");
  const shown = useMemo(() => {
    // The version stands for the events, which change in place.
    const events = version >= 0 ? session.trace.events : [];
    const picked = [];
    for (let index = events.length - 1; index >= 0 && picked.length < SHOWN_MAX; index--) {
      const event = events[index];
      if (event !== undefined && (all === "all" || !isMinor(event))) picked.push(event);
    }
    return picked;
  }, [session, version, all]);
  return (
    <div className={styles["listPane"]}>
      <div className={styles["listHead"]}>
        <Segments
          label={words.time.filter}
          choices={[
            { value: "major", label: words.time.major },
            { value: "all", label: words.time.all },
          ]}
          value={all}
          onChoose={setAll}
        />
      </div>
      {shown.length === 0 ? <Empty text={words.time.noEvents} /> : <EventRows events={shown} />}
    </div>
  );
}
