// What a host must be able to do, so that the cluster (cluster.ts) can decide for it: run a node, end it, freeze it, and
// mirror two plain states, of time and of faults. The cluster knows what may be done and tells it in the trace; a host
// knows how: a Worker per node in the browser, one thread with TCP in Node, the virtual world in tests.
//
// The cluster, not the node, emits `node-starting`, `node-ready` and `node-stopped` (source: the node's id), because a
// killed node can tell nothing any more. Their cause is the command that was given.

import type { TornWrites } from "../disk/torn-writes.ts";
import type { FileSnapshot } from "../inspect/byte-tree.ts";
import type { HeldMessageSnapshot, NodeDetail } from "../inspect/snapshot.ts";
import type { EventId } from "../trace/event.ts";
import type { NodeConfig } from "./cluster-config.ts";
import type { BrokerTask } from "./command.ts";
import type { FaultState } from "./faults.ts";
import type { MessageFate } from "./held-messages.ts";
import type { NodeFiles } from "./node-files.ts";
import type { TimeState } from "./playground-time.ts";

/** One incarnation of a node. */
export interface HostedNode {
  /** Resolves when it serves (a broker: registered and unfenced), rejects when it cannot start. */
  readonly ready: Promise<void>;
  /** Resolves when it ended by itself or by stop(): null, or the error. Never after kill(). */
  readonly ended: Promise<Error | null>;
  /** The last that is known of it, null when nothing is. Called often: it must be cheap or remembered. */
  detail(): NodeDetail | null;
  /** Starts a periodic task of the node now. */
  run(task: BrokerTask): void;
  /** Its disk as it is now, the page cache included. Rejects when it is not there yet, or no more. */
  files(): Promise<readonly FileSnapshot[]>;
  readFile(name: string, position: number, length: number): Promise<Uint8Array>;
  /** Controlled shutdown. `ended` resolves afterwards. */
  stop(): void;
  /** Power cut, at once. */
  kill(): void;
  /** Power cut, at once; resolves when a part of what was not flushed is on the disk. kill() must follow. */
  tear(): Promise<TornWrites>;
  freeze(): void;
  thaw(): void;
}

export interface NodeHost {
  /** Whether detail() shows this very moment, not the node's last report. */
  readonly seesLive: boolean;
  /** A new incarnation of a node, over the disk that the last one left. `cause` is the command that started it. */
  start(config: NodeConfig, cause: EventId): HostedNode;
  /** The disk of a node that does not run; null where only running nodes can be looked into. */
  filesAtRest(node: number): NodeFiles | null;
  /** Empties the disk of a node that does not run. */
  wipeDisk(node: number): Promise<void>;
  /** Links and disks are now to behave like this. */
  setFaults(faults: FaultState): void;
  /** The messages that links hold now, oldest first. May be a moment old where nodes run in other threads. */
  heldMessages(): readonly HeldMessageSnapshot[];
  decideMessage(id: string, fate: MessageFate): void;
  readonly time: HostTime;
}

export interface HostTime {
  readonly nowMs: () => number;
  readonly wallMs: () => number;
  /** The state that all clocks of the host follow; null where time is virtual and has no speed. */
  readonly state: () => TimeState | null;
  /** How fast time went lately: less than the speed that was asked for when the machine cannot keep up with it. */
  readonly reachedSpeed?: () => number;
  readonly isPaused: () => boolean;
  pause(): void;
  resume(): void;
  setSpeed(factor: number): void;
  /** While paused: delivers the next pending timer or message of the whole cluster. False when there is none. */
  step(): Promise<boolean>;
  jump(byMs: number): void;
}
