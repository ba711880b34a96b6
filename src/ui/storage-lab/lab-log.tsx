// One topic of the lab: its log now and, after an act, what it was before: what went is shown as gone.
import type { ReactNode } from "react";
import type { LaneFlags } from "../bytes/lane-geometry.ts";
import { LaneLegend } from "../bytes/lane-legend.tsx";
import type { LanePicture, LaneSegment } from "../bytes/lane-picture.ts";
import { LaneTable } from "../bytes/lane-table.tsx";
import { PartitionLane } from "../bytes/partition-lane.tsx";
import { useBytesWords } from "../i18n/bytes-words.ts";
import { useSize } from "../kit/size.ts";
import styles from "./lab.module.css";
import type { LogState } from "./lab-state.ts";

export interface LabLogProps {
  readonly title: string;
  readonly policy: string;
  readonly about: string;
  readonly log: LogState | null;
  readonly before: LogState | null;
  readonly as: "map" | "table";
  readonly wallMs: number;
  /** Null where age does not count. */
  readonly retentionMs: number | null;
}

function flagsOf({ replica, picture }: LogState): LaneFlags {
  return {
    logStartOffset: Math.max(replica.logStartOffset, picture.segments[0]?.baseOffset ?? 0),
    highWatermark: replica.highWatermark,
    logEndOffset: replica.logEndOffset,
    flushedOffset: null,
    firstDirtyOffset: replica.cleaner?.firstDirtyOffset ?? null,
  };
}

const CELL_WIDTH = 22;
const MOST_WIDTH = 1_400;

/** The segments that were there and are not any more. */
export function goneSegments(before: LanePicture, after: LanePicture): readonly LaneSegment[] {
  const left = after.segments[0]?.baseOffset ?? after.to;
  return before.segments.filter(({ baseOffset, endOffset }) => baseOffset < left && endOffset <= left);
}

export function newestOf(segment: LaneSegment): number {
  return (segment.batches ?? []).reduce((max, { maxTimestampMs }) => Math.max(max, maxTimestampMs), -1);
}

export function LabLog({ title, policy, about, log, before, as, wallMs, retentionMs }: LabLogProps) {
  const words = useBytesWords();
  const w = words.lab;
  const [area, size] = useSize<HTMLDivElement>();
  const offsets = log === null ? 0 : log.replica.logEndOffset - (before?.picture.from ?? log.picture.from);
  // A cell keeps its number; what does not fit is scrolled to.
  const width = Math.max(size?.width ?? 0, Math.min(MOST_WIDTH, offsets * CELL_WIDTH));
  const isEmpty = log === null || log.replica.logEndOffset === 0;
  const gone = log === null || before === null ? [] : goneSegments(before.picture, log.picture);
  const changed =
    before !== null && log !== null && before.picture !== log.picture && differ(before.picture, log.picture);
  return (
    <section className={styles["log"]} aria-label={title}>
      <header>
        <h2>{title}</h2>
        <code>{policy}</code>
        <p>{about}</p>
      </header>
      <div className={styles["lanes"]} ref={area}>
        {isEmpty || log === null || size === null ? (
          <p className={styles["empty"]}>{w.nothingYet}</p>
        ) : as === "table" ? (
          <LaneTable picture={log.picture} label={words.lane.drawing(title)} />
        ) : (
          <>
            {changed && before !== null ? (
              <Labelled text={w.before} quiet>
                <PartitionLane
                  label={`${w.before}, ${words.lane.drawing(title)}`}
                  picture={before.picture}
                  flags={flagsOf(before)}
                  width={width}
                  chosen={null}
                />
              </Labelled>
            ) : null}
            <Labelled text={changed ? w.after : ""} quiet={false}>
              <PartitionLane
                label={words.lane.drawing(title)}
                picture={log.picture}
                flags={flagsOf(log)}
                width={width}
                chosen={null}
                gone={gone}
              />
            </Labelled>
            {retentionMs === null ? null : (
              <Ages picture={log.picture} wallMs={wallMs} retentionMs={retentionMs} />
            )}
            <LaneLegend picture={log.picture} flags={flagsOf(log)} />
          </>
        )}
      </div>
    </section>
  );
}

function differ(a: LanePicture, b: LanePicture): boolean {
  const told = (picture: LanePicture): string =>
    JSON.stringify(picture.segments.map(({ baseOffset, sizeBytes }) => [baseOffset, sizeBytes]));
  return told(a) !== told(b);
}

function Labelled({
  text,
  quiet,
  children,
}: {
  readonly text: string;
  readonly quiet: boolean;
  readonly children: ReactNode;
}) {
  return (
    <div className={quiet ? styles["quiet"] : undefined}>
      {text === "" ? null : <p className={styles["when"]}>{text}</p>}
      {children}
    </div>
  );
}

/** How old the newest record of each closed segment is, and when it may go. */
function Ages({
  picture,
  wallMs,
  retentionMs,
}: {
  readonly picture: LanePicture;
  readonly wallMs: number;
  readonly retentionMs: number;
}) {
  const words = useBytesWords();
  const w = words.lab;
  return (
    <ul className={styles["ages"]}>
      {picture.segments.map((segment) => {
        const newest = newestOf(segment);
        if (newest < 0) return null;
        const left = newest + retentionMs - wallMs;
        return (
          <li key={segment.baseOffset} className={left <= 0 ? styles["expired"] : undefined}>
            <b>{segment.baseOffset}.log</b> {w.age(Math.max(0, wallMs - newest))} · {w.expires(left)}
            {segment.active ? ` · ${w.activeAge}` : ""}
          </li>
        );
      })}
    </ul>
  );
}
