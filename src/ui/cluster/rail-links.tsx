// The rail under the brokers: who copies from whom in the focused partition, links that are cut or slow, and requests
// that wait in a broker's purgatory, docked at its edge.

import type { Dictionary } from "../i18n/ko.ts";
import { useWords } from "../i18n/language.ts";
import { span } from "../i18n/numbers.ts";
import { linkText } from "./actions.ts";
import { boxEdges, placeLabels } from "./label-places.ts";
import styles from "./map.module.css";
import type { MapLayout } from "./map-layout.ts";
import { type ClusterView, type LinkView, linkViews } from "./model.ts";
import { roughWidth } from "./text-width.ts";
import { type End, type Point, type Way, wayBetween, wayPath, wayPoint } from "./ways.ts";

function endOfNode(view: ClusterView, id: number): End {
  return view.controllers.some((controller) => controller.id === id)
    ? { kind: "controller", id }
    : { kind: "broker", id };
}

interface DrawnLink {
  readonly link: LinkView;
  readonly way: Way;
}

function TouchedLine({ link, way }: DrawnLink) {
  const at = wayPoint(way, 0.5);
  return (
    <>
      <path className={link.cut !== "no" ? styles["linkCut"] : styles["linkSlow"]} d={wayPath(way)} />
      {link.cut !== "no" ? (
        <path
          className={styles["cross"]}
          d={`M${at.x - 5} ${at.y - 5}l10 10M${at.x + 5} ${at.y - 5}l-10 10`}
        />
      ) : null}
    </>
  );
}

const LABEL_PX = 11;
const LABEL_HEIGHT = 15;

function labelText(link: LinkView, view: ClusterView, words: Dictionary): string {
  const text = linkText(link, view, words);
  return link.cut === "no" ? text : `${text} · ${span(view.nowMs - link.sinceMs)}`;
}

/** Under the line, over it, beside it, and the same a little to the left and right. */
function spotsOn(way: Way, width: number): readonly Point[] {
  const spots: Point[] = [];
  for (const part of [0.5, 0.38, 0.62, 0.26, 0.74]) {
    const { x, y } = wayPoint(way, part);
    spots.push({ x, y: y + 14 }, { x, y: y - 14 });
    spots.push({ x: x + width / 2 + 12, y }, { x: x - width / 2 - 12, y });
  }
  return spots;
}

function TouchedLabels({
  drawn,
  others,
  view,
  width,
}: {
  readonly drawn: readonly DrawnLink[];
  readonly others: readonly Way[];
  readonly view: ClusterView;
  readonly width: number;
}) {
  const words = useWords();
  const texts = drawn.map(({ link }) => labelText(link, view, words));
  const labels = drawn.map(({ way }, index) => {
    // The seconds of a cut tick: its label must not move with every digit.
    const wide = roughWidth((texts[index] ?? "").replaceAll(/\d/g, "0"), LABEL_PX) + 4;
    return { width: wide, height: LABEL_HEIGHT, spots: spotsOn(way, wide) };
  });
  const places = placeLabels(labels, [...others, ...drawn.map(({ way }) => way)], width);
  return drawn.map(({ link }, index) => {
    const at = places[index];
    if (at === undefined) return null;
    return (
      <text
        key={`${link.a}-${link.b}`}
        x={at.x}
        y={at.y + 4}
        textAnchor="middle"
        className={`${styles["small"]} ${styles["halo"]} ${link.cut !== "no" ? styles["foot-bad"] : styles["foot-warn"]}`}
      >
        {texts[index]}
      </text>
    );
  });
}

function Docked({
  view,
  layout,
  focus,
}: {
  readonly view: ClusterView;
  readonly layout: MapLayout;
  readonly focus: string | null;
}) {
  const partition = view.partitions.find(({ key }) => key === focus);
  const leader = partition?.replicas.find(({ state }) => state === "leader");
  const waiting = leader?.parked.filter(({ api }) => api === "Produce") ?? [];
  const column = layout.columns.find(({ id }) => id === leader?.broker);
  if (waiting.length === 0 || column === undefined) return null;
  const x = column.x + 34;
  return (
    <g>
      <circle className={styles["dock"]} cx={x} cy={layout.railY} r={11} />
      <rect className={styles["dockMark"]} x={x - 6.5} y={layout.railY - 6.5} width={13} height={13} rx={2} />
      <text className={styles["dockText"]} x={x} y={layout.railY + 4} textAnchor="middle">
        {waiting.length}
      </text>
      <g className={styles["halo"]}>
        <text
          x={x - 16}
          y={layout.railY + 20}
          textAnchor="end"
          className={`${styles["small"]} ${styles["foot-warn"]}`}
        >
          Produce
        </text>
      </g>
    </g>
  );
}

export function RailLinks({
  view,
  layout,
  focus,
}: {
  readonly view: ClusterView;
  readonly layout: MapLayout;
  readonly focus: string | null;
}) {
  const partition = view.partitions.find(({ key }) => key === focus);
  const touched = linkViews(view.links);
  const drawn = touched.flatMap((link): readonly DrawnLink[] => {
    const way = wayBetween(layout, endOfNode(view, link.a), endOfNode(view, link.b));
    return way === null ? [] : [{ link, way }];
  });
  const isTouched = (a: number, b: number): boolean =>
    touched.some((link) => (link.a === a && link.b === b) || (link.a === b && link.b === a));
  const fetching =
    partition === undefined || partition.leader < 0
      ? []
      : partition.replicas.filter(
          ({ broker, state }) =>
            broker !== partition.leader && state !== "offline" && !isTouched(broker, partition.leader),
        );
  const leaderEnd: End = { kind: "broker", id: partition?.leader ?? -1 };
  const fetches = fetching.flatMap(({ broker }) => {
    const way = wayBetween(layout, { kind: "broker", id: broker }, leaderEnd);
    return way === null ? [] : [{ broker, way }];
  });
  return (
    <g>
      {fetches.map(({ broker, way }) => {
        const { x, y } = way.to;
        return (
          <g key={broker}>
            <path className={styles["link"]} d={wayPath(way)} />
            <path className={styles["link"]} d={`M${x - 3.5} ${y + 7}L${x} ${y + 1}l3.5 6`} />
          </g>
        );
      })}
      {drawn.map((each) => (
        <TouchedLine key={`${each.link.a}-${each.link.b}`} {...each} />
      ))}
      <TouchedLabels
        drawn={drawn}
        others={[...boxEdges(layout), ...fetches.map(({ way }) => way)]}
        view={view}
        width={layout.width}
      />
      <Docked view={view} layout={layout} focus={focus} />
    </g>
  );
}
