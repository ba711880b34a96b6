// One lane per voter on a shared axis of offsets. The text of a cell is the epoch that wrote it, so that a fork shows as a
// column of unlike cells.
import { DropdownMenu } from "radix-ui";
import { Fragment } from "react";
import menu from "../cluster/cluster-pane.module.css";
import type { ClusterView } from "../cluster/model.ts";
import { NodeItems } from "../cluster/node-menu.tsx";
import { isDown } from "../cluster/node-state.ts";
import { useQuorumWords } from "../i18n/quorum-words.ts";
import { useSize } from "../kit/size.ts";
import { Hexagon } from "./hexagon.tsx";
import styles from "./lanes.module.css";
import { epochAt, type Lane, type Lanes, lanesOf } from "./lanes.ts";
import { isTouched, type LinkState } from "./link-state.ts";
import tones from "./quorum.module.css";
import type { QuorumView, VoterView } from "./quorum-model.ts";
import { LaneCells } from "./voter-cells.tsx";

const CELL = 52;
/** More voters stand closer together. */
const MOST_SPACED = 3;
const FEWEST_COLUMNS = 3;
const MOST_COLUMNS = 16;

export interface VoterLanesProps {
  readonly quorum: QuorumView;
  readonly view: ClusterView;
  readonly links: readonly LinkState[];
  readonly past: boolean;
  readonly narrow: boolean;
}

export function VoterLanes({ quorum, view, links, past, narrow }: VoterLanesProps) {
  const w = useQuorumWords();
  const [area, size] = useSize<HTMLDivElement>();
  const cell = narrow ? 40 : CELL;
  const columns =
    size === null
      ? 0
      : Math.min(MOST_COLUMNS, Math.max(FEWEST_COLUMNS, Math.floor((size.width - 24) / cell)));
  const lanes = lanesOf(quorum, columns);
  return (
    <fieldset className={`${styles["lanes"]} bare`} aria-label={w.drawing} data-drawing="">
      <div className={styles["axis"]} aria-hidden="true">
        <span>{w.voters}</span>
        <div ref={area}>
          {lanes.offsets.map((offset, index) => (
            <span key={offset} className={styles["column"]} style={{ left: index * cell, width: cell }}>
              {offset}
            </span>
          ))}
        </div>
        <span />
      </div>
      {lanes.lanes.map((lane, index) => {
        const next = lanes.lanes[index + 1];
        const between =
          next === undefined
            ? undefined
            : links.find((link) => link.a.id === lane.voter.id && link.b.id === next.voter.id);
        return (
          <Fragment key={lane.voter.id}>
            <LaneRow lane={lane} lanes={lanes} quorum={quorum} view={view} cell={cell} past={past} />
            {between === undefined ? null : (
              <Between link={between} quorum={quorum} dense={lanes.lanes.length > MOST_SPACED} />
            )}
          </Fragment>
        );
      })}
    </fieldset>
  );
}

function LaneRow({
  lane,
  lanes,
  quorum,
  view,
  cell,
  past,
}: {
  readonly lane: Lane;
  readonly lanes: Lanes;
  readonly quorum: QuorumView;
  readonly view: ClusterView;
  readonly cell: number;
  readonly past: boolean;
}) {
  const { voter } = lane;
  return (
    <div className={styles["lane"]}>
      <VoterButton voter={voter} view={view} past={past} narrow={cell < CELL} />
      <div className={styles["cells"]}>
        <LaneCells lane={lane} lanes={lanes} cell={cell} />
      </div>
      <LaneNote lane={lane} quorum={quorum} />
    </div>
  );
}

/** The voter itself: what can be done to it opens here, by pointer and by keyboard. */
function VoterButton({
  voter,
  view,
  past,
  narrow,
}: {
  readonly voter: VoterView;
  readonly view: ClusterView;
  readonly past: boolean;
  readonly narrow: boolean;
}) {
  const w = useQuorumWords();
  const { id, label, role, epoch, highWatermark, logEndOffset, lag, sinceMs } = voter;
  const halts = isDown(role) || role === "frozen" || role === "starting";
  const name = w.lane(label, w.roles[role], epoch, highWatermark, logEndOffset, lag);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className={styles["voter"]} aria-label={name} data-voter={label} disabled={past}>
        <Hexagon label={label} role={role} />
        <span>
          <b
            className={
              role === "stale" || role === "prospective" || role === "candidate"
                ? tones["warn"]
                : isDown(role)
                  ? tones["bad"]
                  : undefined
            }
          >
            {w.roles[role]}
          </b>
          <small>
            {halts ? w.down(view.nowMs - sinceMs) : narrow ? `epoch ${epoch}` : `epoch ${epoch} · ${id}`}
          </small>
        </span>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className={menu["menu"]}
          align="start"
          sideOffset={4}
          aria-label={w.actions(label)}
        >
          <NodeItems view={view} node={id} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** What a number cannot say: uncommitted ends, how far behind, when it fetched. */
function LaneNote({ lane, quorum }: { readonly lane: Lane; readonly quorum: QuorumView }) {
  const w = useQuorumWords();
  const { voter } = lane;
  const isLeader = voter.id === quorum.leader?.id;
  const diverges = lane.cells.some(({ state }) => state === "diverging");
  if (!voter.known) return <div className={styles["note"]} />;
  if (diverges)
    return (
      <div className={styles["note"]}>
        <b className={tones["bad"]}>{w.uncommitted}</b>
        <small>{w.willTruncate}</small>
      </div>
    );
  if (isLeader || quorum.leader === null) {
    const last = voter.logEndOffset - 1;
    return (
      <div className={styles["note"]}>
        <b>LEO {voter.logEndOffset}</b>
        <small>{last < 0 ? "" : `e${epochAt(voter, last) ?? "?"}`}</small>
      </div>
    );
  }
  return (
    <div className={styles["note"]}>
      <b>{voter.lag === null ? `LEO ${voter.logEndOffset}` : w.lag(voter.lag)}</b>
      <small>{voter.lastFetchMs === null ? w.neverFetched : w.fetched(voter.lastFetchMs)}</small>
    </div>
  );
}

/** The way between a lane and the next: whether it carries. */
function Between({
  link,
  quorum,
  dense,
}: {
  readonly link: LinkState;
  readonly quorum: QuorumView;
  readonly dense: boolean;
}) {
  const w = useQuorumWords();
  const touched = isTouched(link);
  const look = link.cut !== "no" ? styles["wayCut"] : touched ? styles["waySlow"] : styles["way"];
  return (
    <div className={`${styles["between"]} ${dense ? styles["dense"] : ""}`}>
      <svg width={44} height={44} viewBox="0 0 44 44" aria-hidden="true">
        <line className={look} x1={22} x2={22} y1={2} y2={42} />
        {link.cut === "no" ? null : <path className={styles["wayCross"]} d="M16 16l12 12M28 16L16 28" />}
        {link.holds ? <path className={styles["wayHeld"]} d="M18.5 16v12M25.5 16v12" /> : null}
      </svg>
      {touched ? (
        <span className={link.cut !== "no" ? tones["bad"] : tones["warn"]}>
          {w.link(link.a.label, link.b.label)} {w.linkState(link)}
          <small>{link.sinceMs === null ? "" : w.since(quorum.nowMs - link.sinceMs)}</small>
        </span>
      ) : null}
    </div>
  );
}
