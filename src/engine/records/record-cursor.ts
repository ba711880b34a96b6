// Walks the records of a magic 2 batch without an object per record: what the cleaner, validation and counting need.
// Refuses what Kafka's reader refuses, with its texts.
import { utf8Decode } from "../base/utf8.ts";
import { addSequence, type BatchHeader, RECORDS_AT } from "./batch.ts";
import { decompress } from "./compression.ts";
import { invalidRecord, undecodable } from "./record-error.ts";

export interface RecordHeader {
  readonly key: string;
  readonly value: Uint8Array | null;
}

const NO_HEADERS: readonly RecordHeader[] = [];

/** The end of the bytes inside a record or before one: the caller knows which it is. */
class EndOfRecords extends Error {}
/** More bytes than a varint has. */
class OverlongVarint extends Error {}

const MAX_VARINT_BYTES = 5;

export class RecordCursor {
  /** Of the record that next() went to. */
  offset = 0;
  timestamp = 0;
  sequence = -1;
  /** The record's own bytes, its length included. */
  sizeBytes = 0;

  /** Where it lies in `bytes`, for those who cannot afford a view per record: the lengths are -1 for null. */
  keyAt = 0;
  keyLength = -1;
  valueLength = -1;
  /** Key, value and headers, each with its length, are [fieldsAt, endAt). */
  fieldsAt = 0;

  /** The batch, or its records decompressed. */
  readonly bytes: Uint8Array;
  private at: number;
  private readonly end: number;
  private read = 0;
  private valueAt = 0;
  private headersAt = 0;
  private headerCount = 0;

  /** `bytes` are those that `header` was read from. Its codec must be loaded. Throws RecordError. */
  constructor(
    bytes: Uint8Array,
    readonly header: BatchHeader,
  ) {
    const from = header.position + RECORDS_AT;
    const to = header.position + header.sizeBytes;
    if (header.recordCount < 0) {
      throw invalidRecord(`Found invalid record count ${header.recordCount} in magic v2 batch`);
    }
    if (header.codec === 0 || header.recordCount === 0) {
      this.bytes = bytes;
      this.at = from;
      this.end = to;
    } else {
      this.bytes = decompress(header.codec, bytes.subarray(from, to));
      this.at = 0;
      this.end = this.bytes.length;
    }
  }

  /** Goes to the next record; false after the last one. Throws RecordError. */
  next(): boolean {
    if (this.read === this.header.recordCount) return false;
    const start = this.at;
    try {
      const bodySize = this.varint();
      this.readBody(bodySize);
    } catch (error) {
      if (error instanceof EndOfRecords) {
        throw invalidRecord("Incorrect declared batch size, premature EOF reached");
      }
      if (error instanceof OverlongVarint) throw undecodable("The varint of a record's length is too long");
      throw error;
    }
    this.sizeBytes = this.at - start;
    this.read++;
    if (this.read === this.header.recordCount && this.at !== this.end) {
      throw invalidRecord("Incorrect declared batch size, records still remaining in file");
    }
    return true;
  }

  private readBody(bodySize: number): void {
    const left = this.end - this.at;
    if (left < bodySize) {
      throw invalidRecord(
        `Invalid record size: expected ${bodySize} bytes in record payload, but instead the buffer has only ${left} remaining bytes.`,
      );
    }
    const start = this.at;
    try {
      this.advance(1); // attributes, unused
      this.readFields();
    } catch (error) {
      if (error instanceof EndOfRecords || error instanceof OverlongVarint) {
        throw invalidRecord("Found invalid record structure");
      }
      throw error;
    }
    if (this.at - start !== bodySize) {
      throw invalidRecord(
        `Invalid record size: expected to read ${bodySize} bytes in record payload, but instead read ${this.at - start}`,
      );
    }
  }

  private readFields(): void {
    const header = this.header;
    const timestampDelta = this.varlong();
    this.timestamp =
      header.timestampType === "LogAppendTime" ? header.maxTimestamp : header.baseTimestamp + timestampDelta;
    const offsetDelta = this.varint();
    this.offset = header.baseOffset + offsetDelta;
    this.sequence = header.baseSequence >= 0 ? addSequence(header.baseSequence, offsetDelta) : -1;
    this.fieldsAt = this.at;
    this.keyLength = this.varint();
    this.keyAt = this.advance(this.keyLength);
    this.valueLength = this.varint();
    this.valueAt = this.advance(this.valueLength);
    const count = this.varint();
    if (count < 0) throw invalidRecord(`Found invalid number of record headers ${count}`);
    if (count > this.end - this.at) {
      throw invalidRecord(
        `Found invalid number of record headers. ${count} is larger than the remaining size of the buffer`,
      );
    }
    this.headerCount = count;
    this.headersAt = this.at;
    for (let i = 0; i < count; i++) {
      const keyLength = this.varint();
      if (keyLength < 0) throw invalidRecord(`Invalid negative header key size ${keyLength}`);
      this.advance(keyLength);
      this.advance(this.varint());
    }
  }

  get endAt(): number {
    return this.at;
  }

  // ---- what the record holds; all views on the batch's bytes ----

  key(): Uint8Array | null {
    return this.keyLength < 0 ? null : this.bytes.subarray(this.keyAt, this.keyAt + this.keyLength);
  }

  value(): Uint8Array | null {
    return this.valueLength < 0 ? null : this.bytes.subarray(this.valueAt, this.valueAt + this.valueLength);
  }

  headers(): readonly RecordHeader[] {
    if (this.headerCount === 0) return NO_HEADERS;
    const after = this.at;
    this.at = this.headersAt;
    const headers: RecordHeader[] = [];
    for (let i = 0; i < this.headerCount; i++) {
      const key = utf8Decode(this.take(this.varint())!);
      headers.push({ key, value: this.take(this.varint()) });
    }
    this.at = after;
    return headers;
  }

  // ---- bytes ----

  /** Where the skipped bytes began. A negative size is null: nothing to skip. */
  private advance(size: number): number {
    const at = this.at;
    if (size > this.end - at) throw new EndOfRecords();
    if (size > 0) this.at = at + size;
    return at;
  }

  private take(size: number): Uint8Array | null {
    const at = this.advance(size);
    return size < 0 ? null : this.bytes.subarray(at, at + size);
  }

  private varint(): number {
    const bytes = this.bytes;
    let at = this.at;
    let raw = 0;
    for (let shift = 0; ; shift += 7) {
      if (at >= this.end) throw new EndOfRecords();
      const byte = bytes[at++]!;
      raw |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
      if (at - this.at === MAX_VARINT_BYTES) throw new OverlongVarint();
    }
    this.at = at;
    return (raw >>> 1) ^ -(raw & 1);
  }

  private varlong(): number {
    // Up to four bytes, which are the deltas of half a day, 32-bit arithmetic does.
    const bytes = this.bytes;
    const limit = Math.min(this.at + 4, this.end);
    let raw = 0;
    for (let at = this.at, shift = 0; at < limit; shift += 7) {
      const byte = bytes[at++]!;
      raw |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        this.at = at;
        return (raw >>> 1) ^ -(raw & 1);
      }
    }
    return this.longVarlong();
  }

  private longVarlong(): number {
    let raw = 0n;
    for (let at = this.at, shift = 0n; shift < 70n; shift += 7n) {
      if (at >= this.end) throw new EndOfRecords();
      const byte = this.bytes[at++]!;
      raw |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) {
        this.at = at;
        const bits = BigInt.asUintN(64, raw);
        return Number(BigInt.asIntN(64, (bits >> 1n) ^ -(bits & 1n)));
      }
    }
    throw new OverlongVarint();
  }
}
