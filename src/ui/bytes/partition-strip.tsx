// The upper strip of the inspector: the sentence that says what of this log is safe, and the log as a drawing or a table.
import { useEffect, useMemo, useState } from "react";
import type { FileSnapshot } from "../../engine/inspect/byte-tree.ts";
import type { BrokerSnapshot, ReplicaSnapshot } from "../../engine/inspect/snapshot.ts";
import { useAnnounce } from "../app/announce.ts";
import { useBytesWords } from "../i18n/bytes-words.ts";
import { NowLine } from "../kit/now.tsx";
import { useSight } from "../kit/sight.tsx";
import { useSize } from "../kit/size.ts";
import { useSession } from "../session/use-session.tsx";
import styles from "./bytes.module.css";
import { dirtyOf } from "./file-list.tsx";
import type { LaneFlags } from "./lane-geometry.ts";
import { LaneLegend } from "./lane-legend.tsx";
import { type LanePicture, type LaneSegment, logFiles } from "./lane-picture.ts";
import { LaneTable } from "./lane-table.tsx";
import { loadLane } from "./load-lane.ts";
import { PartitionLane } from "./partition-lane.tsx";
import { versionOf } from "./use-files.ts";

export interface StripProps {
  readonly node: number;
  readonly directory: string;
  readonly files: readonly FileSnapshot[];
  /** The last that is known of the broker; null when nothing is. */
  readonly broker: BrokerSnapshot | null;
  readonly running: boolean;
  readonly chosen: number | null;
  readonly onOffset: (offset: number, segment: LaneSegment) => void;
  readonly onSegment: (segment: LaneSegment) => void;
}

export function replicaOf(broker: BrokerSnapshot | null, directory: string): ReplicaSnapshot | null {
  return broker?.replicas.find(({ topic, partition }) => `${topic}-${partition}` === directory) ?? null;
}

/** Of a node that does not run, the files themselves say where the log begins and ends. */
function boundsOf(
  replica: ReplicaSnapshot | null,
  running: boolean,
  files: readonly FileSnapshot[],
  directory: string,
) {
  const first = logFiles(files, directory)[0]?.baseOffset ?? 0;
  if (replica === null) return { logStartOffset: first, logEndOffset: first };
  const logEndOffset = running ? replica.logEndOffset : Math.min(replica.logEndOffset, replica.flushedOffset);
  return { logStartOffset: replica.logStartOffset, logEndOffset };
}

export function PartitionStrip(props: StripProps) {
  const { node, directory, files, broker, running, chosen } = props;
  const session = useSession();
  const words = useBytesWords();
  const [as, sight] = useSight();
  const [area, size] = useSize<HTMLDivElement>();
  const replica = replicaOf(broker, directory);
  const own = useMemo(() => files.filter(({ name }) => name.startsWith(`${directory}/`)), [files, directory]);
  const { logStartOffset, logEndOffset } = boundsOf(replica, running, own, directory);
  const picture = useLane(session.workspace, own, node, directory, logStartOffset, logEndOffset);
  const flags: LaneFlags = {
    logStartOffset,
    logEndOffset,
    highWatermark: running ? (replica?.highWatermark ?? null) : null,
    flushedOffset: running ? (replica?.flushedOffset ?? null) : null,
    firstDirtyOffset: running ? (replica?.cleaner?.firstDirtyOffset ?? null) : null,
  };
  const label = words.lane.drawing(`${words.broker(node)} ${directory}`);
  return (
    <section className={styles["strip"]} aria-label={words.lane.title}>
      <div className={styles["stripHead"]}>
        <StripNow node={node} files={own} flags={flags} running={running} />
        {sight}
      </div>
      <div className={styles["laneArea"]} ref={area}>
        {picture === null || size === null ? null : as === "table" ? (
          <LaneTable picture={picture} label={label} />
        ) : (
          <div className={styles["laneScroll"]}>
            <PartitionLane
              label={label}
              picture={picture}
              flags={flags}
              width={Math.max(size.width, Math.min(900, (picture.to - picture.from) * 22))}
              chosen={chosen}
              onOffset={props.onOffset}
              onSegment={props.onSegment}
            />
          </div>
        )}
      </div>
      {picture === null || as === "table" ? null : <LaneLegend picture={picture} flags={flags} />}
    </section>
  );
}

function useLane(
  workspace: ReturnType<typeof useSession>["workspace"],
  files: readonly FileSnapshot[],
  node: number,
  directory: string,
  logStartOffset: number,
  logEndOffset: number,
): LanePicture | null {
  const [held, setHeld] = useState<{ readonly of: string; readonly picture: LanePicture } | null>(null);
  const of = `${node} ${directory}`;
  const version = versionOf(files);
  useEffect(() => {
    void version;
    let left = false;
    loadLane(workspace, files, { node, directory }, { logStartOffset, logEndOffset }).then(
      (picture) => {
        if (!left) setHeld({ of: `${node} ${directory}`, picture });
      },
      // A file that was deleted meanwhile: the next look has the new ones.
      () => {},
    );
    return () => {
      left = true;
    };
  }, [workspace, version, files, node, directory, logStartOffset, logEndOffset]);
  return held?.of === of ? held.picture : null;
}

function StripNow({
  node,
  files,
  flags,
  running,
}: {
  readonly node: number;
  readonly files: readonly FileSnapshot[];
  readonly flags: LaneFlags;
  readonly running: boolean;
}) {
  const w = useBytesWords().now;
  const { flushedOffset, logEndOffset } = flags;
  const dirty = files
    .filter(({ name }) => name.endsWith(".log"))
    .reduce((sum, file) => sum + dirtyOf(file), 0);
  const [fact, then] = !running
    ? [w.asleep(node), w.asleepThen]
    : flushedOffset !== null && flushedOffset < logEndOffset
      ? [w.risk(flushedOffset, logEndOffset), w.riskThen(node, logEndOffset - flushedOffset, dirty)]
      : [w.safe(logEndOffset), w.safeThen];
  useAnnounce(fact);
  return <NowLine fact={fact} cause={then} />;
}
