// Why a workspace could not be opened, as its state tells it.
import type { RunningCluster } from "./running-cluster.ts";
import type { WorkspaceState } from "./workspace.ts";

/** A cluster can do without a broker, so one that fails is only shown; without storage or controllers it cannot be. */
export function startFailure(running: RunningCluster, error: unknown): WorkspaceState | null {
  const message = messageOf(error);
  const disk = running.diskFailure();
  if (disk === "denied") return { kind: "failed", reason: "storage-denied", message };
  if (disk === "full") return { kind: "failed", reason: "storage-full", message };
  const controllers = running.cluster.snapshot().nodes.filter(({ role }) => role === "controller");
  const failed = controllers.find(({ status }) => status === "failed");
  return failed === undefined
    ? null
    : { kind: "failed", reason: "crashed", message: failed.error ?? message };
}

export function storageFailure(error: unknown): WorkspaceState {
  const isFull = error instanceof DOMException && error.name === "QuotaExceededError";
  return { kind: "failed", reason: isFull ? "storage-full" : "storage-denied", message: messageOf(error) };
}

export const crashed = (error: unknown): WorkspaceState => ({
  kind: "failed",
  reason: "crashed",
  message: messageOf(error),
});

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
