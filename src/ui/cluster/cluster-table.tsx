// The table twin of the drawing: the same view, every number in words and columns.
import { useWords } from "../i18n/language.ts";
import { count, span } from "../i18n/numbers.ts";
import kit from "../kit/kit.module.css";
import { SCROLLABLE } from "../kit/scrollable.ts";
import { brokerStatus } from "./actions.ts";
import styles from "./cluster-pane.module.css";
import type { ClusterView } from "./model.ts";

export function ClusterTable({ view, onFocus }: { readonly view: ClusterView; onFocus(key: string): void }) {
  const words = useWords();
  const w = words.cluster.table_;
  return (
    <div className={styles["scroll"]} {...SCROLLABLE}>
      <table className={kit["table"]}>
        <caption className="visually-hidden">{words.cluster.controllers}</caption>
        <thead>
          <tr>
            {[w.node, w.state, w.epoch, w.hw, w.leo].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {view.controllers.map((controller) => (
            <tr key={controller.id} className={controller.role === "unreachable" ? kit["bad"] : undefined}>
              <td>{controller.label}</td>
              <td>{words.cluster.controllerRole[controller.role]}</td>
              <td>{controller.epoch}</td>
              <td>{count(controller.highWatermark)}</td>
              <td>{count(controller.logEndOffset)}</td>
            </tr>
          ))}
          {view.brokers.map((broker) => (
            <tr key={broker.id} className={broker.status === "running" ? undefined : kit["bad"]}>
              <td>{words.cluster.broker(broker.id)}</td>
              <td>{brokerStatus(broker, words)}</td>
              <td />
              <td />
              <td>{broker.status === "running" ? "" : span(view.nowMs - broker.sinceMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h3>{words.cluster.table_.partition}</h3>
      <table className={kit["table"]}>
        <thead>
          <tr>
            {[
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
            ].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {view.partitions.flatMap((partition) =>
            partition.replicas.map((replica, index) => (
              <tr
                key={`${partition.key}/${replica.broker}`}
                className={
                  replica.state === "offline"
                    ? kit["bad"]
                    : replica.late || replica.state === "out"
                      ? kit["hot"]
                      : undefined
                }
              >
                <td>
                  {index === 0 ? (
                    <button
                      type="button"
                      className={styles["linkish"]}
                      onClick={() => onFocus(partition.key)}
                    >
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
                <td>{index === 0 ? partition.isr.join(",") : ""}</td>
                <td>{index === 0 ? partition.minIsr : ""}</td>
                <td>{replica.parked.length === 0 ? "" : replica.parked.length}</td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </div>
  );
}
