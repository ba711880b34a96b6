// Which mark means what; only marks that are on screen now, so that it stays short.
import { useWords } from "../i18n/language.ts";
import styles from "./cluster-pane.module.css";
import { MARKS, Mark, type MarkName } from "./marks.tsx";
import type { ClusterView } from "./model.ts";

function shownMarks(view: ClusterView): readonly MarkName[] {
  const replicas = view.partitions.flatMap((partition) => partition.replicas);
  const has = (test: (replica: (typeof replicas)[number]) => boolean): boolean => replicas.some(test);
  const behind = view.partitions.some(
    ({ replicas: list }) => new Set(list.map((r) => r.logEndOffset)).size > 1,
  );
  return [
    ...(has(({ state }) => state === "leader") ? (["leaderCommitted"] as const) : []),
    ...(has(({ state }) => state === "isr") ? (["isrCommitted"] as const) : []),
    ...(has(({ state, highWatermark, logEndOffset }) => state === "leader" && highWatermark < logEndOffset)
      ? (["leaderUncommitted"] as const)
      : []),
    ...(has(({ state }) => state === "out") ? (["out"] as const) : []),
    ...(has(({ state }) => state === "offline") ? (["offline"] as const) : []),
    ...(behind ? (["absent"] as const) : []),
    ...(replicas.length > 0 ? (["hw", "leo"] as const) : []),
  ];
}

export function Legend({ view }: { readonly view: ClusterView | null }) {
  const words = useWords();
  return (
    <ul className={styles["legend"]} aria-label={words.cluster.legend}>
      {view === null
        ? null
        : shownMarks(view).map((name) => (
            <li key={name}>
              <Mark name={name} />
              {MARKS[name].label(words)}
            </li>
          ))}
    </ul>
  );
}
