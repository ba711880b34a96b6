// Appending: as the leader, who gives offsets and checks what a client may send, and as a follower, who takes over what
// the leader wrote.
import { ErrorCode } from "../protocol/errors.ts";
import {
  readBatchHeader,
  setBaseOffset,
  setMaxTimestamp,
  setPartitionLeaderEpoch,
} from "../records/batch.ts";
import { fetchedBatches } from "./fetched-batches.ts";
import { AppendError, type AppendResult } from "./log.ts";
import type { LogCore } from "./log-core.ts";
import { type AppendOrigin, holdsNoBatch, validateLeaderBatch } from "./log-validator.ts";
import { IndexAppendError } from "./offset-index.ts";
import type { AppendedBatch, TransactionContext } from "./producer-checks.ts";
import { recompress, targetCodec } from "./recompress.ts";
import type { BatchPlace, Segment } from "./segment.ts";

const NO_APPEND_TIME = -1;

/** See PartitionLog.appendAsLeader. */
export function appendAsLeader(
  core: LogCore,
  records: Uint8Array,
  leaderEpoch: number,
  origin: AppendOrigin,
  transaction?: TransactionContext,
): AppendResult {
  core.assertNotDeleted();
  const { config, producers, epochs } = core;
  if (holdsNoBatch(records)) return result(core, -1, -1, NO_APPEND_TIME, 0, 0, false);
  const nowMs = core.ports.clock.wallMs();
  const { header: sent, maxTimestamp } = validateLeaderBatch(records, core.name, config, origin, nowMs);
  let batch = records;
  let header = sent;
  const codec = targetCodec(config);
  if (codec !== null && codec !== sent.codec && !sent.control) {
    const other = recompress(records, sent, codec);
    if (other !== null) {
      batch = other;
      header = readBatchHeader(other);
    }
  }
  const firstOffset = core.logEndOffset;
  const lastOffset = firstOffset + header.lastOffsetDelta;
  const byAppendTime = config.messageTimestampType === "LogAppendTime";
  const place: BatchPlace = {
    lastOffset,
    maxTimestamp: byAppendTime ? nowMs : maxTimestamp,
    sizeBytes: header.sizeBytes,
  };
  // Kafka notes the epoch before it looks whether the batch fits.
  epochs.assign(leaderEpoch, firstOffset);
  checkFitsSegment(core, batch.length);
  setBaseOffset(batch, 0, firstOffset);
  setPartitionLeaderEpoch(batch, 0, leaderEpoch);
  if (byAppendTime) {
    setMaxTimestamp(batch, 0, "LogAppendTime", nowMs);
    header = { ...header, timestampType: "LogAppendTime", maxTimestamp: nowMs };
  } else if (maxTimestamp !== header.maxTimestamp || header.timestampType !== "CreateTime") {
    // What a client said wrong is put right.
    setMaxTimestamp(batch, 0, "CreateTime", maxTimestamp);
  }
  rollIfNeeded(core, place, firstOffset, nowMs);
  const earlier = producers.check(header, batch, firstOffset, origin, transaction);
  if (earlier !== undefined) {
    const { lastOffset: last, offsetDelta, timestampMs } = earlier;
    return result(core, last - offsetDelta, last, timestampMs, 0, 0, true);
  }
  append(core, [{ header, bytes: batch, firstOffset, maxTimestampMs: place.maxTimestamp }], nowMs);
  const appendTimeMs = byAppendTime ? nowMs : NO_APPEND_TIME;
  return result(core, firstOffset, lastOffset, appendTimeMs, header.recordCount, batch.length, false);
}

