// Files that go for good: at once, or after file.delete.delay.ms, within which a read that has begun can end.
import { DiskError } from "../ports/disk.ts";
import type { LogPorts } from "./log-ports.ts";

/** Deletes what is still there; on a dead disk nothing. */
export function removeFiles(ports: Pick<LogPorts, "disk">, names: readonly string[]): void {
  try {
    for (const name of names) ports.disk.remove(name);
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
  }
}

/** The same, after the delay of file.delete.delay.ms. */
export function removeFilesLater(ports: LogPorts, names: readonly string[], delayMs: number): void {
  ports.clock.setTimer(delayMs, () => removeFiles(ports, names));
}
