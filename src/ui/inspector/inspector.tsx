// Details from the snapshot: topics with their partitions, what is configured, and the selected client.
import type { ReactNode } from "react";
import { useStore } from "zustand";
import type { ClientSnapshot, ClusterSnapshot, TopicSnapshot } from "../../engine/inspect/snapshot.ts";
import { useWords } from "../i18n/language.ts";
import { Tabs } from "../kit/choice.tsx";
import { Empty, Pane, PaneHead, Space } from "../kit/pane.tsx";
import { SCROLLABLE } from "../kit/scrollable.ts";
import { useSession } from "../session/use-session.tsx";
import styles from "./inspector.module.css";
import { TopicTable } from "./topic-table.tsx";

const NO_TOPICS: readonly TopicSnapshot[] = [];

/** As the controller that has seen most has them. */
function topicsOf(snapshot: ClusterSnapshot): readonly TopicSnapshot[] {
  let best: { readonly watermark: number; readonly topics: readonly TopicSnapshot[] } | null = null;
  for (const { detail } of snapshot.nodes) {
    if (detail?.role !== "controller") continue;
    if (best === null || detail.highWatermark > best.watermark) {
      best = { watermark: detail.highWatermark, topics: detail.topics };
    }
  }
  return best?.topics ?? NO_TOPICS;
}

function Configs({
  configs,
  none,
}: {
  readonly configs: Readonly<Record<string, string>>;
  readonly none: string;
}) {
  const entries = Object.entries(configs);
  if (entries.length === 0) return <p className={styles["tip"]}>{none}</p>;
  return (
    <dl className={styles["configs"]}>
      {entries.map(([key, value]) => (
        <div key={key}>
          <dt>{key}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Client({ client }: { readonly client: ClientSnapshot }) {
  const words = useWords();
  const numbers =
    client.role === "producer"
      ? [
          words.cluster.buffered(client.bufferedRecords),
          words.cluster.inFlight(client.inFlightRequests),
          words.cluster.acked(client.ackedRecords),
          words.cluster.failedRecords(client.failedRecords),
        ]
      : [words.cluster.inFlight(client.inFlightRequests), words.cluster.polled(client.polledRecords)];
  return (
    <section className={styles["topic"]}>
      <h3>
        {client.name} <small>{words.cluster[client.role]}</small>
      </h3>
      <p className={styles["numbers"]}>{numbers.join(" · ")}</p>
      <Configs configs={client.config} none={words.playground.noConfigs} />
    </section>
  );
}

export type DetailTab = "output" | "topics" | "configs" | "clients";

export function Inspector({
  tab,
  onTab,
  output,
  tools,
}: {
  readonly tab: DetailTab;
  onTab(tab: DetailTab): void;
  /** What the program printed: the first of the details. */
  readonly output: ReactNode;
  readonly tools: ReactNode;
}) {
  const session = useSession();
  const words = useWords();
  const topics = useStore(session.store, ({ snapshot }) =>
    snapshot === null ? NO_TOPICS : topicsOf(snapshot),
  );
  const clients = useStore(session.store, ({ snapshot }) => snapshot?.clients);
  return (
    <Pane label={words.playground.inspector}>
      <PaneHead>
        <Tabs
          label={words.playground.inspector}
          choices={[
            { value: "output", label: words.editor.output },
            { value: "topics", label: words.playground.topics },
            { value: "configs", label: words.playground.configs },
            { value: "clients", label: words.playground.clients },
          ]}
          value={tab}
          onChoose={onTab}
        />
        <Space />
        {tools}
      </PaneHead>
      {tab === "output" ? output : null}
      {tab === "topics" && topics.length > 0 ? <TopicTable topics={topics} /> : null}
      <div
        className={styles["scroll"]}
        {...SCROLLABLE}
        hidden={tab === "output" || (tab === "topics" && topics.length > 0)}
      >
        {tab === "topics" ? <Empty text={words.playground.noTopics} /> : null}
        {tab === "configs" ? (
          <>
            <section className={styles["topic"]}>
              <h3>{words.playground.brokerProperties}</h3>
              <Configs configs={session.workspace.spec.properties} none={words.playground.noConfigs} />
            </section>
            {topics.map((topic) => (
              <section key={topic.topicId} className={styles["topic"]}>
                <h3>{topic.name}</h3>
                <Configs configs={topic.configs} none={words.playground.noConfigs} />
              </section>
            ))}
          </>
        ) : null}
        {tab === "clients" ? (
          clients === undefined || clients.length === 0 ? (
            <Empty text={words.playground.noClients} />
          ) : (
            clients.map((client) => <Client key={client.name} client={client} />)
          )
        ) : null}
      </div>
    </Pane>
  );
}