/** See PartitionLog.appendAsFollower. */
export function appendAsFollower(
  core: LogCore,
  records: Uint8Array,
  leaderEpoch = Number.POSITIVE_INFINITY,
): AppendResult {
  core.assertNotDeleted();
  const headers = fetchedBatches(records, core.name, core.logEndOffset, leaderEpoch);
  const first = headers[0];
  const last = headers[headers.length - 1];
  if (first === undefined || last === undefined) {
    return result(core, core.logEndOffset, core.logEndOffset - 1, NO_APPEND_TIME, 0, 0, false);
  }
  const nowMs = core.ports.clock.wallMs();
  const sizeBytes = last.position + last.sizeBytes;
  let maxTimestamp = -1;
  let count = 0;
  for (const header of headers) {
    maxTimestamp = Math.max(maxTimestamp, header.maxTimestamp);
    count += header.recordCount;
    assignEpoch(core, header.partitionLeaderEpoch, header.baseOffset);
  }
  checkFitsSegment(core, sizeBytes);
  // All of them go into one segment.
  rollIfNeeded(core, { lastOffset: last.lastOffset, maxTimestamp, sizeBytes }, first.baseOffset, nowMs);
  const batches = headers.map((header) => ({
    header,
    bytes: records.subarray(header.position, header.position + header.sizeBytes),
    firstOffset: header.baseOffset,
    maxTimestampMs: header.maxTimestamp,
  }));
  core.producers.checkFetched(batches);
  append(core, batches, nowMs);
  return result(core, first.baseOffset, last.lastOffset, NO_APPEND_TIME, count, sizeBytes, false);
}

function assignEpoch({ epochs, name }: LogCore, epoch: number, startOffset: number): void {
  if (epoch < 0) {
    throw new AppendError(
      ErrorCode.UNKNOWN_SERVER_ERROR,
      `Received invalid partition leader epoch ${epoch} at offset ${startOffset} in append to ${name}`,
    );
  }
  epochs.assign(epoch, startOffset);
}

function checkFitsSegment({ config, name }: LogCore, sizeBytes: number): void {
  if (sizeBytes <= config.segmentBytes) return;
  throw new AppendError(
    ErrorCode.RECORD_LIST_TOO_LARGE,
    `Message batch size is ${sizeBytes} bytes in append to partition ${name}, which exceeds the maximum configured segment size of ${config.segmentBytes}.`,
  );
}

function rollIfNeeded(core: LogCore, place: BatchPlace, firstOffset: number, nowMs: number): void {
  if (core.active.shouldRoll(place, nowMs, core.config)) core.roll(Math.max(firstOffset, core.logEndOffset));
}

/** All into the active segment; first the log, then what is known of the producers, then the transactions that end. */
function append(core: LogCore, batches: readonly AppendedBatch[], nowMs: number): void {
  const { active } = core;
  const end = batches[batches.length - 1]!;
  const lastOffset = end.firstOffset + end.header.lastOffsetDelta;
  if (!active.canHold(lastOffset)) {
    throw new AppendError(
      ErrorCode.UNKNOWN_SERVER_ERROR,
      `Detected offset overflow at offset ${lastOffset} in the segment of ${core.name} that begins at ${active.baseOffset}`,
    );
  }
  for (const { header, bytes, firstOffset, maxTimestampMs } of batches) {
    const lastOffset = firstOffset + header.lastOffsetDelta;
    const place = { lastOffset, maxTimestamp: maxTimestampMs, sizeBytes: header.sizeBytes };
    appendTo(active, bytes, place, nowMs);
    core.logEndOffset = lastOffset + 1;
    core.recent.add(header, firstOffset);
  }
  core.producersChanged();
  core.producers.appended(batches, (completed, lastStableOffset) => {
    active.noteCompleted(completed, lastStableOffset);
  });
}

/** Only an index that does not belong to its segment, trusted after a clean stop, refuses an entry. */
function appendTo(active: Segment, bytes: Uint8Array, place: BatchPlace, nowMs: number): void {
  try {
    active.append(bytes, place, nowMs);
  } catch (error) {
    if (!(error instanceof IndexAppendError)) throw error;
    throw new AppendError(ErrorCode.UNKNOWN_SERVER_ERROR, error.message);
  }
}

function result(
  { logStartOffset }: LogCore,
  firstOffset: number,
  lastOffset: number,
  logAppendTimeMs: number,
  records: number,
  sizeBytes: number,
  duplicate: boolean,
): AppendResult {
  return { firstOffset, lastOffset, logAppendTimeMs, logStartOffset, records, sizeBytes, duplicate };
}
