// MD5 of record keys, as Kafka's cleaner tells them apart (SkimpyOffsetMap). It secures nothing here: all that counts is
// that sixteen bytes stand for a key of any length. The digest stays four words, which nobody has to allocate.
import { md5Rounds } from "./md5-rounds.ts";

const BLOCK_BYTES = 64;
const BLOCK_WORDS = BLOCK_BYTES / 4;
/** In the last block: the message's length in bits. */
const LENGTH_WORD = 14;

const block = new Int32Array(BLOCK_WORDS);

/** The digest of bytes [from, to) as four words, each in the byte order of a big-endian reader, in `digest`. */
export function md5Into(bytes: Uint8Array, from: number, to: number, digest: Int32Array): void {
  digest[0] = 0x67452301;
  digest[1] = 0xefcdab89;
  digest[2] = 0x98badcfe;
  digest[3] = 0x10325476;
  let at = from;
  for (; to - at >= BLOCK_BYTES; at += BLOCK_BYTES) {
    takeWords(bytes, at, BLOCK_WORDS);
    md5Rounds(block, digest);
  }
  const words = (to - at) >> 2;
  takeWords(bytes, at, words);
  // Behind the last byte comes a one.
  let last = 0x80;
  for (let i = to - 1; i >= at + 4 * words; i--) last = (last << 8) | bytes[i]!;
  block[words] = last;
  for (let i = words + 1; i < BLOCK_WORDS; i++) block[i] = 0;
  if (words >= LENGTH_WORD) {
    md5Rounds(block, digest);
    block.fill(0);
  }
  const length = to - from;
  block[LENGTH_WORD] = length << 3;
  block[LENGTH_WORD + 1] = length >>> 29;
  md5Rounds(block, digest);
  for (let i = 0; i < 4; i++) digest[i] = swapped(digest[i]!);
}

function takeWords(bytes: Uint8Array, from: number, words: number): void {
  for (let i = 0, at = from; i < words; i++, at += 4) {
    block[i] = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
  }
}

function swapped(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}
