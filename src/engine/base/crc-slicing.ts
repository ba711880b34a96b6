// Cyclic redundancy checks of 32 bits, reflected. Sixteen tables, sixteen bytes a step ("slicing by 16"), read as four
// words: every byte that is produced or appended passes here. The tables lie in one array, since a bundler may turn
// sixteen constants into sixteen variables, which are slower by half.

const STEP_BYTES = 16;
/** Below this the view on the words costs more than it saves. */
const SHORT_BYTES = 128;

/** Table n, for a byte with n bytes of its step behind it, begins at 256 n. */
export function crcTables(polynomialReversed: number): Int32Array {
  const tables = new Int32Array(256 * STEP_BYTES);
  for (let n = 0; n < 256; n++) {
    let crc = n;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomialReversed : crc >>> 1;
    tables[n] = crc;
  }
  for (let i = 256; i < tables.length; i++) {
    const before = tables[i - 256]!;
    tables[i] = (before >>> 8) ^ tables[before & 0xff]!;
  }
  return tables;
}

const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

function byteByByte(tables: Int32Array, crc: number, bytes: Uint8Array, start: number, end: number): number {
  let state = crc;
  for (let at = start; at < end; at++) state = tables[(state ^ bytes[at]!) & 0xff]! ^ (state >>> 8);
  return state;
}

function wordByWord(tables: Int32Array, crc: number, words: Int32Array): number {
  let state = crc;
  for (let i = 0; i < words.length; i += 4) {
    const a = state ^ words[i]!;
    const b = words[i + 1]!;
    const c = words[i + 2]!;
    const d = words[i + 3]!;
    state =
      tables[0xf00 | (a & 0xff)]! ^
      tables[0xe00 | ((a >>> 8) & 0xff)]! ^
      tables[0xd00 | ((a >>> 16) & 0xff)]! ^
      tables[0xc00 | (a >>> 24)]! ^
      tables[0xb00 | (b & 0xff)]! ^
      tables[0xa00 | ((b >>> 8) & 0xff)]! ^
      tables[0x900 | ((b >>> 16) & 0xff)]! ^
      tables[0x800 | (b >>> 24)]! ^
      tables[0x700 | (c & 0xff)]! ^
      tables[0x600 | ((c >>> 8) & 0xff)]! ^
      tables[0x500 | ((c >>> 16) & 0xff)]! ^
      tables[0x400 | (c >>> 24)]! ^
      tables[0x300 | (d & 0xff)]! ^
      tables[0x200 | ((d >>> 8) & 0xff)]! ^
      tables[0x100 | ((d >>> 16) & 0xff)]! ^
      tables[d >>> 24]!;
  }
  return state;
}

/** The checksum of bytes [start, end) as an unsigned 32-bit number; `seed` continues an earlier result. */
export function crcOf(
  tables: Int32Array,
  bytes: Uint8Array,
  start: number,
  end: number,
  seed: number,
): number {
  if (end - start < SHORT_BYTES || !LITTLE_ENDIAN) return ~byteByByte(tables, ~seed, bytes, start, end) >>> 0;
  const aligned = start + (-(bytes.byteOffset + start) & 3);
  const steps = Math.floor((end - aligned) / STEP_BYTES);
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + aligned, steps * 4);
  const head = byteByByte(tables, ~seed, bytes, start, aligned);
  const body = wordByWord(tables, head, words);
  return ~byteByByte(tables, body, bytes, aligned + steps * STEP_BYTES, end) >>> 0;
}
