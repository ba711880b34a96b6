// Goes from batch to batch through a log without reading more of it than is looked at.
import type { BatchHeader } from "../../records/batch.ts";
import { corrupt } from "../../records/record-error.ts";
import { type FileReader, windowed } from "./file-reader.ts";

/** Enough to know a batch's size and magic. */
const UP_TO_MAGIC_BYTES = 17;
const LOG_OVERHEAD_BYTES = 12;
const SMALLEST_RECORD_BYTES = 14;

export interface BatchPlace {
  readonly position: number;
  readonly sizeBytes: BatchHeader["sizeBytes"];
  readonly magic: number;
}

/** Null at the end: nothing there, or a torn batch. Throws RecordError where no batch can begin. */
export async function placeAt(
  reader: FileReader,
  position: number,
  fileName: string,
): Promise<BatchPlace | null> {
  if (position < 0 || position >= reader.sizeBytes - UP_TO_MAGIC_BYTES) return null;
  const head = await reader.read(position, UP_TO_MAGIC_BYTES);
  if (head.length < UP_TO_MAGIC_BYTES) return null;
  const size = new DataView(head.buffer, head.byteOffset).getInt32(8);
  if (size < SMALLEST_RECORD_BYTES) {
    throw corrupt(
      `Found record size ${size} smaller than minimum record overhead (${SMALLEST_RECORD_BYTES}) in file ${fileName}.`,
    );
  }
  if (position > reader.sizeBytes - LOG_OVERHEAD_BYTES - size) return null;
  return { position, sizeBytes: size + LOG_OVERHEAD_BYTES, magic: (head[16]! << 24) >> 24 };
}

/** The whole batches from `start` on, which must be where one begins. */
export async function* walkBatches(
  file: FileReader,
  fileName: string,
  start = 0,
): AsyncGenerator<BatchPlace> {
  const reader = windowed(file);
  for (let position = start; ; ) {
    const place = await placeAt(reader, position, fileName);
    if (place === null) return;
    yield place;
    position += place.sizeBytes;
  }
}
