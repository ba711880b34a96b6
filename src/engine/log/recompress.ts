// A topic with its own compression.type stores every batch in that codec, whatever the producer chose.
import { type BatchHeader, NO_PRODUCER_EPOCH, NO_PRODUCER_ID } from "../records/batch.ts";
import { BatchBuilder } from "../records/builder.ts";
import { codecId, loadCodec, loadedCodec } from "../records/compression.ts";
import { RecordCursor } from "../records/record-cursor.ts";
import type { LogConfig } from "./log.ts";

/** The codec id of a `compression.type`, null for `producer`: batches stay as they are. */
export function targetCodec(config: LogConfig): number | null {
  if (config.compressionType === "producer") return null;
  return config.compressionType === "uncompressed" ? 0 : (codecId(config.compressionType) ?? null);
}

/** Fetches the code of the topic's codec, so that it is there when the first batch comes. */
export function prepareCodec(config: LogConfig): void {
  const codec = targetCodec(config);
  // When it cannot be had, batches are stored as they come.
  if (codec !== null && codec !== 0) loadCodec(codec).catch(() => {});
}

/** The batch in codec `target`, or null when it is in it already or one of the codecs is not loaded. */
export function recompress(batch: Uint8Array, header: BatchHeader, target: number): Uint8Array | null {
  if (header.codec === target) return null;
  for (const codec of [header.codec, target]) {
    if (codec !== 0 && loadedCodec(codec) === undefined) return null;
  }
  const producer =
    header.producerId === NO_PRODUCER_ID && header.producerEpoch === NO_PRODUCER_EPOCH
      ? {}
      : {
          producerId: header.producerId,
          producerEpoch: header.producerEpoch,
          baseSequence: header.baseSequence,
        };
  const builder = new BatchBuilder({
    codec: target,
    transactional: header.transactional && header.producerId !== NO_PRODUCER_ID,
    control: header.control,
    capacityBytes: batch.length,
    ...producer,
  });
  const cursor = new RecordCursor(batch, header);
  while (cursor.next()) builder.append(cursor.timestamp, cursor.key(), cursor.value(), cursor.headers());
  return builder.build();
}
