// How the page drives a node's worker: calls over comlink one way, reports the other. Frames go neither way.
import type { Activity } from "../../engine/cluster/activity.ts";
import type { NodeConfig } from "../../engine/cluster/cluster-config.ts";
import type { BrokerTask } from "../../engine/cluster/command.ts";
import type { FaultState } from "../../engine/cluster/faults.ts";
import type { MessageFate } from "../../engine/cluster/held-messages.ts";
import type { TimeState } from "../../engine/cluster/playground-time.ts";
import type { TornWrites } from "../../engine/disk/torn-writes.ts";
import type { FileSnapshot } from "../../engine/inspect/byte-tree.ts";
import type { Change } from "../../engine/inspect/changes.ts";
import type { HeldMessageSnapshot } from "../../engine/inspect/snapshot.ts";
import type { DiskErrorKind } from "../../engine/ports/disk.ts";
import type { EngineEvent } from "../../engine/trace/event.ts";

export interface NodeStart {
  readonly config: NodeConfig;
  /** All nodes of the cluster, to know whose links a connection uses. */
  readonly nodes: readonly NodeConfig[];
  /** Of the IndexedDB database that is this node's disk. */
  readonly diskName: string;
  readonly time: TimeState;
  readonly faults: FaultState;
  readonly seed: number;
  /** Ids of trace events that earlier incarnations used are below it. */
  readonly firstSequence: number;
}

export interface NodeControl {
  /** Resolves when the node serves; rejects with what it could not start for. */
  start(start: NodeStart, hub: MessagePort, reports: MessagePort): Promise<void>;
  /** Starts a periodic task now. */
  run(task: BrokerTask): void;
  /** Its disk, the page cache included; frozen or not. */
  files(): Promise<readonly FileSnapshot[]>;
  readFile(name: string, position: number, length: number): Promise<Uint8Array>;
  /** Controlled shutdown; the report "ended" follows. */
  stop(): void;
  freeze(): void;
  thaw(): void;
  setTime(time: TimeState): void;
  /** When it has done what is due by now, and its disk what it was asked to. */
  catchUp(): Promise<Activity>;
  setFaults(faults: FaultState): void;
  decideMessage(id: string, fate: MessageFate): void;
  /** The power cut that tears writes: nothing happens in the node any more, and the worker is to be ended. */
  tear(): Promise<TornWrites>;
  nextDueMs(): number | null;
  /** While paused: lets the next pending thing happen. */
  step(): void;
}

export type NodeReport =
  | { readonly kind: "told"; readonly events: readonly EngineEvent[]; readonly dropped: number }
  /** What changed of its detail since the last report; at first, all of it. */
  | { readonly kind: "detail"; readonly changes: readonly Change[] }
  /** What the links hold of the connections that this node opened. */
  | { readonly kind: "held"; readonly messages: readonly HeldMessageSnapshot[] }
  /** Why `start` is about to fail, when it is for the disk: comlink carries only the message of an error. */
  | { readonly kind: "disk-failed"; readonly reason: DiskErrorKind }
  /** It ended by itself or was stopped: null, or why. */
  | { readonly kind: "ended"; readonly error: string | null };
