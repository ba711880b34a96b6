// Which mark means what; only marks that are on screen now, so that it stays short.
import { memo } from "react";
import { useWords } from "../i18n/language.ts";
import styles from "./cluster-pane.module.css";
import { MARKS, Mark, type MarkName } from "./marks.tsx";
import type { PartitionView, ReplicaState } from "./partition-views.ts";

function shownMarks(partitions: readonly PartitionView[]): readonly MarkName[] {
  const states = new Set<ReplicaState>();
  let uncommitted = false;
  let behind = false;
  for (const { replicas } of partitions) {
    for (const { state, highWatermark, logEndOffset } of replicas) {
      states.add(state);
      uncommitted ||= state === "leader" && highWatermark < logEndOffset;
      behind ||= logEndOffset !== replicas[0]?.logEndOffset;
    }
  }
  return [
    ...(states.has("leader") ? (["leaderCommitted"] as const) : []),
    ...(states.has("isr") ? (["isrCommitted"] as const) : []),
    ...(uncommitted ? (["leaderUncommitted"] as const) : []),
    ...(states.has("out") ? (["out"] as const) : []),
    ...(states.has("offline") ? (["offline"] as const) : []),
    ...(behind ? (["absent"] as const) : []),
    ...(states.size > 0 ? (["hw", "leo"] as const) : []),
  ];
}

/** Drawn anew only when a partition has moved. */
export const Legend = memo(({ partitions }: { readonly partitions: readonly PartitionView[] }) => {
  const words = useWords();
  const shown = shownMarks(partitions);
  // Of an empty cluster there is nothing to explain: no bar without words.
  if (shown.length === 0) return null;
  return (
    <ul className={styles["legend"]} aria-label={words.cluster.legend}>
      {shown.map((name) => (
        <li key={name}>
          <Mark name={name} />
          {MARKS[name].label(words)}
        </li>
      ))}
    </ul>
  );
});
