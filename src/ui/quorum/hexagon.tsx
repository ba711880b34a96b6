// A controller's hexagon: solid leads, tinted votes, dashed cannot be reached or has been left behind.
import styles from "./lanes.module.css";
import type { VoterRole } from "./quorum-model.ts";

function look(role: VoterRole): string | undefined {
  switch (role) {
    case "leader":
      return styles["hexLeader"];
    case "stale":
    case "down":
    case "resigned":
    case "unattached":
      return styles["hexDashed"];
    case "frozen":
      return styles["hexDotted"];
    case "candidate":
    case "prospective":
      return styles["hexCandidate"];
    default:
      return "";
  }
}

export function Hexagon({
  label,
  role,
  size = 44,
}: {
  readonly label: string;
  readonly role: VoterRole;
  readonly size?: number;
}) {
  return (
    <svg
      className={`${styles["hexagon"]} ${look(role)}`}
      width={size}
      height={size}
      viewBox="0 0 44 44"
      aria-hidden="true"
    >
      <path d="M12 4h20l11 18-11 18H12L1 22z" />
      <text x="22" y="26.5" textAnchor="middle">
        {label}
      </text>
    </svg>
  );
}
