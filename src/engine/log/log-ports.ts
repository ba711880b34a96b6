// What a log touches of the world.
import type { NodePorts } from "../ports/ports.ts";

export type LogPorts = Pick<NodePorts, "clock" | "disk" | "rng" | "trace">;
