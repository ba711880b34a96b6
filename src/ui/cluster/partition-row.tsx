// A partition is a row across the columns: one lane where a broker holds a replica, nothing where it holds none.

import type { Dictionary } from "../i18n/ko.ts";
import { useWords } from "../i18n/language.ts";
import type { ItemProps } from "./item.ts";
import { Lane, type LaneProps } from "./lane.tsx";
import { laneWindow } from "./lane-layout.ts";
import styles from "./map.module.css";
import type { MapLayout, RowPlace } from "./map-layout.ts";
import type { ClusterView } from "./model.ts";
import type { PartitionView, ReplicaView } from "./partition-views.ts";
import { RowHead } from "./row-head.tsx";

const LANE_MARGINS = 34;

/** Rounded so that the lane is not drawn anew for every millisecond. */
const toTenths = (ms: number): number => Math.round(ms / 100) * 100;

export function laneFoot(
  replica: ReplicaView,
  partition: PartitionView,
  nowMs: number,
  words: Dictionary,
  focused: boolean,
): LaneProps["foot"] {
  if (replica.state === "leader") {
    const waiting = replica.parked.filter(({ api }) => api === "Produce");
    const since = Math.min(...waiting.map(({ sinceMs }) => sinceMs));
    if (waiting.length === 0) return null;
    return { text: words.cluster.waiting(waiting.length, toTenths(nowMs - since)), grave: "warn" };
  }
  if (replica.state === "offline" || partition.leader < 0) return null;
  if (replica.late) {
    return replica.lastFetchMs === null
      ? { text: words.cluster.neverFetched, grave: "warn" }
      : { text: words.cluster.noFetch(toTenths(nowMs - replica.lastFetchMs)), grave: "warn" };
  }
  if (!focused || replica.lastFetchMs === null) return null;
  return { text: words.cluster.lastFetch(toTenths(nowMs - replica.lastFetchMs)), grave: "quiet" };
}

export function PartitionRow({
  place,
  layout,
  view,
  item,
}: {
  readonly place: RowPlace;
  readonly layout: MapLayout;
  readonly view: ClusterView;
  readonly item: ItemProps;
}) {
  const words = useWords();
  const partition = view.partitions.find(({ key }) => key === place.key);
  const right = layout.columns.at(-1);
  if (partition === undefined || right === undefined) return null;
  const { y, height, focused } = place;
  const end = right.x + right.width + 4;
  const trouble = partition.trouble === "no-leader" || partition.trouble === "under-min-isr";
  const numbered = focused;
  const window = laneWindow(partition, right.width - LANE_MARGINS, numbered);
  const summary = partition.replicas
    .map((replica) =>
      words.cluster.replicaLabel({
        partition: partition.key,
        broker: replica.broker,
        state: words.cluster.replica[replica.state],
        leo: replica.logEndOffset,
        hw: replica.highWatermark,
        start: replica.logStartOffset,
        note: "",
      }),
    )
    .join(". ");
  return (
    <g
      {...item}
      aria-label={`${words.cluster.partitionLabel(partition.key, partition.leader, partition.isr)}. ${summary}`}
    >
      <rect className={styles["hit"]} x={0} y={y} width={end} height={height} />
      {focused || trouble ? (
        <>
          <rect
            className={trouble ? styles["troubleBand"] : styles["focusBand"]}
            x={0.5}
            y={y}
            width={end}
            height={height}
            rx={8}
          />
          <rect
            className={trouble ? styles["troubleBar"] : styles["focusBar"]}
            x={0}
            y={y}
            width={3}
            height={height}
            rx={1.5}
          />
        </>
      ) : (
        <line className={styles["hair"]} x1={8} x2={end} y1={y + height - 0.5} y2={y + height - 0.5} />
      )}
      <rect className={styles["ring"]} x={2} y={y + 2} width={end - 4} height={height - 4} rx={7} />
      <RowHead partition={partition} place={place} gutter={layout.gutter} />
      {layout.columns.map((column) => {
        const replica = partition.replicas.find(({ broker }) => broker === column.id);
        return replica === undefined ? null : (
          <Lane
            key={column.id}
            replica={replica}
            window={window}
            x={column.x}
            y={y}
            width={column.width}
            height={height}
            focused={focused}
            foot={laneFoot(replica, partition, view.nowMs, words, focused)}
          />
        );
      })}
    </g>
  );
}
