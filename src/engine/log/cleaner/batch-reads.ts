// Batches of a segment's file one after the other, read in pieces of log.cleaner.io.buffer.size. A batch that does not fit
// makes the piece grow, so that nothing is too large to be cleaned.

import { BATCH_LENGTH_AT, type BatchHeader, batchHeaders, LOG_OVERHEAD_BYTES } from "../../records/batch.ts";
import { loadCodecsFor } from "../../records/compression.ts";
import type { Segment } from "../segment.ts";
import { CleaningError } from "./cleaning-error.ts";
import { type Steps, waitFor } from "./steps.ts";

export interface Piece {
  readonly bytes: Uint8Array;
  readonly headers: readonly BatchHeader[];
  /** Where the next piece begins. */
  readonly nextPosition: number;
}

/** The whole batches from `position` on, at least one. Throws RecordError or CleaningError where no batch can be read. */
export function* readPiece(segment: Segment, position: number, ioBufferBytes: number): Steps<Piece> {
  for (let wanted = ioBufferBytes; ; ) {
    const bytes = yield* waitFor(segment.readAt(position, wanted));
    const headers = [...batchHeaders(bytes)];
    const last = headers.at(-1);
    if (last !== undefined) {
      yield* waitFor(loadCodecsFor(bytes));
      return { bytes, headers, nextPosition: position + last.position + last.sizeBytes };
    }
    wanted = grown(segment, position, bytes, wanted);
  }
}

function grown(segment: Segment, position: number, bytes: Uint8Array, wanted: number): number {
  const left = segment.sizeBytes - position;
  if (bytes.length < LOG_OVERHEAD_BYTES && left > bytes.length)
    return Math.max(2 * wanted, LOG_OVERHEAD_BYTES);
  const where = `log segment ${segment.logFile.name} at position ${position}`;
  if (bytes.length < LOG_OVERHEAD_BYTES) {
    throw new CleaningError("IllegalStateException", `Could not determine next batch size for ${where}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = view.getInt32(BATCH_LENGTH_AT) + LOG_OVERHEAD_BYTES;
  if (size > left) {
    throw new CleaningError(
      "CorruptRecordException",
      `Log segment may be corrupt, batch size ${size} > ${left} bytes left in segment for ${where}`,
    );
  }
  return Math.min(Math.max(2 * wanted, 1), size);
}
