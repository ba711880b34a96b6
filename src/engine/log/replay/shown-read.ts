// The answer of a recorded `read`: the bytes, the batches in them, and where in the files they were found.
import { BatchWalk } from "../batch-walk.ts";
import type { Isolation } from "../log.ts";
import type { PlacedRecords } from "../log-read.ts";
import type { LocalPartitionLog } from "../partition-log.ts";
import type { Json, StepAction } from "./case.ts";

const ISOLATIONS: Readonly<Record<string, Isolation>> = {
  LOG_END: "log-end",
  HIGH_WATERMARK: "high-watermark",
  TXN_COMMITTED: "committed-transactions",
};

type Place = readonly [offset: number, segmentBaseOffset: number, position: number];

export async function playRead(log: LocalPartitionLog, step: StepAction): Promise<Json> {
  const offset = step["offset"] as number;
  const isolation = ISOLATIONS[step["isolation"] as string] ?? "log-end";
  const read = await log.fetch(offset, step["maxLength"] as number, isolation, step["minOne"] === true);
  return {
    position: await placeShown(log, offset, isolation, read),
    bytes: read.bytes.length,
    firstEntryIncomplete: read.isFirstBatchCut,
    batches: batchesIn(read.bytes),
    abortedTxns:
      read.abortedTransactions?.map(({ producerId, firstOffset }) => [Number(producerId), firstOffset]) ??
      null,
  };
}

async function placeShown(
  log: LocalPartitionLog,
  offset: number,
  isolation: Isolation,
  read: PlacedRecords,
): Promise<Place> {
  if (read.found !== null) return await placeFound(read.found);
  if (offset >= log.logEndOffset) return endOf(log);
  const limit =
    isolation === "log-end"
      ? log.logEndOffset
      : isolation === "high-watermark"
        ? log.highWatermark
        : log.lastStableOffset;
  // Behind what may be read the offset's own place is told, and a gap at the end of the log is its end.
  if (offset < limit) return endOf(log);
  const [found, ...rest] = await placeOf(log, offset);
  return [offset === limit ? limit : found, ...rest];
}

async function placeOf(log: LocalPartitionLog, offset: number): Promise<Place> {
  const { found } = await log.fetch(offset, 1, "log-end", false);
  return found === null ? endOf(log) : await placeFound(found);
}

async function placeFound({ segment, position }: NonNullable<PlacedRecords["found"]>): Promise<Place> {
  const head = await segment.readAt(position, Uint8Array.BYTES_PER_ELEMENT * 27);
  return [new BatchWalk(head).baseOffset, segment.baseOffset, position];
}

function endOf({ logEndOffset, segmentList }: LocalPartitionLog): Place {
  const active = segmentList[segmentList.length - 1]!;
  return [logEndOffset, active.baseOffset, active.sizeBytes];
}

/** First and last offset of the whole ones. */
function batchesIn(bytes: Uint8Array): [number, number][] {
  const batches: [number, number][] = [];
  const walk = new BatchWalk(bytes);
  for (;;) {
    const size = walk.sizeBytes;
    if (size <= 0 || walk.at + size > bytes.length) return batches;
    batches.push([walk.baseOffset, walk.lastOffset]);
    walk.at += size;
  }
}
