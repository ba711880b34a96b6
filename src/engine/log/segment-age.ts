// How old a segment is when it comes to rolling it: by the timestamps of its batches, from that of the first one on, or by
// the clock where the first one has none.
import { toNumber } from "../base/long.ts";
import { MAGIC_AT, MAX_TIMESTAMP_AT, RECORDS_AT } from "../records/batch.ts";
import type { ReadAt } from "./batch-search.ts";
import { andThen } from "./batch-walk.ts";
import type { LogConfig } from "./log.ts";

const LEGACY_TIMESTAMP_AT = 18;

export class SegmentAge {
  /** Largest timestamp of the first batch, from which the time to roll is counted; null while there is none. */
  firstTimestamp: number | null = null;

  constructor(
    private createdMs: number,
    private readonly rollJitterMs: number,
  ) {}

  /** A batch with this timestamp comes too late for the segment. */
  isOver(maxTimestamp: number, nowMs: number, config: LogConfig): boolean {
    const first = this.firstTimestamp ?? -1;
    const waitedMs = first >= 0 ? maxTimestamp - first : nowMs - this.createdMs;
    return waitedMs > rollAfterMs(config) - this.rollJitterMs;
  }

  /** The segment is empty again. */
  restart(nowMs: number): void {
    this.createdMs = nowMs;
    this.firstTimestamp = null;
  }

  /** Reads the first batch's timestamp, unless it is known; a promise when the disk must be asked. */
  learn(read: ReadAt): undefined | Promise<undefined> {
    if (this.firstTimestamp !== null) return undefined;
    return andThen(read(0, RECORDS_AT), (bytes) => {
      this.firstTimestamp ??= firstTimestampIn(bytes);
      return undefined;
    });
  }
}

function firstTimestampIn(bytes: Uint8Array): number | null {
  if (bytes.length < RECORDS_AT) return null;
  const at = bytes[MAGIC_AT] === 2 ? MAX_TIMESTAMP_AT : LEGACY_TIMESTAMP_AT;
  return toNumber(new DataView(bytes.buffer, bytes.byteOffset).getBigInt64(at));
}

/** A compacted log rolls in time for max.compaction.lag.ms, since the active segment is never cleaned. */
function rollAfterMs({ cleanupPolicy, segmentMs, maxCompactionLagMs }: LogConfig): number {
  const isBound = cleanupPolicy.includes("compact") && maxCompactionLagMs > 0;
  return isBound ? Math.min(segmentMs, maxCompactionLagMs) : segmentMs;
}
