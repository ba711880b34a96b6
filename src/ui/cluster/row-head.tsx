// The head of a partition's row: its name, who is in sync, and the ring that says so at a glance.
import { memo } from "react";
import { useWords } from "../i18n/language.ts";
import { shorten } from "../kit/shorten.ts";
import styles from "./map.module.css";
import type { RowPlace } from "./map-layout.ts";
import type { PartitionView } from "./partition-views.ts";
import { ringArcs } from "./ring.ts";

interface RowHeadProps {
  readonly partition: PartitionView;
  readonly place: RowPlace;
  readonly gutter: number;
}

function RowHeadShape({ partition, place, gutter }: RowHeadProps) {
  const words = useWords();
  const { focused, y } = place;
  const radius = focused ? 19 : 9;
  const centreX = focused ? Math.min(gutter / 2, 46) : 24;
  const centreY = focused ? y + 74 : y + 40;
  const short = partition.trouble === "under-min-isr" || partition.trouble === "no-leader";
  const name = shorten(partition.key, Math.floor((gutter - 20) / 7.2));
  return (
    <g>
      <title>{partition.key}</title>
      <text x={14} y={y + 22} className={styles["partitionName"]}>
        {name}
      </text>
      <g transform={`translate(${centreX} ${centreY})`}>
        {ringArcs(partition, radius, focused ? 0.16 : 0.26).map((arc) => (
          <path
            key={arc.broker}
            d={arc.path}
            className={`${styles["arc"]} ${styles[`arc-${arc.state}`]} ${focused ? "" : styles["arcSmall"]}`}
          />
        ))}
        {focused
          ? ringArcs(partition, radius).map((arc) => (
              <text
                key={arc.broker}
                x={arc.labelX}
                y={arc.labelY}
                textAnchor="middle"
                className={`${styles["small"]} ${styles[`arcText-${arc.state}`]}`}
              >
                {arc.broker}
              </text>
            ))
          : null}
        {focused ? (
          <text y={5} textAnchor="middle" className={styles["ringCount"]}>
            {partition.isr.length}
          </text>
        ) : null}
      </g>
      {focused ? (
        <text
          x={14}
          y={y + place.height - 11}
          className={`${styles["small"]} ${short ? styles["foot-bad"] : styles["quiet"]}`}
        >
          {words.cluster.isrMin(partition.isr.length, partition.minIsr)}
        </text>
      ) : (
        <text
          x={40}
          y={centreY + 4}
          className={`${styles["small"]} ${short ? styles["foot-bad"] : styles["quiet"]}`}
        >
          {partition.leader < 0 ? words.cluster.noLeader : `ISR ${partition.isr.join(",")}`}
        </text>
      )}
    </g>
  );
}

function headKey({ partition, place, gutter }: RowHeadProps): string {
  const states = partition.replicas.map((replica) => [replica.broker, replica.state, replica.late]);
  return JSON.stringify([
    partition.key,
    partition.leader,
    partition.isr,
    partition.minIsr,
    states,
    place,
    gutter,
  ]);
}

export const RowHead = memo(RowHeadShape, (before, after) => headKey(before) === headKey(after));
