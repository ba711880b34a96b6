// Which offset is the latest of each key in the part of a log that is about to be cleaned (Kafka's SkimpyOffsetMap): a
// table of slots of 24 bytes, the MD5 of a key and its offset. Keys are not kept and nothing is allocated per record, so
// that a log of any size is cleaned in a memory that is known before.
import { assert } from "../../base/assert.ts";
import { md5Into } from "./md5.ts";

/** Sixteen of hash, eight of offset. */
export const SLOT_BYTES = 24;
const SLOT_WORDS = SLOT_BYTES / 4;
const FIRST_SLOTS = 1024;
/** The first attempts to find a place look at other four bytes of the hash each, all later ones at the next slot. */
const LINEAR_FROM = 12;
/** Places are computed from numbers of 31 bits, which are divided a good deal faster than those of 32. */
const MAX_INT32 = 0x7fffffff;
/** The table grows before it is fuller than this, as long as it may. */
const GROWTH_LOAD = 0.5;
const GROWTH_FACTOR = 4;

export class OffsetMap {
  /** So many slots are there now; they grow up to `slots`, since most logs need few. */
  private room: number;
  private words: Int32Array;
  private readonly digest = new Int32Array(4);
  private count = 0;
  /** Of the last record that was put, or a later one that needs no entry; -1 at first. */
  latestOffset = -1;

  /** At most `slots` keys. */
  constructor(readonly slots: number) {
    this.room = Math.min(slots, FIRST_SLOTS);
    this.words = new Int32Array(this.room * SLOT_WORDS);
  }

  get size(): number {
    return this.count;
  }

  clear(): void {
    this.room = Math.min(this.slots, FIRST_SLOTS);
    this.words = new Int32Array(this.room * SLOT_WORDS);
    this.count = 0;
    this.latestOffset = -1;
  }

  /** The key is bytes [from, to). Offsets of a key come in ascending order. */
  put(bytes: Uint8Array, from: number, to: number, offset: number): void {
    assert(this.count < this.slots, "an entry more than an offset map has slots");
    if (this.count >= this.room * GROWTH_LOAD && this.room < this.slots) this.grow();
    md5Into(bytes, from, to, this.digest);
    const at = this.find(this.digest, 0);
    if (isEmpty(this.words, at)) {
      for (let i = 0; i < 4; i++) this.words[at + i] = this.digest[i]!;
      this.count++;
    }
    const high = Math.floor(offset / 0x1_0000_0000);
    this.words[at + 4] = high;
    this.words[at + 5] = offset - high * 0x1_0000_0000;
    this.latestOffset = offset;
  }

  /** -1 for a key that was never put. */
  get(bytes: Uint8Array, from: number, to: number): number {
    md5Into(bytes, from, to, this.digest);
    const at = this.find(this.digest, 0);
    if (at < 0 || isEmpty(this.words, at)) return -1;
    return this.words[at + 4]! * 0x1_0000_0000 + (this.words[at + 5]! >>> 0);
  }

  /** Records up to `offset` are known to have been looked at. */
  updateLatestOffset(offset: number): void {
    this.latestOffset = offset;
  }

  /** Where the entry with the hash in `source` is, or the empty slot where it would be; -1 when all are others'. */
  private find(source: Int32Array, hashAt: number): number {
    const { words, room } = this;
    const h0 = source[hashAt]!;
    const h1 = source[hashAt + 1]!;
    const h2 = source[hashAt + 2]!;
    const h3 = source[hashAt + 3]!;
    let start = h0 & MAX_INT32;
    for (let attempt = 0; attempt < room + LINEAR_FROM; attempt++) {
      const at = (start % room) * SLOT_WORDS;
      const same = words[at] === h0 && words[at + 1] === h1 && words[at + 2] === h2 && words[at + 3] === h3;
      if (same || isEmpty(words, at)) return at;
      start = attempt < LINEAR_FROM ? fourBytes(source, hashAt, attempt + 1) : (start + 1) & MAX_INT32;
    }
    return -1;
  }

  private grow(): void {
    const before = this.words;
    this.room = Math.min(this.slots, this.room * GROWTH_FACTOR);
    this.words = new Int32Array(this.room * SLOT_WORDS);
    for (let at = 0; at < before.length; at += SLOT_WORDS) {
      if (isEmpty(before, at)) continue;
      this.words.set(before.subarray(at, at + SLOT_WORDS), this.find(before, at));
    }
  }
}

/** No hash is all zeros, as far as anybody knows. */
function isEmpty(words: Int32Array, at: number): boolean {
  return words[at] === 0 && words[at + 1] === 0 && words[at + 2] === 0 && words[at + 3] === 0;
}

/** Bytes [from, from + 4) of the hash that begins at `hashAt`. */
function fourBytes(words: Int32Array, hashAt: number, from: number): number {
  const at = hashAt + (from >> 2);
  const shift = (from & 3) << 3;
  return (shift === 0 ? words[at]! : (words[at]! << shift) | (words[at + 1]! >>> (32 - shift))) & MAX_INT32;
}
