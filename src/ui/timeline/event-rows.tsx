// Events below each other, each a button that opens its causes: one place to press Tab, arrow keys from one to the next.
import type { EngineEvent } from "../../engine/trace/event.ts";
import { useWords } from "../i18n/language.ts";
import { moment } from "../i18n/numbers.ts";
import { useRoving } from "../kit/roving.ts";
import { useSession, useSessionState } from "../session/use-session.tsx";
import { useEventText } from "./event-text.ts";
import { isGrave } from "./layout.ts";
import { sourceName } from "./source-name.ts";
import styles from "./timeline.module.css";

export function EventRows({ events }: { readonly events: readonly EngineEvent[] }) {
  const session = useSession();
  const words = useWords();
  const eventText = useEventText();
  const view = useSessionState((state) => state.view);
  const selected = useSessionState((state) => state.selectedEvent);
  const list = useRoving<HTMLOListElement>();
  return (
    <ol className={styles["list"]} ref={list}>
      {events.map((entry) => (
        <li key={entry.id}>
          <button
            type="button"
            aria-pressed={entry.id === selected}
            className={isGrave(entry) ? styles["grave"] : undefined}
            onClick={() => session.selectEvent(entry.id)}
          >
            <time>{moment(entry.atMs)}</time>
            <b className={entry.source === "you" ? styles["you"] : undefined}>
              {sourceName(entry.source, view, words)}
            </b>
            <span>
              {eventText(entry.event)}
              {entry.standsFor === undefined ? null : (
                <small> · {words.time.standsFor(entry.standsFor.events)}</small>
              )}
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}
