// UTF-8 of many short texts: a million small buffers would keep the collector busier than the sending, so texts share
// large ones.
import { utf8Encode } from "../../base/utf8.ts";

const encoder = new TextEncoder();
const SLAB_BYTES = 64 * 1024;
/** A UTF-16 unit takes three bytes at most. */
const MOST_BYTES_PER_UNIT = 3;
const LONGEST_SHARED_UNITS = 4 * 1024;
/** Up to here a loop is faster than the call of the encoder, which costs as much as some hundred turns of it. */
const LONGEST_LOOP_UNITS = 256;

let slab = new Uint8Array(SLAB_BYTES);
let used = 0;

/** The bytes stay as they are; they are a view on a buffer that holds others too. */
export function encodeText(text: string): Uint8Array {
  const units = text.length;
  if (units > LONGEST_SHARED_UNITS) return utf8Encode(text);
  const mostBytes = units * MOST_BYTES_PER_UNIT;
  if (used + mostBytes > SLAB_BYTES) {
    slab = new Uint8Array(SLAB_BYTES);
    used = 0;
  }
  const start = used;
  used = start + (units <= LONGEST_LOOP_UNITS ? putAscii(text, start) : -1);
  if (used < start) used = start + encoder.encodeInto(text, slab.subarray(start, start + mostBytes)).written;
  return slab.subarray(start, used);
}

/** How many bytes it put into the slab; -1 for a text that is not all ASCII. */
function putAscii(text: string, start: number): number {
  const units = text.length;
  for (let i = 0; i < units; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0x80) return -1;
    slab[start + i] = unit;
  }
  return units;
}
