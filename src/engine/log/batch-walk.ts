// Walking over batches by the few header fields that place them, in bytes that may end or break off anywhere.
import {
  BASE_OFFSET_AT,
  BASE_TIMESTAMP_AT,
  BATCH_LENGTH_AT,
  LAST_OFFSET_DELTA_AT,
  LOG_OVERHEAD_BYTES,
  MAGIC_AT,
} from "../records/batch.ts";

/** So many bytes of a batch tell its size and offsets. */
export const PLACING_BYTES = BASE_TIMESTAMP_AT;
const SMALLEST_BATCH_BYTES = 26;

/** A size that no batch has, where one should begin: the file is damaged there. */
export const DAMAGED = -1;

export class BatchWalk {
  private readonly view: DataView;
  /** Where the batch under the eye begins. */
  at = 0;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Size of this batch, 0 when too little of it is here to tell, or DAMAGED. It may reach beyond the bytes. */
  get sizeBytes(): number {
    if (this.bytes.length - this.at < PLACING_BYTES) return 0;
    const size = this.view.getInt32(this.at + BATCH_LENGTH_AT) + LOG_OVERHEAD_BYTES;
    return size < SMALLEST_BATCH_BYTES ? DAMAGED : size;
  }

  get baseOffset(): number {
    const { view, at } = this;
    return view.getInt32(at + BASE_OFFSET_AT) * 0x1_0000_0000 + view.getUint32(at + BASE_OFFSET_AT + 4);
  }

  get lastOffset(): number {
    const { view, at, baseOffset } = this;
    // As a signed byte: what is no magic at all counts as an old or a new one.
    return view.getInt8(at + MAGIC_AT) >= 2
      ? baseOffset + view.getInt32(at + LAST_OFFSET_DELTA_AT)
      : baseOffset;
  }
}

/** Runs `next` on the value, at once when it is there. */
export function andThen<T, R>(value: T | Promise<T>, next: (value: T) => R | Promise<R>): R | Promise<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}
