// A controller's hexagon, as the cluster's drawing has it, larger.
import marks from "../cluster/controller-mark.module.css";
import { type ControllerRole, controllerLook } from "../cluster/node-state.ts";
import styles from "./lanes.module.css";

export function Hexagon({
  label,
  role,
  size = 44,
}: {
  readonly label: string;
  readonly role: ControllerRole;
  readonly size?: number;
}) {
  const look = controllerLook(role);
  return (
    <svg className={styles["hexagon"]} width={size} height={size} viewBox="0 0 44 44" aria-hidden="true">
      <path className={`${marks["hexagon"]} ${marks[`hexagon-${look}`]}`} d="M12 4h20l11 18-11 18H12L1 22z" />
      <text
        x="22"
        y="26.5"
        textAnchor="middle"
        className={`${marks["hexagonText"]} ${marks[`hexagonText-${look}`]}`}
      >
        {label}
      </text>
    </svg>
  );
}
