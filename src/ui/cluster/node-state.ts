// What a node is, once for the drawings, tables, lists and labels: a killed controller is called the same and looks the
// same in the cluster's drawing and in the quorum view. The words are the dictionary's, by these names.
import type { ControllerSnapshot, NodeStatus, RaftStateName } from "../../engine/inspect/snapshot.ts";
import type { Dictionary } from "../i18n/ko.ts";

/** `stale`: it leads by its own words in an epoch that others have left behind. */
export type RaftRole = RaftStateName | "stale";

/** What it is in the quorum while it runs, else why it does not. */
export type ControllerRole = RaftRole | Exclude<NodeStatus, "running">;

export function controllerRole(
  status: NodeStatus,
  detail: ControllerSnapshot | null,
  newestEpoch: number,
): ControllerRole {
  if (status !== "running" && status !== "starting") return status;
  // One that starts may wait for a quorum, and stand in elections meanwhile.
  if (detail === null) return status === "starting" ? status : "unattached";
  return detail.state === "leader" && detail.epoch < newestEpoch ? "stale" : detail.state;
}

export function controllerRoles(words: Dictionary): Readonly<Record<ControllerRole, string>> {
  return { ...words.cluster.controllerRole, ...words.cluster.nodeStatus };
}

/** It has no process: by a person, by a fault, or by its own error. */
export const isDown = (state: ControllerRole | NodeStatus): boolean =>
  state === "killed" || state === "stopped" || state === "failed";

/** Roles that are drawn alike: solid leads, tinted votes, dashed has no leader or is left behind. */
export type ControllerLook = "leader" | "voter" | "candidate" | "adrift" | "starting" | "frozen" | "down";

export function controllerLook(role: ControllerRole): ControllerLook {
  if (isDown(role)) return "down";
  switch (role) {
    case "leader":
    case "starting":
    case "frozen":
      return role;
    case "candidate":
    case "prospective":
      return "candidate";
    case "stale":
    case "resigned":
    case "unattached":
      return "adrift";
    default:
      return "voter";
  }
}
