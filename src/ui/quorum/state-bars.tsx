// What each controller was over the last half minute: bars by role, from the trace. Its twin in words is the list of the
// quorum's events.
import { useMemo } from "react";
import { controllerLook } from "../cluster/node-state.ts";
import { moment } from "../i18n/numbers.ts";
import { useQuorumWords } from "../i18n/quorum-words.ts";
import { useRoving } from "../kit/roving.ts";
import { useSession, useSessionState } from "../session/use-session.tsx";
import { useTraceTick } from "../timeline/trace-tick.ts";
import { type Stretch, stretchesOf } from "./elections.ts";
import styles from "./quorum.module.css";
import type { QuorumView } from "./quorum-model.ts";

const SHOWN_MS = 30_000;
const TICK_MS = 5_000;
/** Nearer to the right edge a number would be cut off. */
const TICK_ROOM_MS = 2_000;

export function StateBars({ quorum }: { readonly quorum: QuorumView }) {
  const w = useQuorumWords();
  const session = useSession();
  const version = useTraceTick();
  const selected = useSessionState((state) => state.selectedEvent);
  const section = useRoving<HTMLElement>();
  const toMs = Math.max(SHOWN_MS, quorum.nowMs);
  const fromMs = toMs - SHOWN_MS;
  const ids = quorum.voters.map(({ id }) => id).join(" ");
  const rows = useMemo(() => {
    const events = version >= 0 ? session.trace.events : [];
    return ids.split(" ").map((id) => stretchesOf(events, Number(id), fromMs, quorum.nowMs));
  }, [session, version, ids, fromMs, quorum.nowMs]);
  const left = (ms: number): string => `${((ms - fromMs) / SHOWN_MS) * 100}%`;
  const nameOf = (state: Stretch["state"]): string => (state === "unknown" ? w.unknownState : w.roles[state]);
  const ticks = Array.from(
    { length: SHOWN_MS / TICK_MS },
    (_, i) => (Math.ceil(fromMs / TICK_MS) + i) * TICK_MS,
  );
  return (
    <section ref={section} className={styles["bars"]} aria-label={w.history}>
      <h3 className="visually-hidden">{w.history}</h3>
      <div className={styles["ticks"]} aria-hidden="true">
        {ticks
          .filter((ms) => ms <= toMs - TICK_ROOM_MS)
          .map((ms) => (
            <span key={ms} style={{ left: left(ms) }}>
              {moment(ms).replace(".000", "")}
            </span>
          ))}
      </div>
      {quorum.voters.map((voter, index) => (
        <div key={voter.id} className={styles["barRow"]}>
          <span>{voter.label}</span>
          <div>
            {(rows[index] ?? []).map((stretch) => {
              const { state, epoch, event } = stretch;
              const text = nameOf(state);
              const widthPart = (stretch.toMs - stretch.fromMs) / SHOWN_MS;
              return (
                <button
                  key={`${stretch.fromMs} ${event}`}
                  type="button"
                  disabled={event === null}
                  aria-pressed={event !== null && selected === event}
                  aria-label={w.stretch(voter.label, text, epoch, stretch.toMs - stretch.fromMs)}
                  title={w.stretch(voter.label, text, epoch, stretch.toMs - stretch.fromMs)}
                  className={styles[`bar-${state === "unknown" ? "adrift" : controllerLook(state)}`]}
                  style={{ left: left(stretch.fromMs), width: `${widthPart * 100}%` }}
                  onClick={() => session.selectEvent(event)}
                >
                  <span>{`${text}${epoch === null ? "" : ` · e${epoch}`}`}</span>
                </button>
              );
            })}
          </div>
        </div>
      ))}
    </section>
  );
}
