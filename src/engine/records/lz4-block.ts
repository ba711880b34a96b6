// One LZ4 block: sequences of a token, literals, and a match by distance (lz4_Block_format.md).
import { undecodable } from "./record-error.ts";
import { repeat } from "./repeat.ts";

const HASH_BITS = 14;
const MIN_MATCH = 4;
/** The format's own rules: the last five bytes are literals, and no match begins in the last twelve. */
const LAST_LITERALS_BYTES = 5;
const MATCH_LIMIT_BYTES = 12;

function damaged(): Error {
  return undecodable("Damaged lz4 block");
}

/** Decompresses bytes [from, end) of `input` to `start` of `output`, but not past `limit`, and gives the end. */
export function decompressLz4Block(
  input: Uint8Array,
  from: number,
  end: number,
  output: Uint8Array,
  start: number,
  limit: number,
): number {
  let at = from;
  let to = start;
  const extended = (length: number): number => {
    if (length < 15) return length;
    let sum = length;
    for (;;) {
      if (at >= end) throw damaged();
      const byte = input[at++]!;
      sum += byte;
      if (byte < 255) return sum;
    }
  };
  while (at < end) {
    const token = input[at++]!;
    const literals = extended(token >> 4);
    if (literals > end - at || literals > limit - to) throw damaged();
    if (literals <= 16) for (let i = 0; i < literals; i++) output[to + i] = input[at + i]!;
    else output.set(input.subarray(at, at + literals), to);
    at += literals;
    to += literals;
    if (at === end) return to; // the last sequence has no match
    if (end - at < 2) throw damaged();
    const distance = input[at]! | (input[at + 1]! << 8);
    at += 2;
    const length = extended(token & 15) + MIN_MATCH;
    if (distance === 0 || distance > to - start || length > limit - to) throw damaged();
    repeat(output, to, distance, length);
    to += length;
  }
  throw damaged();
}

/** At most so much a block of `size` bytes can take. */
export function lz4BlockBound(size: number): number {
  return size + Math.floor(size / 255) + 16;
}

/** Compresses bytes [from, end) of `input`, at most 64 KiB, to `start` of `output`, and gives the end. */
export function compressLz4Block(
  input: Uint8Array,
  from: number,
  end: number,
  output: Uint8Array,
  start: number,
): number {
  const positions = new Uint16Array(1 << HASH_BITS); // counted from the beginning of the block
  let to = start;
  let literalFrom = from;
  let misses = 64;
  const matchLimit = end - MATCH_LIMIT_BYTES;
  for (let at = from; at < matchLimit; ) {
    const word = read32(input, at);
    const hash = Math.imul(word, 0x9e3779b1) >>> (32 - HASH_BITS);
    const candidate = from + positions[hash]!;
    positions[hash] = at - from;
    if (candidate >= at || read32(input, candidate) !== word) {
      at += misses++ >> 6; // what has not matched for long is searched in larger steps
      continue;
    }
    misses = 64;
    let length = MIN_MATCH;
    const most = end - LAST_LITERALS_BYTES - at;
    while (length < most && input[candidate + length] === input[at + length]) length++;
    to = writeToken(input, literalFrom, at, length - MIN_MATCH, output, to);
    output[to++] = (at - candidate) & 0xff;
    output[to++] = (at - candidate) >> 8;
    to = writeExtension(length - MIN_MATCH, output, to);
    at += length;
    literalFrom = at;
  }
  return writeToken(input, literalFrom, end, 0, output, to);
}

function read32(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

function writeToken(
  input: Uint8Array,
  from: number,
  end: number,
  match: number,
  output: Uint8Array,
  at: number,
): number {
  const literals = end - from;
  output[at] = (Math.min(literals, 15) << 4) | Math.min(match, 15);
  const to = writeExtension(literals, output, at + 1);
  output.set(input.subarray(from, end), to);
  return to + literals;
}

function writeExtension(length: number, output: Uint8Array, at: number): number {
  if (length < 15) return at;
  let to = at;
  let rest = length - 15;
  for (; rest >= 255; rest -= 255) output[to++] = 255;
  output[to++] = rest;
  return to;
}
