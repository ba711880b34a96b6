// UTF-8 of many short texts: a million small buffers would keep the collector busier than the sending, so texts share
// large ones.
import { utf8Encode } from "../../base/utf8.ts";

const encoder = new TextEncoder();
const SLAB_BYTES = 64 * 1024;
/** A UTF-16 unit takes three bytes at most. */
const MOST_BYTES_PER_UNIT = 3;
const LONGEST_SHARED_UNITS = 4 * 1024;
/**
 * Up to here a loop is faster than the call of the encoder, also for a text that was put together and is not in one
 * piece yet, as most are.
 */
const LONGEST_LOOP_UNITS = 64;

/** Always the same, because the encoder takes as long to get to know a view as it takes for the text. */
const scratch = new Uint8Array(LONGEST_SHARED_UNITS * MOST_BYTES_PER_UNIT);
let slab = new Uint8Array(SLAB_BYTES);
let used = 0;

/** The bytes stay as they are; they are a view on a buffer that holds others too. */
export function encodeText(text: string): Uint8Array {
  const units = text.length;
  if (units > LONGEST_SHARED_UNITS) return utf8Encode(text);
  if (units <= LONGEST_LOOP_UNITS) {
    reserve(units);
    if (putAscii(text)) return taken(units);
  }
  const { written } = encoder.encodeInto(text, scratch);
  // Java's question mark for half a surrogate pair.
  if (written > units && !text.isWellFormed()) return utf8Encode(text);
  reserve(written);
  slab.set(scratch.subarray(0, written), used);
  return taken(written);
}

function reserve(sizeBytes: number): void {
  if (used + sizeBytes <= SLAB_BYTES) return;
  slab = new Uint8Array(SLAB_BYTES);
  used = 0;
}

function taken(sizeBytes: number): Uint8Array {
  const start = used;
  used += sizeBytes;
  return slab.subarray(start, used);
}

/** Puts the text behind what is used; false for a text that is not all ASCII. */
function putAscii(text: string): boolean {
  const bytes = slab;
  const start = used;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0x80) return false;
    bytes[start + i] = unit;
  }
  return true;
}
