// One raw snappy block: its length as a varint, then literals and copies (format_description.txt of snappy).
import { undecodable } from "./record-error.ts";

const HASH_BITS = 14;
const MIN_MATCH = 4;
/** Near the end the compressor looks no further, so that it may read four bytes anywhere. */
const TAIL_BYTES = 15;

function damaged(): Error {
  return undecodable("Damaged snappy block");
}

/** How many bytes the block says it gives. Throws RecordError. */
export function snappyBlockSize(block: Uint8Array): number {
  return readSize(block).size;
}

function readSize(block: Uint8Array): { size: number; at: number } {
  let size = 0;
  for (let at = 0; at < 5 && at < block.length; at++) {
    const byte = block[at]!;
    size += (byte & 0x7f) * 2 ** (7 * at);
    if (byte < 0x80) return { size, at: at + 1 };
  }
  throw damaged();
}

/** Writes the block's content at `start` of `output`, which has room for it, and gives the end. */
export function decompressSnappyBlock(block: Uint8Array, output: Uint8Array, start: number): number {
  let { size, at } = readSize(block);
  const end = start + size;
  let to = start;
  while (at < block.length) {
    const tag = block[at++]!;
    const kind = tag & 3;
    if (kind === 0) {
      let length = tag >> 2;
      if (length >= 60) {
        const bytes = length - 59;
        if (at + bytes > block.length) throw damaged();
        length = 0;
        for (let i = 0; i < bytes; i++) length += block[at++]! * 2 ** (8 * i);
      }
      length++;
      if (length > block.length - at || length > end - to) throw damaged();
      output.set(block.subarray(at, at + length), to);
      at += length;
      to += length;
      continue;
    }
    const offsetBytes = kind === 3 ? 4 : kind;
    if (at + offsetBytes > block.length) throw damaged();
    let length = (tag >> 2) + 1;
    let offset = block[at]!;
    if (kind === 1) {
      length = ((tag >> 2) & 7) + 4;
      offset |= (tag >> 5) << 8;
    } else {
      offset |= block[at + 1]! << 8;
      if (kind === 3) offset += block[at + 2]! * 0x1_0000 + block[at + 3]! * 0x100_0000;
    }
    at += offsetBytes;
    if (offset === 0 || offset > to - start || length > end - to) throw damaged();
    for (let i = 0; i < length; i++, to++) output[to] = output[to - offset]!;
  }
  if (to !== end) throw damaged();
  return to;
}

/** Compresses at most 64 KiB. */
export function compressSnappyBlock(input: Uint8Array): Uint8Array {
  const output = new Uint8Array(32 + input.length + Math.floor(input.length / 6));
  let to = 0;
  for (let rest = input.length; ; rest >>>= 7) {
    if (rest < 0x80) {
      output[to++] = rest;
      break;
    }
    output[to++] = (rest & 0x7f) | 0x80;
  }
  const positions = new Uint16Array(1 << HASH_BITS);
  const limit = input.length - TAIL_BYTES;
  let literalFrom = 0;
  let misses = 32;
  for (let at = 1; at < limit; ) {
    const word = read32(input, at);
    const hash = Math.imul(word, 0x1e35a7bd) >>> (32 - HASH_BITS);
    const candidate = positions[hash]!;
    positions[hash] = at;
    if (candidate >= at || read32(input, candidate) !== word) {
      at += misses++ >> 5; // what has not matched for long is searched in larger steps
      continue;
    }
    misses = 32;
    let length = MIN_MATCH;
    while (at + length < input.length && input[candidate + length] === input[at + length]) length++;
    to = writeLiteral(input, literalFrom, at, output, to);
    to = writeCopies(at - candidate, length, output, to);
    at += length;
    literalFrom = at;
  }
  to = writeLiteral(input, literalFrom, input.length, output, to);
  return output.subarray(0, to);
}

function read32(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

function writeLiteral(input: Uint8Array, from: number, end: number, output: Uint8Array, at: number): number {
  const length = end - from;
  if (length === 0) return at;
  let to = at;
  const size = length - 1;
  if (size < 60) output[to++] = size << 2;
  else if (size < 0x100) {
    output[to++] = 60 << 2;
    output[to++] = size;
  } else {
    output[to++] = 61 << 2;
    output[to++] = size & 0xff;
    output[to++] = size >> 8;
  }
  output.set(input.subarray(from, end), to);
  return to + length;
}

/** Copies of at most 64 bytes, with a two-byte offset. */
function writeCopies(offset: number, length: number, output: Uint8Array, at: number): number {
  let to = at;
  for (let rest = length; rest > 0; ) {
    const size = Math.min(rest, 64);
    output[to++] = ((size - 1) << 2) | 2;
    output[to++] = offset & 0xff;
    output[to++] = offset >> 8;
    rest -= size;
  }
  return to;
}
