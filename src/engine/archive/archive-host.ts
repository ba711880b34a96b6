// What exporting and importing need of the place where a cluster runs.
import type { Cluster } from "../cluster/cluster.ts";
import type { DiskStore, StoredFile } from "../disk/store.ts";
import type { ClientPorts } from "../ports/ports.ts";

export interface OpenedStore {
  readonly store: DiskStore;
  /** As they were when it was opened. */
  readonly files: readonly StoredFile[];
  close(): void;
}

export interface ArchiveHost {
  readonly cluster: Pick<Cluster, "spec" | "command" | "snapshot">;
  /** The durable disk of a node. While the node runs it may only be read. Rejects with DiskError. */
  openStore(node: number): Promise<OpenedStore>;
  /** Of a client of this cluster. */
  readonly ports: ClientPorts;
}

export interface Progress {
  readonly doneBytes: number;
  readonly totalBytes: number;
}

export type OnProgress = (progress: Progress) => void;

/** Lets playground time pass until `holds`; false when it does not come to that. */
export async function until(
  { ports }: Pick<ArchiveHost, "ports">,
  limitMs: number,
  holds: () => boolean,
): Promise<boolean> {
  for (let waitedMs = 0; !holds(); waitedMs += LOOK_EVERY_MS) {
    if (waitedMs >= limitMs) return false;
    await new Promise<void>((done) => void ports.clock.setTimer(LOOK_EVERY_MS, done));
  }
  return true;
}

const LOOK_EVERY_MS = 50;
