// Controllers are hexagons: solid leads, tinted votes, dashed cannot be reached.
import { useWords } from "../i18n/language.ts";
import type { ItemProps, PressedProps } from "./item.ts";
import styles from "./map.module.css";
import type { ControllerPlace } from "./map-layout.ts";
import type { ClusterView } from "./model.ts";

const RADIUS = 18;

function hexagon(x: number, y: number): string {
  return Array.from({ length: 6 }, (_, corner) => {
    const angle = (corner * Math.PI) / 3;
    return `${x + RADIUS * Math.cos(angle)},${y + RADIUS * Math.sin(angle)}`;
  }).join(" ");
}

export function QuorumLine({ places }: { readonly places: readonly ControllerPlace[] }) {
  return places
    .slice(1)
    .map((place, index) => (
      <line
        key={place.id}
        className={styles["quorum"]}
        x1={(places[index]?.x ?? 0) + RADIUS}
        y1={place.y}
        x2={place.x - RADIUS}
        y2={place.y}
      />
    ));
}

export function ControllerMark({
  place,
  view,
  compact = false,
  item,
  pressed,
}: {
  readonly place: ControllerPlace;
  readonly view: ClusterView;
  /** The hexagon alone: what it says is in its label. */
  readonly compact?: boolean;
  readonly item: ItemProps;
  /** Where the drawing as a whole does not see to it. */
  readonly pressed?: PressedProps;
}) {
  const words = useWords();
  const controller = view.controllers.find(({ id }) => id === place.id);
  if (controller === undefined) return null;
  const { role, label, epoch, highWatermark, logEndOffset } = controller;
  const roleName = words.cluster.controllerRole[role];
  const numbers =
    role === "leader"
      ? `epoch ${epoch} · HW ${highWatermark}`
      : role === "unreachable"
        ? ""
        : `LEO ${logEndOffset}`;
  return (
    <g
      {...item}
      {...pressed}
      aria-haspopup="menu"
      aria-label={`${label}, ${roleName}${numbers === "" ? "" : `, ${numbers}`}`}
    >
      <rect
        className={styles["hit"]}
        x={place.x - 20}
        y={place.y - 22}
        width={compact ? 40 : 124}
        height={44}
      />
      <rect
        className={styles["ring"]}
        x={place.x - 22}
        y={place.y - 23}
        width={compact ? 44 : 128}
        height={46}
        rx={6}
      />
      <polygon
        className={`${styles["hexagon"]} ${styles[`hexagon-${role}`]}`}
        points={hexagon(place.x, place.y)}
      />
      <text
        x={place.x}
        y={place.y + 4.5}
        textAnchor="middle"
        className={`${styles["hexagonText"]} ${styles[`hexagonText-${role}`]}`}
      >
        {label}
      </text>
      {compact ? null : (
        <g className={styles["halo"]}>
          <text x={place.x + 26} y={place.y - 4} className={styles["controllerRole"]}>
            {roleName}
          </text>
          <text x={place.x + 26} y={place.y + 12} className={styles["mono"]}>
            {numbers}
          </text>
        </g>
      )}
    </g>
  );
}
