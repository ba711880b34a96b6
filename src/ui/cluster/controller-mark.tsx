// Controllers are hexagons: solid leads, tinted votes, dashed in red is down.
import { useWords } from "../i18n/language.ts";
import { span } from "../i18n/numbers.ts";
import marks from "./controller-mark.module.css";
import type { ItemProps, PressedProps } from "./item.ts";
import styles from "./map.module.css";
import type { ControllerPlace } from "./map-layout.ts";
import type { ClusterView } from "./model.ts";
import { controllerLook, controllerRoles, isDown } from "./node-state.ts";
import { fitting } from "./text-width.ts";

const RADIUS = 18;
/** Where the text begins, and how far it stays away from the next hexagon. */
const TEXT_X = 26;
const GAP = 4;

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
  room,
  item,
  pressed,
}: {
  readonly place: ControllerPlace;
  readonly view: ClusterView;
  /** Up to the next one: what does not fit beside the hexagon is in its label alone. */
  readonly room: number;
  readonly item: ItemProps;
  /** Where the drawing as a whole does not see to it. */
  readonly pressed?: PressedProps;
}) {
  const words = useWords();
  const controller = view.controllers.find(({ id }) => id === place.id);
  if (controller === undefined) return null;
  const { role, label, sinceMs, epoch, highWatermark, logEndOffset } = controller;
  const look = controllerLook(role);
  const roleName = controllerRoles(words)[role];
  const halts = isDown(role) || role === "frozen" || role === "starting";
  const numbers =
    role === "leader"
      ? [`epoch ${epoch} · HW ${highWatermark}`, `HW ${highWatermark}`, ""]
      : halts
        ? [span(view.nowMs - sinceMs), ""]
        : [`LEO ${logEndOffset}`, ""];
  const textRoom = room - TEXT_X - RADIUS - GAP;
  const named = fitting([roleName, ""], textRoom, 12);
  const hit = named === "" ? RADIUS * 2 + 4 : Math.min(124, room - 4);
  return (
    <g
      {...item}
      {...pressed}
      aria-haspopup="menu"
      aria-label={`${label}, ${roleName}${halts ? "" : `, ${numbers[0]}`}`}
    >
      <rect className={styles["hit"]} x={place.x - 20} y={place.y - 22} width={hit} height={44} />
      <rect className={styles["ring"]} x={place.x - 22} y={place.y - 23} width={hit + 4} height={46} rx={6} />
      <polygon
        className={`${marks["hexagon"]} ${marks[`hexagon-${look}`]}`}
        points={hexagon(place.x, place.y)}
      />
      <text
        x={place.x}
        y={place.y + 4.5}
        textAnchor="middle"
        className={`${marks["hexagonText"]} ${marks[`hexagonText-${look}`]}`}
      >
        {label}
      </text>
      {named === "" ? null : (
        <g className={styles["halo"]}>
          <text
            x={place.x + TEXT_X}
            y={place.y - 4}
            className={`${styles["controllerRole"]} ${look === "down" ? styles["bad"] : ""}`}
          >
            {named}
          </text>
          <text x={place.x + TEXT_X} y={place.y + 12} className={styles["mono"]}>
            {fitting(numbers, textRoom, 11)}
          </text>
        </g>
      )}
    </g>
  );
}
