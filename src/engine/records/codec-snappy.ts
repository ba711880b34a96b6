// Snappy. Kafka's Java clients write it in xerial's framing (a header, then blocks with their lengths); others write one
// raw block. Both are read, the framing is written.
import type { Codec } from "./compression.ts";
import { undecodable } from "./record-error.ts";
import { compressSnappyBlock, decompressSnappyBlock, snappyBlockSize } from "./snappy-block.ts";

/** 0x82 "SNAPPY" 0, then version 1, compatible with version 1. */
const XERIAL_HEADER = Uint8Array.of(0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1);
const XERIAL_MAGIC_BYTES = 8;
const BLOCK_BYTES = 32 * 1024;

export const snappy: Codec = {
  compress(bytes) {
    const parts: Uint8Array[] = [XERIAL_HEADER];
    let size = XERIAL_HEADER.length;
    for (let at = 0; at < bytes.length; at += BLOCK_BYTES) {
      const block = compressSnappyBlock(bytes.subarray(at, at + BLOCK_BYTES));
      const length = new Uint8Array(4);
      new DataView(length.buffer).setUint32(0, block.length);
      parts.push(length, block);
      size += 4 + block.length;
    }
    const whole = new Uint8Array(size);
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  },

  decompress(bytes, maxBytes) {
    if (bytes.length === 0) throw undecodable("Cannot decompress an empty snappy stream");
    const blocks = hasXerialMagic(bytes, 0) ? xerialBlocks(bytes) : [bytes];
    let size = 0;
    for (const block of blocks) size += snappyBlockSize(block);
    if (size > maxBytes) throw undecodable(`Decompressed data exceeds ${maxBytes} bytes`);
    const output = new Uint8Array(size);
    let at = 0;
    for (const block of blocks) at = decompressSnappyBlock(block, output, at);
    return output;
  },
};

function hasXerialMagic(bytes: Uint8Array, at: number): boolean {
  if (bytes.length - at < XERIAL_HEADER.length) return false;
  for (let i = 0; i < XERIAL_MAGIC_BYTES; i++) if (bytes[at + i] !== XERIAL_HEADER[i]) return false;
  return true;
}

function xerialBlocks(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const blocks: Uint8Array[] = [];
  for (let at = XERIAL_HEADER.length; at < bytes.length; ) {
    if (hasXerialMagic(bytes, at)) {
      at += XERIAL_HEADER.length; // streams may stand one behind the other
      continue;
    }
    const left = bytes.length - at - 4;
    const size = left < 0 ? -1 : view.getInt32(at);
    if (size < 0 || size > left) throw undecodable(`The snappy stream is cut off at byte ${at}`);
    blocks.push(bytes.subarray(at + 4, at + 4 + size));
    at += 4 + size;
  }
  return blocks;
}
