// MD5 of record keys, as Kafka's cleaner tells them apart (SkimpyOffsetMap). It secures nothing here: all that counts is
// that sixteen bytes stand for a key of any length. The digest stays four words, which nobody has to allocate.
import { md5Rounds } from "./md5-rounds.ts";

const BLOCK_BYTES = 64;
/** Of the last block: the message's length in bits. */
const LENGTH_WORD = 14;

const block = new Int32Array(BLOCK_BYTES / 4);

/** The digest of bytes [from, to) as four words, each in the byte order of a big-endian reader, in `digest`. */
export function md5Into(bytes: Uint8Array, from: number, to: number, digest: Int32Array): void {
  digest[0] = 0x67452301;
  digest[1] = 0xefcdab89;
  digest[2] = 0x98badcfe;
  digest[3] = 0x10325476;
  let at = from;
  for (; to - at >= BLOCK_BYTES; at += BLOCK_BYTES) {
    block.fill(0);
    fill(bytes, at, BLOCK_BYTES);
    md5Rounds(block, digest);
  }
  const left = to - at;
  block.fill(0);
  fill(bytes, at, left);
  block[left >> 2]! |= 0x80 << ((left & 3) << 3);
  if (left >= LENGTH_WORD * 4) {
    md5Rounds(block, digest);
    block.fill(0);
  }
  const length = to - from;
  block[LENGTH_WORD] = length << 3;
  block[LENGTH_WORD + 1] = length >>> 29;
  md5Rounds(block, digest);
  for (let i = 0; i < 4; i++) digest[i] = swapped(digest[i]!);
}

function fill(bytes: Uint8Array, at: number, length: number): void {
  for (let i = 0; i < length; i++) block[i >> 2]! |= bytes[at + i]! << ((i & 3) << 3);
}

function swapped(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}
