// A disk is taken as it is after a controlled stop: flushed, its indexes cut to size, marked as clean. So the nodes are
// stopped in order for as long as the work takes, and those that ran are started again, whatever became of the work.
import { CommandError } from "../cluster/command.ts";
import type { ArchiveHost } from "./archive-host.ts";

/** Runs `work` while `nodes` are at rest. */
export async function atRest<T>(
  host: ArchiveHost,
  nodes: readonly number[],
  work: () => Promise<T>,
): Promise<T> {
  const { cluster } = host;
  const { paused, speed } = cluster.snapshot().time;
  // Stopping in order needs time to run, and not too slowly.
  if (paused) await cluster.command({ kind: "resume" });
  if (speed < 1) await cluster.command({ kind: "speed", factor: 1 });
  const stopped: number[] = [];
  try {
    for (const node of inOrder(host, nodes, ["broker", "controller"])) {
      if (await stop(host, node)) stopped.push(node);
    }
    return await work();
  } finally {
    for (const node of inOrder(host, stopped, ["controller", "broker"])) await start(host, node);
    if (speed < 1) await cluster.command({ kind: "speed", factor: speed });
    if (paused) await cluster.command({ kind: "pause" });
  }
}

/** The nodes of `nodes`, by role. */
function inOrder(
  { cluster }: ArchiveHost,
  nodes: readonly number[],
  roles: readonly ("broker" | "controller")[],
): number[] {
  return roles.flatMap((role) =>
    cluster.spec.nodes.filter((node) => node.role === role && nodes.includes(node.id)).map(({ id }) => id),
  );
}

/** False when it did not run. */
async function stop({ cluster }: ArchiveHost, node: number): Promise<boolean> {
  const status = cluster.snapshot().nodes.find(({ id }) => id === node)?.status;
  if (status !== "running" && status !== "starting" && status !== "frozen") return false;
  if (status === "frozen") await cluster.command({ kind: "thaw", node });
  await cluster.command({ kind: "stop", node });
  return true;
}

async function start({ cluster }: ArchiveHost, node: number): Promise<void> {
  try {
    await cluster.command({ kind: "start", node });
  } catch (error) {
    // Somebody was quicker.
    if (!(error instanceof CommandError)) throw error;
  }
}
