// All nodes and clients as a list, and under it what can be done to the one selected.
import { Binary } from "lucide-react";
import { Link } from "wouter";
import { useStore } from "zustand";
import { bytesPath } from "../bytes/path.ts";
import {
  type ActionGroup,
  brokerStatus,
  controllerStatus,
  nodeActions,
  nodeName,
} from "../cluster/actions.ts";
import { Mark, type MarkName } from "../cluster/marks.tsx";
import type { BrokerView, ControllerView } from "../cluster/model.ts";
import { type ControllerLook, controllerLook, isDown } from "../cluster/node-state.ts";
import { useWords } from "../i18n/language.ts";
import { ActionGlyph } from "../kit/action-icons.tsx";
import { Pane, PaneHead } from "../kit/pane.tsx";
import { Toolbar } from "../kit/toolbar.tsx";
import type { Selection } from "../session/session.ts";
import { useSession } from "../session/use-session.tsx";
import styles from "./inspector.module.css";

const CONTROLLER_MARKS: Readonly<Record<ControllerLook, MarkName>> = {
  leader: "controllerLeader",
  voter: "voter",
  candidate: "controllerCandidate",
  adrift: "controllerAdrift",
  starting: "controllerStarting",
  frozen: "controllerFrozen",
  down: "controllerDown",
};

function controllerMark({ role }: ControllerView): MarkName {
  return CONTROLLER_MARKS[controllerLook(role)];
}

function brokerMark({ status, fenced, diskError }: BrokerView): MarkName {
  if (status === "frozen") return "brokerFrozen";
  if (status === "starting") return "brokerStarting";
  if (isDown(status)) return "brokerDown";
  if (diskError !== null) return "brokerDiskless";
  return fenced ? "brokerFenced" : "brokerRunning";
}

function Row({
  mark,
  name,
  state,
  selection,
  selected,
}: {
  readonly mark: MarkName;
  readonly name: string;
  readonly state: string;
  readonly selection: Selection;
  readonly selected: boolean;
}) {
  const session = useSession();
  return (
    <li>
      <button
        type="button"
        aria-pressed={selected}
        onClick={() => session.select(selected ? null : selection)}
      >
        <Mark name={mark} size={13} />
        <b>{name}</b>
        <span>{state}</span>
      </button>
    </li>
  );
}

function Group({
  group,
  name,
  disabled,
}: {
  readonly group: ActionGroup;
  readonly name: string;
  readonly disabled: boolean;
}) {
  const session = useSession();
  const buttons = group.actions.map((action) => (
    <button
      key={action.id}
      type="button"
      disabled={disabled}
      onClick={() => void session.command(action.command)}
    >
      <ActionGlyph icon={action.icon} />
      {action.label}
    </button>
  ));
  if (group.folded === true) {
    return (
      <details className={styles["actions"]}>
        <summary>{name}</summary>
        {buttons}
      </details>
    );
  }
  return (
    <section className={styles["actions"]}>
      <h3>{name}</h3>
      {buttons}
    </section>
  );
}

export function NodeTree() {
  const session = useSession();
  const words = useWords();
  const view = useStore(session.store, (state) => state.view);
  const clients = useStore(session.store, (state) => state.snapshot?.clients);
  const selection = useStore(session.store, (state) => state.selection);
  const past = useStore(session.store, (state) => state.pastMs !== null);
  const isSelected = (kind: string, value: number | string): boolean =>
    selection !== null &&
    selection.kind === kind &&
    (selection.kind === "client"
      ? selection.name === value
      : selection.kind === "partition"
        ? selection.key === value
        : selection.id === value);
  const node = selection?.kind === "broker" || selection?.kind === "controller" ? selection.id : null;
  return (
    <Pane label={words.playground.nodes}>
      <PaneHead>
        <h2>{words.playground.nodes}</h2>
      </PaneHead>
      <div className={styles["scroll"]}>
        <Toolbar label={words.playground.nodes} upright>
          <ul className={styles["nodes"]}>
            {view?.controllers.map((controller) => (
              <Row
                key={controller.id}
                mark={controllerMark(controller)}
                name={controller.label}
                state={controllerStatus(controller, words)}
                selection={{ kind: "controller", id: controller.id }}
                selected={isSelected("controller", controller.id)}
              />
            ))}
          </ul>
          <ul className={styles["nodes"]}>
            {view?.brokers.map((broker) => (
              <Row
                key={broker.id}
                mark={brokerMark(broker)}
                name={words.cluster.broker(broker.id)}
                state={brokerStatus(broker, words)}
                selection={{ kind: "broker", id: broker.id }}
                selected={isSelected("broker", broker.id)}
              />
            ))}
          </ul>
          {clients === undefined || clients.length === 0 ? null : (
            <ul className={styles["nodes"]} aria-label={words.playground.clients}>
              {clients.map((client) => (
                <Row
                  key={client.name}
                  mark={client.role}
                  name={client.name}
                  state={words.cluster[client.role]}
                  selection={{ kind: "client", name: client.name }}
                  selected={isSelected("client", client.name)}
                />
              ))}
            </ul>
          )}
        </Toolbar>
        {node === null ? <p className={styles["tip"]}>{words.faults.pick}</p> : null}
        <Toolbar label={words.playground.actions} upright>
          {selection?.kind !== "broker" ? null : (
            <Link className={styles["bytes"]} href={bytesPath(selection.id, "")}>
              <Binary size={16} strokeWidth={1.5} aria-hidden="true" />
              {words.app.bytesOf(words.cluster.broker(selection.id))}
            </Link>
          )}
          {view === null || node === null
            ? null
            : nodeActions(view, words, node).map((group) => (
                <Group
                  key={group.title ?? "node"}
                  group={group}
                  name={group.title ?? nodeName(view, words, node)}
                  disabled={past}
                />
              ))}
        </Toolbar>
      </div>
    </Pane>
  );
}
