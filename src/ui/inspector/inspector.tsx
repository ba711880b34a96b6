// Details from the snapshot: topics with their partitions, what is configured, and the selected client.
import { Binary } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { useStore } from "zustand";
import type { ClientSnapshot, ClusterSnapshot, TopicSnapshot } from "../../engine/inspect/snapshot.ts";
import { bytesPath } from "../bytes/path.ts";
import { useWords } from "../i18n/language.ts";
import { count } from "../i18n/numbers.ts";
import { Tabs } from "../kit/choice.tsx";
import kit from "../kit/kit.module.css";
import { Empty, Pane, PaneHead, Space } from "../kit/pane.tsx";
import { SCROLLABLE } from "../kit/scrollable.ts";
import { useSession } from "../session/use-session.tsx";
import styles from "./inspector.module.css";

/** As the controller that has seen most has them. */
function topicsOf(snapshot: ClusterSnapshot): readonly TopicSnapshot[] {
  let best: { readonly watermark: number; readonly topics: readonly TopicSnapshot[] } | null = null;
  for (const { detail } of snapshot.nodes) {
    if (detail?.role !== "controller") continue;
    if (best === null || detail.highWatermark > best.watermark) {
      best = { watermark: detail.highWatermark, topics: detail.topics };
    }
  }
  return best?.topics ?? [];
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

function Topic({ topic }: { readonly topic: TopicSnapshot }) {
  const session = useSession();
  const words = useWords();
  const partitions = useStore(session.store, (state) => state.view?.partitions);
  const w = words.cluster.table_;
  return (
    <section className={styles["topic"]}>
      <h3>
        {topic.name} <small>{topic.topicId}</small>
      </h3>
      <table className={kit["table"]}>
        <caption className="visually-hidden">{topic.name}</caption>
        <thead>
          <tr>
            {["P", w.leader, w.replicas, w.isr, w.hw, w.leo, ""].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {topic.partitions.map((each) => {
            const partition = partitions?.find(
              ({ topic: name, partition: number }) => name === topic.name && number === each.partition,
            );
            return (
              <tr
                key={each.partition}
                className={
                  each.leader < 0
                    ? kit["bad"]
                    : each.isr.length < each.replicas.length
                      ? kit["hot"]
                      : undefined
                }
              >
                <td>
                  <button
                    type="button"
                    className={styles["linkish"]}
                    aria-label={`${topic.name}-${each.partition}, ${words.cluster.focus}`}
                    onClick={() => session.focus(`${topic.name}-${each.partition}`)}
                  >
                    {each.partition}
                  </button>
                </td>
                <td>{each.leader < 0 ? "none" : each.leader}</td>
                <td>{each.replicas.join(",")}</td>
                <td>{each.isr.join(",")}</td>
                <td>{partition?.highWatermark == null ? "-" : count(partition.highWatermark)}</td>
                <td>{partition?.logEndOffset == null ? "-" : count(partition.logEndOffset)}</td>
                <td>
                  <Link
                    className={styles["linkish"]}
                    href={bytesPath(
                      each.leader < 0 ? (each.replicas[0] ?? 1) : each.leader,
                      `${topic.name}-${each.partition}`,
                    )}
                    aria-label={words.app.bytesOf(`${topic.name}-${each.partition}`)}
                    title={words.app.bytesOf(`${topic.name}-${each.partition}`)}
                  >
                    <Binary size={15} strokeWidth={1.5} aria-hidden="true" />
                  </Link>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
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
  const snapshot = useStore(session.store, (state) => state.snapshot);
  const topics = snapshot === null ? [] : topicsOf(snapshot);
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
      <div className={styles["scroll"]} {...SCROLLABLE} hidden={tab === "output"}>
        {tab === "topics" ? (
          topics.length === 0 ? (
            <Empty text={words.playground.noTopics} />
          ) : (
            topics.map((topic) => <Topic key={topic.topicId} topic={topic} />)
          )
        ) : null}
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
          snapshot === null || snapshot.clients.length === 0 ? (
            <Empty text={words.playground.noClients} />
          ) : (
            snapshot.clients.map((client) => <Client key={client.name} client={client} />)
          )
        ) : null}
      </div>
    </Pane>
  );
}
