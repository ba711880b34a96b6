// DEFLATE decompression (RFC 1951) with a bound on the output. The browser's own decompressor is asynchronous, and the
// usual packages tell neither where the stream ended nor stop at a limit; a broker needs both.
import { undecodable } from "./record-error.ts";
import { repeat } from "./repeat.ts";

export interface Inflated {
  readonly output: Uint8Array;
  /** The first byte behind the stream. */
  readonly end: number;
}

const MAX_CODE_BITS = 15;
const END_OF_BLOCK = 256;

// Lengths and distances: base value and number of extra bits of each symbol.
const LENGTH_EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_EXTRA = Array.from({ length: 30 }, (_, i) => Math.max(0, (i >> 1) - 1));
const LENGTH_BASE = bases(LENGTH_EXTRA, 3);
LENGTH_BASE[28] = 258;
const DISTANCE_BASE = bases(DISTANCE_EXTRA, 1);
/** In this order the lengths of the code length code stand. */
const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

function bases(extra: readonly number[], first: number): number[] {
  let next = first;
  return extra.map((bits) => {
    const base = next;
    next += 1 << bits;
    return base;
  });
}

/** Maps the next `bits` bits, lowest first, to symbol << 4 | code length; 0 where there is no code. */
interface Huffman {
  readonly bits: number;
  readonly table: Uint16Array;
}

function huffman(lengths: Uint8Array): Huffman {
  let bits = 1;
  const counts = new Uint16Array(MAX_CODE_BITS + 1);
  for (const length of lengths) {
    counts[length]!++;
    if (length > bits) bits = length;
  }
  counts[0] = 0;
  const next = new Uint16Array(MAX_CODE_BITS + 2);
  let room = 1;
  for (let length = 1; length <= MAX_CODE_BITS; length++) {
    room = room * 2 - counts[length]!;
    if (room < 0) throw undecodable("Damaged deflate stream: too many codes");
    next[length + 1] = (next[length]! + counts[length]!) << 1;
  }
  const table = new Uint16Array(1 << bits);
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const length = lengths[symbol]!;
    if (length === 0) continue;
    const entry = (symbol << 4) | length;
    const step = 1 << length;
    for (let at = reversed(next[length]!++, length); at < table.length; at += step) table[at] = entry;
  }
  return { bits, table };
}

function reversed(code: number, length: number): number {
  let result = 0;
  for (let i = 0; i < length; i++) result |= ((code >> i) & 1) << (length - 1 - i);
  return result;
}

let fixed: readonly [Huffman, Huffman] | undefined;

function fixedCodes(): readonly [Huffman, Huffman] {
  if (fixed === undefined) {
    const lengths = new Uint8Array(288).fill(8, 0, 144).fill(9, 144, 256).fill(7, 256, 280).fill(8, 280);
    fixed = [huffman(lengths), huffman(new Uint8Array(30).fill(5))];
  }
  return fixed;
}

/** Reads the stream that begins at `start`. Throws RecordError when it is damaged or gives more than `maxBytes`. */
export function inflate(bytes: Uint8Array, start: number, maxBytes: number): Inflated {
  return new Inflater(bytes, start, maxBytes).run();
}

