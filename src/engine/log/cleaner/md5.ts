// MD5 of record keys, as Kafka's cleaner tells them apart (SkimpyOffsetMap). It secures nothing here: all that counts is
// that sixteen bytes stand for a key of any length. The digest stays four words, which nobody has to allocate.
import { md5Rounds } from "./md5-rounds.ts";

export const DIGEST_WORDS = 4;
const BLOCK_BYTES = 64;
const BLOCK_WORDS = BLOCK_BYTES / 4;
/** In the last block: the message's length in bits. */
const LENGTH_WORD = 14;

const block = new Int32Array(BLOCK_WORDS);
const state = new Int32Array(DIGEST_WORDS);

/** The digest of bytes [from, to) as four words, each in the byte order of a big-endian reader, at `digests[at]`. */
export function md5Into(bytes: Uint8Array, from: number, to: number, digests: Int32Array, at: number): void {
  state[0] = 0x67452301;
  state[1] = 0xefcdab89;
  state[2] = 0x98badcfe;
  state[3] = 0x10325476;
  let next = from;
  for (; to - next >= BLOCK_BYTES; next += BLOCK_BYTES) {
    takeWords(bytes, next, BLOCK_WORDS);
    md5Rounds(block, state);
  }
  const words = (to - next) >> 2;
  takeWords(bytes, next, words);
  // Behind the last byte comes a one.
  let last = 0x80;
  for (let i = to - 1; i >= next + 4 * words; i--) last = (last << 8) | bytes[i]!;
  block[words] = last;
  for (let i = words + 1; i < BLOCK_WORDS; i++) block[i] = 0;
  if (words >= LENGTH_WORD) {
    md5Rounds(block, state);
    block.fill(0);
  }
  const length = to - from;
  block[LENGTH_WORD] = length << 3;
  block[LENGTH_WORD + 1] = length >>> 29;
  md5Rounds(block, state);
  for (let i = 0; i < DIGEST_WORDS; i++) digests[at + i] = swapped(state[i]!);
}

function takeWords(bytes: Uint8Array, from: number, words: number): void {
  for (let i = 0, at = from; i < words; i++, at += 4) {
    block[i] = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
  }
}

function swapped(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}
