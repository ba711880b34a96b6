// gzip: written by fflate, read by our own inflate, which knows where a stream ends and so can check its trailer.
import { gzipSync } from "fflate";
import { crc32 } from "../base/crc32.ts";
import type { Codec } from "./compression.ts";
import { inflate } from "./inflate.ts";
import { undecodable } from "./record-error.ts";

const DEFAULT_LEVEL = 6;
const FIXED_HEADER_BYTES = 10;
const EXTRA_FLAGS_AT = 8;
const OPERATING_SYSTEM_AT = 9;
const TRAILER_BYTES = 8;
const FLAG_HEADER_CRC = 2;
const FLAG_EXTRA = 4;
const FLAG_NAME = 8;
const FLAG_COMMENT = 16;

type Level = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

export const gzip: Codec = {
  compress(bytes, level = DEFAULT_LEVEL) {
    // mtime 0: the same records give the same bytes. -1 is zlib's name for its default level.
    const packed = gzipSync(bytes, { level: (level < 0 ? DEFAULT_LEVEL : level) as Level, mtime: 0 });
    // As Java writes them: nothing is said of the effort, and nothing of the operating system.
    packed[EXTRA_FLAGS_AT] = 0;
    packed[OPERATING_SYSTEM_AT] = 255;
    return packed;
  },

  decompress(bytes, maxBytes) {
    const members: Uint8Array[] = [];
    let size = 0;
    let at = 0;
    do {
      const body = headerEnd(bytes, at);
      const { output, end } = inflate(bytes, body, maxBytes - size);
      checkTrailer(bytes, end, output);
      members.push(output);
      size += output.length;
      at = end + TRAILER_BYTES;
      // Bytes behind a member that begin no other are ignored, as Java's reader does.
    } while (isMember(bytes, at));
    return members.length === 1 ? members[0]! : joined(members, size);
  },
};

function isMember(bytes: Uint8Array, at: number): boolean {
  return (
    bytes.length - at >= FIXED_HEADER_BYTES + TRAILER_BYTES && bytes[at] === 0x1f && bytes[at + 1] === 0x8b
  );
}

function headerEnd(bytes: Uint8Array, start: number): number {
  if (bytes[start] !== 0x1f || bytes[start + 1] !== 0x8b || bytes[start + 2] !== 8) {
    throw undecodable("Not in GZIP format");
  }
  const flags = bytes[start + 3] ?? 0;
  let at = start + FIXED_HEADER_BYTES;
  if ((flags & FLAG_EXTRA) !== 0) at += 2 + ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8));
  for (const flag of [FLAG_NAME, FLAG_COMMENT]) {
    if ((flags & flag) === 0) continue;
    const zero = bytes.indexOf(0, at);
    at = zero < 0 ? bytes.length : zero + 1;
  }
  if ((flags & FLAG_HEADER_CRC) !== 0) at += 2;
  if (at >= bytes.length) throw undecodable("The gzip header is cut off");
  return at;
}

function checkTrailer(bytes: Uint8Array, at: number, output: Uint8Array): void {
  if (bytes.length - at < TRAILER_BYTES) throw undecodable("The gzip trailer is cut off");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(at, true) !== crc32(output) || view.getUint32(at + 4, true) !== output.length >>> 0) {
    throw undecodable("Corrupt GZIP trailer");
  }
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
