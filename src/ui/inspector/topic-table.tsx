// All topics with their partitions, as one table: of thousands only what is in sight.
import { Binary } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { Link } from "wouter";
import type { PartitionSnapshot, TopicSnapshot } from "../../engine/inspect/snapshot.ts";
import { bytesPath } from "../bytes/path.ts";
import { type PartitionView, partitionKey } from "../cluster/partition-views.ts";
import { useWords } from "../i18n/language.ts";
import { count } from "../i18n/numbers.ts";
import kit from "../kit/kit.module.css";
import { LongTable } from "../kit/long-table.tsx";
import { shorten } from "../kit/shorten.ts";
import { useSession, useSessionState } from "../session/use-session.tsx";
import styles from "./inspector.module.css";

type Row =
  | { readonly kind: "topic"; readonly topic: TopicSnapshot }
  | { readonly kind: "partition"; readonly topic: TopicSnapshot; readonly partition: PartitionSnapshot };

const COLUMNS = 7;
const NAME_MAX = 36;

function rowsOf(topics: readonly TopicSnapshot[]): readonly Row[] {
  return topics.flatMap((topic): Row[] => [
    { kind: "topic", topic },
    ...topic.partitions.map((partition): Row => ({ kind: "partition", topic, partition })),
  ]);
}

export function TopicTable({ topics }: { readonly topics: readonly TopicSnapshot[] }) {
  const words = useWords();
  const partitions = useSessionState((state) => state.view?.partitions);
  const rows = useMemo(() => rowsOf(topics), [topics]);
  const seen = useMemo(() => new Map((partitions ?? []).map((each) => [each.key, each])), [partitions]);
  const w = words.cluster.table_;
  function rowAt(index: number): ReactNode {
    const row = rows[index];
    if (row === undefined) return null;
    if (row.kind === "topic") return <TopicHead key={row.topic.topicId} topic={row.topic} index={index} />;
    const key = partitionKey(row.topic.name, row.partition.partition);
    return <PartitionLine key={key} name={key} at={row.partition} seen={seen.get(key)} index={index} />;
  }
  return (
    <LongTable
      className={styles["topics"]}
      caption={words.playground.topics}
      columns={["P", w.leader, w.replicas, w.isr, w.hw, w.leo, ""]}
      rows={rows.length}
      rowAt={rowAt}
    />
  );
}

function TopicHead({ topic, index }: { readonly topic: TopicSnapshot; readonly index: number }) {
  return (
    <tr aria-rowindex={index + 2} className={styles["topicHead"]}>
      <th colSpan={COLUMNS} scope="rowgroup">
        <span title={topic.name}>{shorten(topic.name, NAME_MAX)}</span> <small>{topic.topicId}</small>
      </th>
    </tr>
  );
}

function PartitionLine({
  name,
  at,
  seen,
  index,
}: {
  readonly name: string;
  readonly at: PartitionSnapshot;
  readonly seen: PartitionView | undefined;
  readonly index: number;
}) {
  const session = useSession();
  const words = useWords();
  const leaderless = at.leader < 0;
  const behind = at.isr.length < at.replicas.length;
  const bytes = words.app.bytesOf(name);
  return (
    <tr aria-rowindex={index + 2} className={leaderless ? kit["bad"] : behind ? kit["hot"] : undefined}>
      <td>
        <button
          type="button"
          className={styles["linkish"]}
          aria-label={`${name}, ${words.cluster.focus}`}
          onClick={() => session.focus(name)}
        >
          {at.partition}
        </button>
      </td>
      <td>{leaderless ? "none" : at.leader}</td>
      <td>{at.replicas.join(",")}</td>
      <td>{at.isr.join(",")}</td>
      <td>{seen?.highWatermark == null ? "-" : count(seen.highWatermark)}</td>
      <td>{seen?.logEndOffset == null ? "-" : count(seen.logEndOffset)}</td>
      <td>
        <Link
          className={styles["linkish"]}
          href={bytesPath(leaderless ? (at.replicas[0] ?? 1) : at.leader, name)}
          aria-label={bytes}
          title={bytes}
        >
          <Binary size={15} strokeWidth={1.5} aria-hidden="true" />
        </Link>
      </td>
    </tr>
  );
}
