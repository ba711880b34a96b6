// What a log needs of its node, for one that stands alone: in a benchmark, or for tools that look at its files. Nothing
// happens by itself.
import { seededRandom } from "../src/engine/base/random.ts";
import type { LogManager } from "../src/engine/log/log.ts";
import { openLogManager } from "../src/engine/log/log-manager.ts";
import type { LogPorts } from "../src/engine/log/log-ports.ts";
import type { Disk } from "../src/engine/ports/disk.ts";

export function openLoneLogs(disk: Disk): Promise<LogManager> {
  const ports: LogPorts = {
    disk,
    rng: seededRandom(1),
    clock: {
      monotonicMs: () => performance.now(),
      wallMs: () => Date.now(),
      setTimer: () => ({ cancel() {} }),
    },
    trace: { emit: () => "lone:0" },
  };
  return openLogManager({ nodeId: 1, clusterId: "lone", ports });
}
