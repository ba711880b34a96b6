// Who voted for whom in the newest election, as the trace has it, and how many follow the leader now. Each ballot is a
// link to its event, whose causes the chain beside the timeline tells.
import { useMemo } from "react";
import { useQuorumWords } from "../i18n/quorum-words.ts";
import { useRoving } from "../kit/roving.ts";
import { useSession, useSessionState } from "../session/use-session.tsx";
import { useTraceTick } from "../timeline/trace-tick.ts";
import { type Ballot, type ElectionView, latestElections } from "./elections.ts";
import { Hexagon } from "./hexagon.tsx";
import styles from "./quorum.module.css";
import { followers, type QuorumView } from "./quorum-model.ts";

export function MajorityLine({ quorum }: { readonly quorum: QuorumView }) {
  const w = useQuorumWords();
  const following = followers(quorum);
  const { voters, majority } = quorum;
  return (
    <div className={styles["majority"]}>
      <svg width={voters.length * 22 + 6} height={22} aria-hidden="true">
        {voters.map((voter, index) => (
          <rect
            key={voter.id}
            className={index < following ? styles["seatTaken"] : styles["seat"]}
            x={index * 22 + 2}
            y={4}
            width={18}
            height={14}
            rx={3}
          />
        ))}
        <line className={styles["majorityMark"]} x1={majority * 22} x2={majority * 22} y1={0} y2={22} />
      </svg>
      <span className={following >= majority ? styles["ok"] : styles["bad"]}>
        {w.majorityLine(following, voters.length, majority)}
      </span>
    </div>
  );
}

export function Ballots({ quorum }: { readonly quorum: QuorumView }) {
  const w = useQuorumWords();
  const session = useSession();
  const version = useTraceTick();
  const pastMs = useSessionState((state) => state.pastMs);
  const ids = quorum.voters.map(({ id }) => id).join(" ");
  const elections = useMemo(() => {
    // The version stands for the events, which change in place.
    const events = version >= 0 ? session.trace.events : [];
    const known = pastMs === null ? events : events.filter(({ atMs }) => atMs <= pastMs);
    return latestElections(known, ids.split(" ").map(Number));
  }, [session, version, ids, pastMs]);
  if (elections.length === 0) return <p className={styles["quiet"]}>{w.noElection}</p>;
  return elections.map((election) => <Election key={election.event} election={election} quorum={quorum} />);
}

function Election({ election, quorum }: { readonly election: ElectionView; readonly quorum: QuorumView }) {
  const w = useQuorumWords();
  const session = useSession();
  const selected = useSessionState((state) => state.selectedEvent);
  const section = useRoving<HTMLElement>();
  const voterOf = (id: number) => quorum.voters.find((voter) => voter.id === id);
  const says = (ballot: Ballot): string =>
    ballot.kind === "refused" ? w.refusals[ballot.reason] : w.ballot[ballot.kind];
  return (
    <section
      ref={section}
      className={styles["ballots"]}
      aria-label={w.election(election.epoch, election.preVote)}
    >
      <h3>
        <button
          type="button"
          className={styles["electionName"]}
          aria-pressed={selected === election.event}
          onClick={() => session.selectEvent(election.event)}
        >
          {w.election(election.epoch, election.preVote)}
        </button>
        <small className={styles["candidate"]}>
          {w.electedFor(voterOf(election.candidate)?.label ?? String(election.candidate))}
        </small>
      </h3>
      <ul>
        {election.ballots.map(({ voter, ballot }) => {
          const seen = voterOf(voter);
          const text = says(ballot);
          const look = ballot.kind === "refused" || ballot.kind === "silent" ? styles["bad"] : undefined;
          const hexagon = (
            <Hexagon
              label={seen?.label ?? String(voter)}
              role={
                ballot.kind === "silent" ? "unattached" : ballot.kind === "refused" ? "follower" : "leader"
              }
              size={32}
            />
          );
          return (
            <li key={voter}>
              {ballot.kind === "silent" ? (
                <span className={styles["silent"]}>
                  {hexagon}
                  <span className={look}>{text}</span>
                </span>
              ) : (
                <button
                  type="button"
                  aria-pressed={selected === ballot.event}
                  onClick={() => session.selectEvent(ballot.event)}
                >
                  {hexagon}
                  <span className="visually-hidden">{seen?.label} </span>
                  <span className={look}>{text}</span>
                </button>
              )}
            </li>
          );
        })}
      </ul>
      <b className={election.votes >= quorum.majority ? styles["ok"] : styles["bad"]}>
        {w.tally(election.votes, election.ballots.length, election.won, quorum.majority)}
      </b>
    </section>
  );
}
