// Why did this happen? The chain of causes in words, newest first; each is a link to its event.
import { useMemo } from "react";
import { useWords } from "../i18n/language.ts";
import { moment } from "../i18n/numbers.ts";
import { useRoving } from "../kit/roving.ts";
import { causesOf } from "../session/trace-log.ts";
import { useSession, useSessionState } from "../session/use-session.tsx";
import { useEventText } from "./event-text.ts";
import { sourceName } from "./source-name.ts";
import styles from "./timeline.module.css";

export function Why() {
  const session = useSession();
  const words = useWords();
  const eventText = useEventText();
  const selected = useSessionState((state) => state.selectedEvent);
  const view = useSessionState((state) => state.view);
  const section = useRoving<HTMLElement>();
  const causes = useMemo(
    () => (selected === null ? null : causesOf(session.trace, selected)),
    [session, selected],
  );
  return (
    <section ref={section} className={styles["why"]} aria-label={words.time.why}>
      <h3>{words.time.why}</h3>
      {causes === null || causes.chain.length === 0 ? (
        <p className={styles["hint"]}>{words.time.whyPick}</p>
      ) : (
        <>
          <ol>
            {causes.chain.map((entry) => (
              <li key={entry.id}>
                <button
                  type="button"
                  aria-current={entry.id === selected}
                  onClick={() => session.selectEvent(entry.id)}
                >
                  <b>{eventText(entry.event)}</b>
                  <span>
                    {moment(entry.atMs)} · {sourceName(entry.source, view, words)}
                  </span>
                </button>
              </li>
            ))}
          </ol>
          {causes.complete ? (
            causes.chain.length === 1 ? (
              <p className={styles["hint"]}>{words.time.noCause}</p>
            ) : null
          ) : (
            <p className={styles["hint"]}>{words.time.forgotten}</p>
          )}
        </>
      )}
    </section>
  );
}
