// The one way to run a node: a host makes its ports, starts it here, and drops everything to kill it.
import type { NodeDetail } from "../inspect/snapshot.ts";
import type { BrokerTask } from "./command.ts";

export interface RunningNode {
  inspect(): NodeDetail;
  /** Starts a periodic task now. Nodes without tasks have none. */
  run?(task: BrokerTask): void;
  /** Controlled shutdown: hands leadership over, flushes, marks the shutdown clean. */
  stop(): Promise<void>;
  /** Resolves when the node is ready to serve (a broker: registered and unfenced). Rejects when it fails to start. */
  readonly ready: Promise<void>;
  /** Resolves when the node has ended: null after stop(), or the error that ended it. */
  readonly ended: Promise<Error | null>;
}
