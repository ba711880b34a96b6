// Nodes that the browser's storage has stopped, and their start once there is room again: the controllers first, because
// no broker can leave or come in order without them.
import type { ClusterSnapshot, NodeSnapshot } from "../../engine/inspect/snapshot.ts";
import { isStorageFull } from "../../workers/page/workspace.ts";
import type { Session } from "./session.ts";

/** Its own words for what went wrong with its disk; null while it can write. */
function diskError({ status, error, detail }: NodeSnapshot): string | null {
  if (status === "failed") return error;
  return status === "running" && detail?.role === "broker" ? detail.offlineLogDir : null;
}

/** The nodes for which the browser has no room. */
export function stoppedByStorage(snapshot: ClusterSnapshot | null): readonly NodeSnapshot[] {
  return (snapshot?.nodes ?? []).filter((node) => {
    const error = diskError(node);
    return error !== null && isStorageFull(error);
  });
}

function whenAllRun(session: Session, ids: readonly number[]): Promise<boolean> {
  return new Promise((resolve) => {
    const look = (): void => {
      const nodes = session.store.getState().snapshot?.nodes.filter(({ id }) => ids.includes(id)) ?? [];
      if (nodes.some(({ status }) => status === "starting")) return;
      stop();
      resolve(nodes.every(({ status }) => status === "running"));
    };
    const stop = session.store.subscribe(look);
    look();
  });
}

export async function startAgain(session: Session): Promise<void> {
  const stopped = stoppedByStorage(session.store.getState().snapshot);
  const controllers = stopped.filter(({ role }) => role === "controller").map(({ id }) => id);
  for (const node of controllers) await session.command({ kind: "start", node });
  if (!(await whenAllRun(session, controllers))) return;
  const brokers = stopped.filter(({ role }) => role === "broker");
  await Promise.all(brokers.map(({ id }) => session.command({ kind: "restart", node: id })));
}
