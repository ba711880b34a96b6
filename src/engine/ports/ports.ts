import type { Clock } from "./clock.ts";
import type { Disk } from "./disk.ts";
import type { Network } from "./network.ts";
import type { Rng } from "./rng.ts";
import type { Trace } from "./trace.ts";

/** All that a client knows of the world. */
export interface ClientPorts {
  readonly clock: Clock;
  readonly rng: Rng;
  readonly network: Network;
  readonly trace: Trace;
}

/** All that a node knows of the world. */
export interface NodePorts extends ClientPorts {
  readonly disk: Disk;
}
