// How small the batches of a topic became so far (Kafka's CompressionRatioEstimator): records are compressed when their
// batch is sent, so until then it is full when it should be full by this estimate. Slow to hope, quick to doubt.
import { RECORDS_AT } from "../../records/batch.ts";

const IMPROVING_STEP = 0.005;
const DETERIORATING_STEP = 0.05;
/** The estimate is trusted so far. */
const ESTIMATION_FACTOR = Math.fround(1.05);

export class CompressionRatio {
  private ratio = 1;

  /** A batch was compressed. */
  observed(ratio: number): void {
    const { ratio: before } = this;
    if (ratio > before) this.ratio = Math.max(Math.fround(before + DETERIORATING_STEP), ratio);
    else if (ratio < before) this.ratio = Math.max(Math.fround(before - IMPROVING_STEP), ratio);
  }

  /** A batch with this ratio was too large for the broker. */
  disappointed(ratio: number): void {
    this.ratio = Math.max(1, ratio);
  }

  /** For a batch that begins now. */
  get estimate(): number {
    return this.ratio;
  }
}

/** What a batch of `sizeBytes` will take when its records are compressed. */
export function estimatedSizeBytes(sizeBytes: number, estimate: number): number {
  const records = Math.fround((sizeBytes - RECORDS_AT) * estimate);
  return RECORDS_AT + Math.trunc(Math.fround(records * ESTIMATION_FACTOR));
}

/** How much smaller the records became. */
export function compressionRatio(sizeBytes: number, compressedSizeBytes: number): number {
  return Math.fround((compressedSizeBytes - RECORDS_AT) / (sizeBytes - RECORDS_AT));
}
