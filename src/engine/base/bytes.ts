// Reading and writing big-endian bytes, the way Kafka lays them out on the wire and on disk.
import { assert } from "./assert.ts";
import { utf8DecodeName, utf8Length, utf8Write } from "./utf8.ts";

/** The bytes ended, or held a value that no writer produces. `offset` is a byte position in the reader's input. */
export class ByteError extends Error {
  override readonly name = "ByteError";
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}

/** What is put together from eight bytes is read here: a view on each reader's bytes would cost more than it reads. */
const eight = new Uint8Array(8);
const eightView = new DataView(eight.buffer);

/** Reads big-endian values from a byte range. Every method throws ByteError instead of reading past the end. */
export class ByteReader {
  readonly bytes: Uint8Array;
  position: number;
  readonly end: number;

  constructor(bytes: Uint8Array, position = 0, end = bytes.length) {
    this.bytes = bytes;
    this.position = position;
    this.end = end;
  }

  get remaining(): number {
    return this.end - this.position;
  }

  private take(size: number): number {
    const at = this.position;
    if (size < 0 || size > this.end - at) {
      throw new ByteError(`${size} byte(s) needed at byte ${at}, only ${this.end - at} left`, at);
    }
    this.position = at + size;
    return at;
  }

  /** The next eight bytes, in `eightView`. */
  private takeEight(): DataView {
    const { bytes } = this;
    const at = this.take(8);
    for (let i = 0; i < 8; i++) eight[i] = bytes[at + i]!;
    return eightView;
  }

  int8(): number {
    return (this.uint8() << 24) >> 24;
  }
  uint8(): number {
    return this.bytes[this.take(1)]!;
  }
  int16(): number {
    return (this.uint16() << 16) >> 16;
  }
  uint16(): number {
    const at = this.take(2);
    return (this.bytes[at]! << 8) | this.bytes[at + 1]!;
  }
  int32(): number {
    const { bytes } = this;
    const at = this.take(4);
    return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
  }
  uint32(): number {
    return this.int32() >>> 0;
  }
  int64(): bigint {
    return this.takeEight().getBigInt64(0);
  }
  float64(): number {
    return this.takeEight().getFloat64(0);
  }

  /** Unsigned base-128 varint of at most 5 bytes; as in Kafka, the result is the low 32 bits, signed. */
  uvarint(): number {
    const start = this.position;
    let value = 0;
    for (let shift = 0; shift <= 28; shift += 7) {
      const byte = this.uint8();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new ByteError(`varint at byte ${start} is longer than 5 bytes`, start);
  }

  /** Zigzag varint, int32. */
  varint(): number {
    const raw = this.uvarint();
    return (raw >>> 1) ^ -(raw & 1);
  }

  /** Unsigned base-128 varint of at most 10 bytes; the result is the low 64 bits, signed. */
  uvarlong(): bigint {
    const start = this.position;
    let value = 0n;
    for (let shift = 0n; shift <= 63n; shift += 7n) {
      const byte = this.uint8();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, value);
    }
    throw new ByteError(`varlong at byte ${start} is longer than 10 bytes`, start);
  }

  /** Zigzag varlong, int64. */
  varlong(): bigint {
    const raw = BigInt.asUintN(64, this.uvarlong());
    return BigInt.asIntN(64, (raw >> 1n) ^ -(raw & 1n));
  }

  /** A view of the next `size` bytes, not a copy. */
  slice(size: number): Uint8Array {
    const at = this.take(size);
    return this.bytes.subarray(at, at + size);
  }

  /** The next `size` bytes as UTF-8: a name, which is likely to come again. */
  text(size: number): string {
    const at = this.take(size);
    return utf8DecodeName(this.bytes, at, at + size);
  }

  /** Steps over the next `size` bytes. Answers where they begin. */
  pass(size: number): number {
    return this.take(size);
  }
}

const INITIAL_CAPACITY_BYTES = 256;
/** A writer that is used again keeps its buffer up to this size. */
const KEPT_CAPACITY_BYTES = 64 * 1024;
/** Up to this size a loop is quicker than the call that copies. */
const SHORT_BYTES = 32;
/** From this size on raw bytes are copied once, at the end, instead of each time that the buffer grows. */
const PIECE_BYTES = 1024;

/** Bytes that belong at `at` of the writer's own buffer. */
interface Piece {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** Appends big-endian values to a buffer that grows. */
export class ByteWriter {
  private bytes: Uint8Array;
  private view: DataView;
  private length = 0;
  private pieces: Piece[] | null = null;
  private pieceBytes = 0;

