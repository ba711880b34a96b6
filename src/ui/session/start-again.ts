// Nodes that the browser's storage has stopped, and their start once there is room again: the controllers first, because
// no broker can leave or come in order without them.
import type { ClusterSnapshot, NodeSnapshot } from "../../engine/inspect/snapshot.ts";
import { isStorageFull } from "../../workers/page/workspace.ts";
import type { Session } from "./session.ts";

/** Its own words for what went wrong with its disk; null while it can write. */
function diskError({ status, error, detail }: NodeSnapshot): string | null {
  if (status === "failed") return error;
  if (status !== "running" || detail?.role !== "broker") return null;
  return detail.offlineLogDir ?? detail.logDirs.find(({ offline }) => offline !== null)?.offline ?? null;
}

/** The nodes for which the browser has no room. */
export function stoppedByStorage(snapshot: ClusterSnapshot | null): readonly NodeSnapshot[] {
  return (snapshot?.nodes ?? []).filter((node) => {
    const error = diskError(node);
    return error !== null && isStorageFull(error);
  });
}

/** Resolves when all run, or one has failed again. */
function whenAllRun(session: Session, before: readonly NodeSnapshot[]): Promise<boolean> {
  return new Promise((resolve) => {
    const look = (): void => {
      const now = before.map((old) => ({
        old,
        node: session.store.getState().snapshot?.nodes.find(({ id }) => id === old.id),
      }));
      const failed = now.some(({ old, node }) => node?.status === "failed" && node.sinceMs !== old.sinceMs);
      if (!failed && now.some(({ node }) => node?.status !== "running")) return;
      stop();
      resolve(!failed);
    };
    const stop = session.store.subscribe(look);
    look();
  });
}

export async function startAgain(session: Session): Promise<void> {
  const stopped = stoppedByStorage(session.store.getState().snapshot);
  const controllers = stopped.filter(({ role }) => role === "controller");
  for (const { id } of controllers) await session.command({ kind: "start", node: id });
  if (!(await whenAllRun(session, controllers))) return;
  const brokers = stopped.filter(({ role }) => role === "broker");
  await Promise.all(brokers.map(({ id }) => session.command({ kind: "restart", node: id })));
}
