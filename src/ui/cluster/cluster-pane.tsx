// The cluster as one pane: the sentence that says what holds now, the drawing or its table twin, the legend, and the menu
// of what can be done to a part.
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useWords } from "../i18n/language.ts";
import { Button } from "../kit/button.tsx";
import { Chip, Empty, Pane, PaneHead, Space } from "../kit/pane.tsx";
import { useSight } from "../kit/sight.tsx";
import { PHONE, useMedia, useSize } from "../kit/size.ts";
import { useSession, useSessionState } from "../session/use-session.tsx";
import styles from "./cluster-pane.module.css";
import { ClusterTable } from "./cluster-table.tsx";
import { Legend } from "./legend.tsx";
import frame from "./map.module.css";
import { ClusterMap, type MenuAt } from "./map.tsx";
import { narrowestMap } from "./map-layout.ts";
import { defaultFocus } from "./model.ts";
import { NodeMenu } from "./node-menu.tsx";
import { NowLineText } from "./now-line-text.tsx";
import { Particles } from "./particles.tsx";
import { MANY_PARTITIONS } from "./partition-grid-layout.ts";
import type { PartitionView } from "./partition-views.ts";
import { PartitionsDialog } from "./partitions-dialog.tsx";
import { PhoneLanes } from "./phone-lanes.tsx";
import { Refusal } from "./refusal.tsx";

const NO_PARTITIONS: readonly PartitionView[] = [];

export function ClusterPane({
  onRunExample,
  head,
  links,
}: {
  readonly onRunExample?: () => void;
  /** Instead of the name: a choice between this pane and others. */
  readonly head?: ReactNode;
  /** Ways to closer views. */
  readonly links?: ReactNode;
}) {
  const session = useSession();
  const words = useWords();
  const phone = useMedia(PHONE);
  const view = useSessionState((state) => state.view);
  const chosen = useSessionState((state) => state.focus);
  const selection = useSessionState((state) => state.selection);
  const clients = useSessionState((state) => state.snapshot?.clients);
  const past = useSessionState((state) => state.pastMs !== null);
  const [as, sight] = useSight();
  const [menu, setMenu] = useState<MenuAt | null>(null);
  const [area, size] = useSize<HTMLDivElement>();
  // Once a partition was opened it stays open: the drawing must not jump to another row by itself.
  const settled = useRef<string | null>(null);
  const known = (key: string | null): boolean =>
    view?.partitions.some((partition) => partition.key === key) ?? false;
  if (!known(settled.current)) settled.current = view === null ? null : defaultFocus(view);
  const focus = known(chosen) ? chosen : settled.current;

  useEffect(() => {
    if (past) setMenu(null);
  }, [past]);

  const overview = menu?.selection.kind === "partition" && (view?.partitions.length ?? 0) >= MANY_PARTITIONS;
  const empty = view !== null && view.brokers.length > 0 && view.partitions.length === 0;
  return (
    <Pane label={words.cluster.title}>
      <PaneHead>
        {head ?? (
          <>
            <h2>{words.cluster.title}</h2>
            {phone ? null : <Chip>4.3 · KRaft</Chip>}
          </>
        )}
        <Space />
        {links}
        {sight}
      </PaneHead>
      <NowLineText view={view} focus={focus} />
      <Refusal />
      {as === "table" && view !== null ? <ClusterTable view={view} onFocus={session.focus} /> : null}
      <div className={`${frame["frame"]} ${as === "table" ? styles["hidden"] : ""}`}>
        <div className={phone && empty ? styles["areaOfNone"] : styles["area"]} ref={area}>
          {view === null || size === null || size.width === 0 ? null : phone ||
            size.width < narrowestMap(view.brokers.length) ? (
            <PhoneLanes
              view={view}
              focus={focus}
              width={size.width}
              onFocus={session.focus}
              onMenu={setMenu}
            />
          ) : (
            <ClusterMap
              view={view}
              clients={clients ?? []}
              focus={focus}
              selection={selection}
              width={size.width}
              height={size.height}
              onFocus={session.focus}
              onMenu={(at) => {
                session.select(at.selection);
                setMenu(past ? null : at);
              }}
              onShowFolded={setMenu}
              overlay={(layout) => (past ? null : <Particles session={session} layout={layout} />)}
            />
          )}
          {menu === null || view === null || overview ? null : (
            <NodeMenu menu={menu} view={view} onFocus={session.focus} onClose={() => setMenu(null)} />
          )}
        </div>
        {view === null ? null : (
          <PartitionsDialog
            open={overview}
            view={view}
            focus={focus}
            onFocus={session.focus}
            onClose={() => setMenu(null)}
          />
        )}
        {empty && onRunExample !== undefined ? (
          <div className={phone ? styles["emptyBelow"] : styles["empty"]}>
            <Empty text={words.playground.noTopics}>
              <Button onClick={onRunExample}>{words.playground.runExample}</Button>
            </Empty>
          </div>
        ) : null}
      </div>
      <Legend partitions={view?.partitions ?? NO_PARTITIONS} />
    </Pane>
  );
}