  constructor(capacityBytes = INITIAL_CAPACITY_BYTES) {
    this.bytes = new Uint8Array(capacityBytes);
    this.view = new DataView(this.bytes.buffer);
  }

  get size(): number {
    return this.length + this.pieceBytes;
  }

  private reserve(size: number): number {
    const at = this.length;
    const needed = at + size;
    if (needed > this.bytes.length) {
      const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
      grown.set(this.bytes.subarray(0, at));
      this.bytes = grown;
      this.view = new DataView(grown.buffer);
    }
    this.length = needed;
    return at;
  }

  int8(value: number): void {
    const at = this.reserve(1);
    this.view.setInt8(at, value);
  }
  uint8(value: number): void {
    const at = this.reserve(1);
    this.view.setUint8(at, value);
  }
  int16(value: number): void {
    const at = this.reserve(2);
    this.view.setInt16(at, value);
  }
  uint16(value: number): void {
    const at = this.reserve(2);
    this.view.setUint16(at, value);
  }
  int32(value: number): void {
    const at = this.reserve(4);
    this.view.setInt32(at, value);
  }
  uint32(value: number): void {
    const at = this.reserve(4);
    this.view.setUint32(at, value);
  }
  int64(value: bigint): void {
    const at = this.reserve(8);
    this.view.setBigInt64(at, value);
  }
  float64(value: number): void {
    const at = this.reserve(8);
    this.view.setFloat64(at, value);
  }

  uvarint(value: number): void {
    let rest = value >>> 0;
    while (rest >= 0x80) {
      this.uint8((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.uint8(rest);
  }
  varint(value: number): void {
    this.uvarint((value << 1) ^ (value >> 31));
  }
  varlong(value: bigint): void {
    this.uvarlong((value << 1n) ^ (value >> 63n));
  }
  uvarlong(value: bigint): void {
    let rest = BigInt.asUintN(64, value);
    while (rest >= 0x80n) {
      this.uint8(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.uint8(Number(rest));
  }

  /** Large ones are taken as they are when `finish` is called: do not change them before. */
  raw(bytes: Uint8Array): void {
    if (bytes.length >= PIECE_BYTES) {
      this.pieces ??= [];
      this.pieces.push({ at: this.length, bytes });
      this.pieceBytes += bytes.length;
      return;
    }
    const at = this.reserve(bytes.length);
    this.bytes.set(bytes, at);
  }

  /** Writes `text` as UTF-8 without a length. */
  utf8(text: string, byteLength = utf8Length(text)): void {
    const at = this.reserve(byteLength);
    utf8Write(text, this.bytes, at, byteLength);
  }

  /** Overwrites four bytes written earlier, for a length known only at the end; they lie before any large raw bytes. */
  int32At(at: number, value: number): void {
    assert(this.pieces === null || at + 4 <= this.pieces[0]!.at, "large raw bytes move what is behind them");
    this.view.setInt32(at, value);
  }

  /** Begins anew: what finish() gave must not be of use any more, or be a copy. */
  reset(): void {
    if (this.bytes.length > KEPT_CAPACITY_BYTES) {
      this.bytes = new Uint8Array(INITIAL_CAPACITY_BYTES);
      this.view = new DataView(this.bytes.buffer);
    }
    this.length = 0;
    this.pieces = null;
    this.pieceBytes = 0;
  }

  /** The bytes written so far, in memory of their own. */
  copy(): Uint8Array {
    return this.pieces === null ? this.bytes.slice(0, this.length) : this.finish();
  }

  /** Appends the bytes written so far to another writer, which does not keep a view on this one's buffer. */
  copyInto(other: ByteWriter): void {
    if (this.pieces !== null) return other.raw(this.finish());
    const at = other.reserve(this.length);
    if (this.length > SHORT_BYTES) other.bytes.set(this.bytes.subarray(0, this.length), at);
    else for (let i = 0; i < this.length; i++) other.bytes[at + i] = this.bytes[i]!;
  }

  /** The bytes written so far, maybe as a view on the writer's buffer: write no more once it is handed out. */
  finish(): Uint8Array {
    const { bytes, length, pieces } = this;
    if (pieces === null) return bytes.subarray(0, length);
    const whole = new Uint8Array(this.size);
    let own = 0;
    let to = 0;
    for (const piece of pieces) {
      whole.set(bytes.subarray(own, piece.at), to);
      to += piece.at - own;
      own = piece.at;
      whole.set(piece.bytes, to);
      to += piece.bytes.length;
    }
    whole.set(bytes.subarray(own, length), to);
    return whole;
  }
}
