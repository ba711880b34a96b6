// Looks over a .log file as it streams by: are its batches batches, with offsets that rise, and which leader epoch is the
// last. Checksums are recovery's business, which cuts off a damaged tail; a file that is something else is refused here.
import { LOG_OVERHEAD_BYTES, MAGIC_AT, PARTITION_LEADER_EPOCH_AT } from "../records/batch.ts";
import { ArchiveError } from "./archive-error.ts";

const HEADER_BYTES = 17;
const NEWEST_MAGIC = 2;
const SMALLEST_BATCH_BYTES = 14;

export class LogCheck {
  /** -1 when no batch says one. */
  lastEpoch = -1;
  batches = 0;
  private readonly header = new Uint8Array(HEADER_BYTES);
  private readonly view = new DataView(this.header.buffer);
  private filled = 0;
  /** Bytes of the present batch that are still to come. */
  private skip = 0;
  private lastOffset: number;
  /** Zeros, or a torn batch: recovery cuts it off. */
  private ended = false;

  constructor(
    private readonly name: string,
    baseOffset: number,
  ) {
    this.lastOffset = baseOffset - 1;
  }

  push(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length && !this.ended; ) {
      if (this.skip > 0) {
        const skipped = Math.min(this.skip, bytes.length - at);
        this.skip -= skipped;
        at += skipped;
        continue;
      }
      const taken = Math.min(HEADER_BYTES - this.filled, bytes.length - at);
      this.header.set(bytes.subarray(at, at + taken), this.filled);
      this.filled += taken;
      at += taken;
      if (this.filled === HEADER_BYTES) this.readHeader();
    }
  }

  private readHeader(): void {
    this.filled = 0;
    const offset = this.view.getInt32(0) * 2 ** 32 + this.view.getUint32(4);
    const length = this.view.getInt32(8);
    const magic = this.view.getInt8(MAGIC_AT);
    const sound = length >= SMALLEST_BATCH_BYTES && magic >= 0 && magic <= NEWEST_MAGIC;
    if (!sound || offset <= this.lastOffset || !Number.isSafeInteger(offset)) {
      if (this.batches === 0 && !this.isZeros()) throw new ArchiveError("bad-log", this.name);
      this.ended = true;
      return;
    }
    this.batches++;
    this.lastOffset = offset;
    this.skip = length + LOG_OVERHEAD_BYTES - HEADER_BYTES;
    if (magic === NEWEST_MAGIC) {
      this.lastEpoch = Math.max(this.lastEpoch, this.view.getInt32(PARTITION_LEADER_EPOCH_AT));
    }
  }

  private isZeros(): boolean {
    return this.header.every((byte) => byte === 0);
  }
}