class Inflater {
  private output: Uint8Array;
  private size = 0;
  private bitBuffer = 0;
  private bitCount = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private at: number,
    private readonly maxBytes: number,
  ) {
    this.output = new Uint8Array(Math.min(maxBytes, Math.max(1024, (bytes.length - at) * 4)));
  }

  run(): Inflated {
    for (let last = false; !last; ) {
      last = this.take(1) === 1;
      const kind = this.take(2);
      if (kind === 0) this.stored();
      else if (kind === 1) this.codes(...fixedCodes());
      else if (kind === 2) this.codes(...this.dynamicCodes());
      else throw undecodable("Damaged deflate stream: unknown kind of block");
    }
    // Whole bytes that were looked at but not used belong to whatever follows.
    return { output: this.output.subarray(0, this.size), end: this.at - (this.bitCount >> 3) };
  }

  private take(count: number): number {
    while (this.bitCount < count) {
      if (this.at >= this.bytes.length) throw undecodable("The deflate stream is cut off");
      this.bitBuffer |= this.bytes[this.at++]! << this.bitCount;
      this.bitCount += 8;
    }
    const value = this.bitBuffer & ((1 << count) - 1);
    this.bitBuffer >>>= count;
    this.bitCount -= count;
    return value;
  }

  private symbol(code: Huffman): number {
    while (this.bitCount < code.bits && this.at < this.bytes.length) {
      this.bitBuffer |= this.bytes[this.at++]! << this.bitCount;
      this.bitCount += 8;
    }
    const entry = code.table[this.bitBuffer & (code.table.length - 1)]!;
    const length = entry & 15;
    if (length === 0 || length > this.bitCount) {
      throw undecodable(
        length === 0 ? "Damaged deflate stream: no such code" : "The deflate stream is cut off",
      );
    }
    this.bitBuffer >>>= length;
    this.bitCount -= length;
    return entry >> 4;
  }

  private reserve(count: number): void {
    const needed = this.size + count;
    if (needed <= this.output.length) return;
    if (needed > this.maxBytes) throw undecodable(`Decompressed data exceeds ${this.maxBytes} bytes`);
    const grown = new Uint8Array(Math.min(this.maxBytes, Math.max(needed, this.output.length * 2)));
    grown.set(this.output.subarray(0, this.size));
    this.output = grown;
  }

  private stored(): void {
    this.at -= this.bitCount >> 3;
    this.bitBuffer = 0;
    this.bitCount = 0;
    const { bytes, at } = this;
    if (bytes.length - at < 4) throw undecodable("The deflate stream is cut off");
    const size = bytes[at]! | (bytes[at + 1]! << 8);
    if ((size ^ 0xffff) !== (bytes[at + 2]! | (bytes[at + 3]! << 8))) {
      throw undecodable("Damaged deflate stream: wrong length of a stored block");
    }
    if (bytes.length - at - 4 < size) throw undecodable("The deflate stream is cut off");
    this.reserve(size);
    this.output.set(bytes.subarray(at + 4, at + 4 + size), this.size);
    this.size += size;
    this.at = at + 4 + size;
  }

  private dynamicCodes(): readonly [Huffman, Huffman] {
    const literals = this.take(5) + 257;
    const distances = this.take(5) + 1;
    const ordered = this.take(4) + 4;
    const codeLengths = new Uint8Array(19);
    for (let i = 0; i < ordered; i++) codeLengths[CODE_LENGTH_ORDER[i]!] = this.take(3);
    const code = huffman(codeLengths);
    const lengths = new Uint8Array(literals + distances);
    for (let i = 0; i < lengths.length; ) {
      const symbol = this.symbol(code);
      if (symbol < 16) {
        lengths[i++] = symbol;
        continue;
      }
      if (symbol === 16 && i === 0) throw undecodable("Damaged deflate stream: nothing to repeat");
      const value = symbol === 16 ? lengths[i - 1]! : 0;
      const count = symbol === 16 ? 3 + this.take(2) : symbol === 17 ? 3 + this.take(3) : 11 + this.take(7);
      if (i + count > lengths.length) throw undecodable("Damaged deflate stream: too many code lengths");
      lengths.fill(value, i, i + count);
      i += count;
    }
    return [huffman(lengths.subarray(0, literals)), huffman(lengths.subarray(literals))];
  }

  private codes(literals: Huffman, distances: Huffman): void {
    for (;;) {
      const symbol = this.symbol(literals);
      if (symbol < END_OF_BLOCK) {
        if (this.size === this.output.length) this.reserve(1);
        this.output[this.size++] = symbol;
      } else if (symbol === END_OF_BLOCK) return;
      else this.copy(symbol - END_OF_BLOCK - 1, distances);
    }
  }

  private copy(lengthSymbol: number, distances: Huffman): void {
    if (lengthSymbol >= LENGTH_BASE.length) throw undecodable("Damaged deflate stream: no such length");
    const length = LENGTH_BASE[lengthSymbol]! + this.take(LENGTH_EXTRA[lengthSymbol]!);
    const distanceSymbol = this.symbol(distances);
    if (distanceSymbol >= DISTANCE_BASE.length) throw undecodable("Damaged deflate stream: no such distance");
    const distance = DISTANCE_BASE[distanceSymbol]! + this.take(DISTANCE_EXTRA[distanceSymbol]!);
    if (distance > this.size) throw undecodable("Damaged deflate stream: a distance before the beginning");
    this.reserve(length);
    repeat(this.output, this.size, distance, length);
    this.size += length;
  }
}
