// Which partition is open, chosen by name: from one list, or of very many by topic and then by number.
import { memo } from "react";
import { useWords } from "../i18n/language.ts";
import styles from "./cluster-pane.module.css";
import { type PartitionView, partitionKey } from "./partition-views.ts";

/** A list that one can still look through. */
const LIST_MAX = 60;

interface PickerProps {
  readonly partitions: readonly PartitionView[];
  readonly chosen: PartitionView;
  onChoose(key: string): void;
}

/** Drawn anew only when a partition has moved. */
export const PartitionPicker = memo(({ partitions, chosen, onChoose }: PickerProps) => {
  const words = useWords();
  if (partitions.length <= LIST_MAX) {
    return (
      <span className={styles["picker"]}>
        <select
          aria-label={words.cluster.focus}
          value={chosen.key}
          onChange={(event) => onChoose(event.target.value)}
        >
          {partitions.map(({ key }) => (
            <option key={key}>{key}</option>
          ))}
        </select>
      </span>
    );
  }
  const topics = [...new Set(partitions.map(({ topic }) => topic))];
  const numbers = partitions.filter(({ topic }) => topic === chosen.topic).map(({ partition }) => partition);
  const firstOf = (name: string): number => partitions.find(({ topic }) => topic === name)?.partition ?? 0;
  return (
    <span className={styles["picker"]}>
      <select
        aria-label={words.cluster.chooseTopic}
        value={chosen.topic}
        onChange={({ target }) => onChoose(partitionKey(target.value, firstOf(target.value)))}
      >
        {topics.map((topic) => (
          <option key={topic}>{topic}</option>
        ))}
      </select>
      <select
        aria-label={words.cluster.choosePartition}
        value={chosen.partition}
        onChange={({ target }) => onChoose(partitionKey(chosen.topic, Number(target.value)))}
      >
        {numbers.map((number) => (
          <option key={number}>{number}</option>
        ))}
      </select>
    </span>
  );
});
