// The links between voters, to be cut, slowed, held and healed by hand, and the messages that they hold.
import type { ClusterCommand } from "../../engine/cluster/command.ts";
import type { HeldMessageSnapshot } from "../../engine/inspect/snapshot.ts";
import { shortName } from "../cluster/actions.ts";
import type { ClusterView } from "../cluster/model.ts";
import { bytes, span } from "../i18n/numbers.ts";
import { useQuorumWords } from "../i18n/quorum-words.ts";
import { Button } from "../kit/button.tsx";
import { useRoving } from "../kit/roving.ts";
import { useSession } from "../session/use-session.tsx";
import { isTouched, type LinkState } from "./link-state.ts";
import styles from "./quorum.module.css";
import type { QuorumView } from "./quorum-model.ts";

/** As the words of the panel say. */
const SLOW_MS = 800;

export function LinksPanel({
  quorum,
  links,
  past,
}: {
  readonly quorum: QuorumView;
  readonly links: readonly LinkState[];
  readonly past: boolean;
}) {
  const w = useQuorumWords();
  const session = useSession();
  const section = useRoving<HTMLElement>();
  const send = async (...commands: readonly ClusterCommand[]): Promise<void> => {
    for (const command of commands) await session.command(command);
  };
  const touched = links.filter(isTouched);
  return (
    <section ref={section} className={styles["panel"]} aria-label={w.links}>
      <h3>{w.links}</h3>
      <p className={styles["quiet"]}>{links.length === 0 ? w.noLinks : w.linksNote}</p>
      {/* Above the list, which grows as links are touched: what is pressed next stays where it was. */}
      {links.length < 2 ? null : (
        <div className={styles["row"]}>
          {quorum.voters.map((voter) => (
            <Button
              key={voter.id}
              small
              disabled={past}
              onClick={() =>
                void send(
                  ...quorum.voters
                    .filter((other) => other.id !== voter.id)
                    .map((other): ClusterCommand => ({ kind: "cutLink", a: voter.id, b: other.id })),
                )
              }
            >
              {w.isolate(voter.label)}
            </Button>
          ))}
          <Button
            small
            disabled={past || touched.length === 0}
            onClick={() =>
              void send(
                ...touched.map(({ a, b }): ClusterCommand => ({ kind: "healLink", a: a.id, b: b.id })),
              )
            }
          >
            {w.healAll}
          </Button>
        </div>
      )}
      <ul className={styles["links"]}>
        {links.map((link) => {
          const name = w.link(link.a.label, link.b.label);
          const [a, b] = [link.a.id, link.b.id];
          const act = (label: string, command: ClusterCommand) => (
            <Button
              small
              look="ghost"
              disabled={past}
              aria-label={w.onLink(label, name)}
              onClick={() => void send(command)}
            >
              {label}
            </Button>
          );
          const look = link.cut !== "no" ? styles["bad"] : isTouched(link) ? styles["warn"] : styles["quiet"];
          return (
            <li key={name}>
              <b>{name}</b>
              <span className={look}>
                {w.linkState(link)}
                {link.sinceMs === null ? null : <small> {w.since(quorum.nowMs - link.sinceMs)}</small>}
              </span>
              <span className={styles["linkTools"]}>
                {/* First, where a cut link has no other: what is pressed next stays where it was. */}
                {isTouched(link) ? act(w.heal, { kind: "healLink", a, b }) : null}
                {link.cut === "no" ? act(w.cut, { kind: "cutLink", a, b }) : null}
                {link.delayMs === 0 ? act(w.slow, { kind: "slowLink", a, b, delayMs: SLOW_MS }) : null}
                {link.holds
                  ? act(w.let, { kind: "releaseLink", a, b })
                  : act(w.hold, { kind: "holdLink", a, b })}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

export function HeldPanel({
  messages,
  view,
  past,
}: {
  readonly messages: readonly HeldMessageSnapshot[];
  readonly view: ClusterView;
  readonly past: boolean;
}) {
  const w = useQuorumWords();
  const session = useSession();
  const section = useRoving<HTMLElement>();
  return (
    <section ref={section} className={styles["panel"]} aria-label={w.held}>
      <h3>
        {w.held} <small className={styles["heldCount"]}>{messages.length === 0 ? "" : messages.length}</small>
      </h3>
      <p className={styles["quiet"]}>{messages.length === 0 ? w.noHeld : `${w.heldNote} ${w.dropNote}`}</p>
      <ol className={styles["held"]}>
        {messages.map(({ id, from, to, api, isResponse, correlationId, sizeBytes, sinceMs, isNext }) => {
          const name = w.message(api, isResponse, correlationId);
          const [here, there] = [shortName(view, from), shortName(view, to)];
          return (
            <li key={id}>
              <span>
                <b>
                  {here} → {there}
                </b>{" "}
                {name}
                <small>
                  {" "}
                  {bytes(sizeBytes)} · {isNext ? span(view.nowMs - sinceMs) : w.waitsBehind}
                </small>
              </span>
              <span className={styles["linkTools"]}>
                <Button
                  small
                  disabled={past || !isNext}
                  aria-label={w.onMessage(w.release, name, here, there)}
                  onClick={() => void session.command({ kind: "releaseMessage", id })}
                >
                  {w.release}
                </Button>
                <Button
                  small
                  look="ghost"
                  disabled={past || !isNext}
                  aria-label={w.onMessage(w.drop, name, here, there)}
                  title={w.dropNote}
                  onClick={() => void session.command({ kind: "dropMessage", id })}
                >
                  {w.drop}
                </Button>
              </span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

export function ObserverPanel({ quorum }: { readonly quorum: QuorumView }) {
  const w = useQuorumWords();
  const { observers } = quorum;
  return (
    <section className={styles["panel"]} aria-label={w.observers}>
      <h3>{w.observers}</h3>
      <p className={styles["quiet"]}>{observers.length === 0 ? w.noObservers : w.observersNote}</p>
      <ul className={styles["observers"]}>
        {observers.map(({ id, lag, lastFetchMs }) => (
          <li key={id}>
            <svg width={14} height={14} viewBox="0 0 44 44" className={styles["observer"]} aria-hidden="true">
              <path d="M12 4h20l11 18-11 18H12L1 22z" />
            </svg>
            <b>{id}</b>
            <span>{lag === null ? w.unknownLag : w.lag(lag)}</span>
            <small>{lastFetchMs === null ? w.neverFetched : w.fetched(lastFetchMs)}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}
