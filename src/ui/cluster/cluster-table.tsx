// The table twin of the drawing: the same view, every number in words and columns.
import { type ReactNode, useMemo } from "react";
import type { NodeStatus } from "../../engine/inspect/snapshot.ts";
import { useWords } from "../i18n/language.ts";
import { count, span } from "../i18n/numbers.ts";
import { DataTable } from "../kit/data-table.tsx";
import kit from "../kit/kit.module.css";
import { LongTable } from "../kit/long-table.tsx";
import { brokerStatus } from "./actions.ts";
import styles from "./cluster-pane.module.css";
import type { ClusterView } from "./model.ts";
import { controllerRoles, isDown } from "./node-state.ts";
import type { PartitionView, ReplicaView } from "./partition-views.ts";

function Nodes({ view }: { readonly view: ClusterView }) {
  const words = useWords();
  const w = words.cluster.table_;
  const withSince = (name: string, { status, sinceMs }: { status: NodeStatus; sinceMs: number }): string =>
    status === "running" ? name : `${name} · ${span(view.nowMs - sinceMs)}`;
  return (
    <DataTable caption={words.cluster.controllers} columns={[w.node, w.state, w.epoch, w.hw, w.leo]}>
      {view.controllers.map((controller) => (
        <tr key={controller.id} className={isDown(controller.role) ? kit["bad"] : undefined}>
          <td>{controller.label}</td>
          <td>{withSince(controllerRoles(words)[controller.role], controller)}</td>
          <td>{controller.epoch}</td>
          <td>{count(controller.highWatermark)}</td>
          <td>{count(controller.logEndOffset)}</td>
        </tr>
      ))}
      {view.brokers.map((broker) => (
        <tr
          key={broker.id}
          className={isDown(broker.status) || broker.diskError !== null ? kit["bad"] : undefined}
        >
          <td>{words.cluster.broker(broker.id)}</td>
          <td>{withSince(brokerStatus(broker, words), broker)}</td>
          <td />
          <td />
          <td />
        </tr>
      ))}
    </DataTable>
  );
}

interface ReplicaRow {
  readonly partition: PartitionView;
  readonly replica: ReplicaView;
  readonly isFirst: boolean;
}

export function ClusterTable({ view, onFocus }: { readonly view: ClusterView; onFocus(key: string): void }) {
  const words = useWords();
  const w = words.cluster.table_;
  const { partitions } = view;
  const rows = useMemo(
    () =>
      partitions.flatMap((partition) =>
        partition.replicas.map(
          (replica, index): ReplicaRow => ({ partition, replica, isFirst: index === 0 }),
        ),
      ),
    [partitions],
  );
  function rowAt(index: number): ReactNode {
    const row = rows[index];
    if (row === undefined) return null;
    const { partition, replica, isFirst } = row;
    const bad = replica.state === "offline";
    const hot = replica.late || replica.state === "out";
    return (
      <tr
        key={`${partition.key}/${replica.broker}`}
        aria-rowindex={index + 2}
        className={bad ? kit["bad"] : hot ? kit["hot"] : undefined}
      >
        <td>
          {isFirst ? (
            <button type="button" className={styles["linkish"]} onClick={() => onFocus(partition.key)}>
              {partition.key}
            </button>
          ) : (
            <span className="visually-hidden">{partition.key}</span>
          )}
        </td>
        <td>{replica.broker}</td>
        <td>{words.cluster.replica[replica.state]}</td>
        <td>{partition.leaderEpoch}</td>
        <td>{replica.known ? count(replica.logStartOffset) : "-"}</td>
        <td>{replica.known ? count(replica.highWatermark) : "-"}</td>
        <td>{replica.known ? count(replica.logEndOffset) : "-"}</td>
        <td>{replica.known ? count(replica.flushedOffset) : "-"}</td>
        <td>{isFirst ? partition.isr.join(",") : ""}</td>
        <td>{isFirst ? partition.minIsr : ""}</td>
        <td>{replica.parked.length === 0 ? "" : replica.parked.length}</td>
      </tr>
    );
  }
  return (
    <LongTable
      className={styles["scroll"]}
      above={
        <>
          <Nodes view={view} />
          <h3>{w.partition}</h3>
        </>
      }
      caption={w.partition}
      columns={[
        w.partition,
        w.broker,
        w.state,
        w.epoch,
        w.start,
        w.hw,
        w.leo,
        w.flushed,
        w.isr,
        w.min,
        w.parked,
      ]}
      rows={rows.length}
      rowAt={rowAt}
    />
  );
}
