// LZ4 frames as Kafka's clients write and read them: independent blocks of 64 KiB. In batches of magic 0 the header's
// checksum was computed over too many bytes, so that there it is not looked at.
import type { Codec } from "./compression.ts";
import { compressLz4Block, decompressLz4Block, lz4BlockBound } from "./lz4-block.ts";
import { undecodable } from "./record-error.ts";
import { xxh32 } from "./xxh32.ts";

const FRAME_MAGIC = 0x184d2204;
const MAGIC_BYTES = 4;
// The first byte behind the magic.
const VERSION_MASK = 0xc0;
const VERSION_1 = 0x40;
const INDEPENDENT_BLOCKS = 0x20;
const BLOCK_CHECKSUMS = 0x10;
const CONTENT_SIZE = 0x08;
const RESERVED_FLAGS = 0x03;
// The second one.
const BLOCK_64_KIB = 4;
const RESERVED_DESCRIPTOR = 0x8f;

const BLOCK_BYTES = 64 * 1024;
const STORED_BLOCK = 0x8000_0000;

export const lz4: Codec = {
  compress(bytes) {
    const blocks = Math.ceil(bytes.length / BLOCK_BYTES);
    const output = new Uint8Array(11 + 4 * blocks + lz4BlockBound(bytes.length) + 16 * blocks);
    const view = new DataView(output.buffer);
    view.setUint32(0, FRAME_MAGIC, true);
    output[4] = VERSION_1 | INDEPENDENT_BLOCKS;
    output[5] = BLOCK_64_KIB << 4;
    output[6] = descriptorChecksum(output, MAGIC_BYTES, 6);
    let to = 7;
    for (let at = 0; at < bytes.length; at += BLOCK_BYTES) {
      const end = Math.min(at + BLOCK_BYTES, bytes.length);
      const packed = compressLz4Block(bytes, at, end, output, to + 4) - to - 4;
      if (packed < end - at) {
        view.setUint32(to, packed, true);
        to += 4 + packed;
      } else {
        view.setUint32(to, (STORED_BLOCK | (end - at)) >>> 0, true);
        output.set(bytes.subarray(at, end), to + 4);
        to += 4 + end - at;
      }
    }
    view.setUint32(to, 0); // a block of size 0 ends the frame
    return output.subarray(0, to + 4);
  },

  decompress(bytes, maxBytes, magic) {
    const frame = readFrameHeader(bytes, magic);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let output = new Uint8Array(Math.min(maxBytes, Math.max(1024, bytes.length * 4)));
    let to = 0;
    for (let at = frame.blocksAt; ; ) {
      if (bytes.length - at < 4) throw cutOff();
      const field = view.getUint32(at, true);
      at += 4;
      if (field === 0) return output.subarray(0, to); // what follows, a checksum or not, Kafka does not look at
      const stored = field >= STORED_BLOCK;
      const size = field % STORED_BLOCK;
      if (size > frame.maxBlockBytes)
        throw undecodable(`Block size ${size} exceeded max: ${frame.maxBlockBytes}`);
      const end = at + size;
      if (end > bytes.length) throw cutOff();
      output = withRoom(output, to, stored ? size : frame.maxBlockBytes, maxBytes);
      const limit = Math.min(output.length, to + frame.maxBlockBytes);
      if (frame.blockChecksums) checkBlock(view, bytes, at, end);
      if (stored) {
        if (size > limit - to) throw tooLarge(maxBytes);
        output.set(bytes.subarray(at, end), to);
        to += size;
      } else to = decompressLz4Block(bytes, at, end, output, to, limit);
      at = end + (frame.blockChecksums ? 4 : 0);
    }
  },
};

interface Frame {
  readonly blocksAt: number;
  readonly blockChecksums: boolean;
  readonly maxBlockBytes: number;
}

function descriptorChecksum(bytes: Uint8Array, from: number, end: number): number {
  return (xxh32(bytes, from, end) >> 8) & 0xff;
}

function cutOff(): Error {
  return undecodable("The lz4 stream is cut off");
}

function tooLarge(maxBytes: number): Error {
  return undecodable(`Decompressed data exceeds ${maxBytes} bytes`);
}

function readFrameHeader(bytes: Uint8Array, magic: number): Frame {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 7) throw cutOff();
  if (view.getUint32(0, true) !== FRAME_MAGIC) throw undecodable("Stream unsupported (invalid magic bytes)");
  const flags = bytes[4]!;
  const descriptor = bytes[5]!;
  if ((flags & VERSION_MASK) !== VERSION_1) throw undecodable(`Version ${flags >> 6} is unsupported`);
  if ((flags & RESERVED_FLAGS) !== 0 || (descriptor & RESERVED_DESCRIPTOR) !== 0) {
    throw undecodable("Reserved bits must be 0");
  }
  if ((flags & INDEPENDENT_BLOCKS) === 0) {
    throw undecodable("Dependent block stream is unsupported (BLOCK_INDEPENDENCE must be set)");
  }
  const sizeCode = descriptor >> 4;
  if (sizeCode < BLOCK_64_KIB) throw undecodable(`Block size value must be between 4 and 7`);
  const checksumAt = (flags & CONTENT_SIZE) === 0 ? 6 : 14;
  if (bytes.length <= checksumAt) throw cutOff();
  if (magic !== 0 && descriptorChecksum(bytes, MAGIC_BYTES, checksumAt) !== bytes[checksumAt]) {
    throw undecodable("Stream frame descriptor corrupted");
  }
  return {
    blocksAt: checksumAt + 1,
    blockChecksums: (flags & BLOCK_CHECKSUMS) !== 0,
    maxBlockBytes: 1 << (2 * sizeCode + 8),
  };
}

function withRoom(
  output: Uint8Array<ArrayBuffer>,
  used: number,
  room: number,
  maxBytes: number,
): Uint8Array<ArrayBuffer> {
  if (output.length - used >= room || output.length === maxBytes) return output;
  const grown = new Uint8Array(Math.min(maxBytes, Math.max(used + room, output.length * 2)));
  grown.set(output.subarray(0, used));
  return grown;
}

function checkBlock(view: DataView, bytes: Uint8Array, from: number, end: number): void {
  if (bytes.length - end < 4) throw cutOff();
  if (view.getUint32(end, true) !== xxh32(bytes, from, end)) throw undecodable("Block checksum mismatch");
}
