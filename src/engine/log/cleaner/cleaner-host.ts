// Who runs the cleaner of a node, and what the cleaner asks of him.
import type { DiskError } from "../../ports/disk.ts";
import type { CleanableLog } from "../cleanable-log.ts";

/** The broker's log.cleaner.* configs, asked anew for each pass. */
export interface CleanerSettings {
  readonly backoffMs: number;
  readonly dedupeBufferBytes: number;
  readonly loadFactor: number;
  readonly ioBufferBytes: number;
  readonly maxBytesPerSecond: number;
}

/** The logs of the node, compacted or not. */
export interface LogsOfNode {
  all(): Iterable<CleanableLog>;
  get(topic: string, partition: number): CleanableLog | undefined;
}

/** Who runs the cleaner. */
export interface CleanerHost {
  settings(): CleanerSettings;
  /** Whether the log may be touched: it is known, and its disk works. */
  isUsable(log: CleanableLog): boolean;
  /** Retention took the first segments of a log. */
  deleted(log: CleanableLog): void;
  diskFailed(error: DiskError): void;
  /** Something that cannot happen has happened. */
  crashed(error: unknown): void;
}
