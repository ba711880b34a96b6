// What is remembered of a workspace beside the disks of its nodes: which cluster it is, how far its wall clock has
// gone ahead, because retention would not understand a clock that goes back, and what its logs had not flushed.
import { type DBSchema, openDB } from "idb";
import type { NodeConfig } from "../../engine/cluster/cluster-config.ts";
import type { SeenNode } from "../../engine/cluster/losses.ts";
import { deleteDisk } from "../disk/indexeddb-store.ts";

export interface WorkspaceRecord {
  readonly clusterId: string;
  /** Every node that ever had a disk here. */
  readonly nodes: readonly number[];
  /** Playground wall time minus the computer's. */
  readonly wallAheadMs: number;
  /** How many it was made with; left out in records of old: as the page asks for. */
  readonly brokers?: number;
  readonly controllers?: number;
  /** Counts how often a whole workspace was imported: each has disks of its own. */
  readonly generation?: number;
}

interface WorkspaceSchema extends DBSchema {
  workspace: { key: string; value: WorkspaceRecord | readonly SeenNode[] };
}

const RECORD = "record";
const UNFLUSHED = "unflushed";

const databaseName = (id: string): string => `samsa/${id}/workspace`;
export const diskName = (id: string, node: NodeConfig["id"], generation = 0): string =>
  `samsa/${id}/node-${node}${generation === 0 ? "" : `.${generation}`}`;

export interface WorkspaceStore {
  /** Null when the workspace is new. */
  read(): Promise<WorkspaceRecord | null>;
  write(record: WorkspaceRecord): Promise<void>;
  /** The last note of the tab that had the workspace before: see loss-note.ts. */
  readUnflushed(): Promise<readonly SeenNode[]>;
  writeUnflushed(note: readonly SeenNode[]): Promise<void>;
  close(): void;
}

/** Rejects when the browser refuses storage. */
export async function openWorkspaceStore(id: string): Promise<WorkspaceStore> {
  const database = await openDB<WorkspaceSchema>(databaseName(id), 1, {
    upgrade(fresh) {
      fresh.createObjectStore("workspace");
    },
    blocking(_current, _next, event) {
      (event.target as IDBDatabase).close();
    },
  });
  /** Committed at once: the page may be gone before it hears that the writing is done. */
  async function put(key: string, value: WorkspaceRecord | readonly SeenNode[]): Promise<void> {
    const transaction = database.transaction("workspace", "readwrite", { durability: "relaxed" });
    const done = transaction.store.put(value, key);
    transaction.commit();
    await Promise.all([done, transaction.done]);
  }
  return {
    read: async () => ((await database.get("workspace", RECORD)) as WorkspaceRecord | undefined) ?? null,
    write: (record) => put(RECORD, record),
    readUnflushed: async () =>
      ((await database.get("workspace", UNFLUSHED)) as readonly SeenNode[] | undefined) ?? [],
    writeUnflushed: (note) => put(UNFLUSHED, note),
    close: () => database.close(),
  };
}

/** Deletes everything that is stored of a workspace. Its nodes must be gone. */
export async function deleteWorkspace(
  id: string,
  { nodes, generation }: Pick<WorkspaceRecord, "nodes" | "generation">,
): Promise<void> {
  // The record goes last: while it is there, an interrupted deletion can be seen and repeated.
  await Promise.all(nodes.map((node) => deleteDisk(diskName(id, node, generation))));
  await deleteDisk(databaseName(id));
}
