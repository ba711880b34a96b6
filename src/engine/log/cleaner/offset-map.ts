// Which offset is the latest of each key in the part of a log that is about to be cleaned (Kafka's SkimpyOffsetMap): a
// table of slots of 24 bytes, the MD5 of a key and its offset. Keys are not kept and nothing is allocated per record, so
// that a log of any size is cleaned in a memory that is known before.
import { assert } from "../../base/assert.ts";
import { DIGEST_WORDS } from "./md5.ts";

/** Sixteen of hash, eight of offset. */
export const SLOT_BYTES = 24;
const SLOT_WORDS = SLOT_BYTES / 4;
/** The first attempts to find a place look at other four bytes of the hash each, all later ones at the next slot. */
const LINEAR_FROM = 12;
/** Places are computed from numbers of 31 bits, which are divided a good deal faster than those of 32. */
const MAX_INT32 = 0x7fffffff;
/** How full the table gets where it is not the largest that it may be. */
const LOAD = 0.7;

export class OffsetMap {
  /** So many slots there are; as many as may be, unless fewer will do. */
  private readonly room: number;
  private readonly words: Int32Array;
  private count = 0;
  /** Of the last record that was put, or a later one that needs no entry; -1 at first. */
  latestOffset = -1;

  /** At most `slots` keys; `mostKeys`: more will not come. */
  constructor(
    readonly slots: number,
    mostKeys: number,
  ) {
    this.room = Math.max(1, Math.min(slots, Math.ceil(mostKeys / LOAD)));
    this.words = new Int32Array(this.room * SLOT_WORDS);
  }

  get size(): number {
    return this.count;
  }

  /** The key's digest is at `digests[from]`. Offsets of a key come in ascending order. */
  put(digests: Int32Array, from: number, offset: number): void {
    const { words } = this;
    const at = this.find(digests, from);
    assert(at >= 0, "an entry more than an offset map has slots");
    if (isEmpty(words, at)) {
      for (let i = 0; i < DIGEST_WORDS; i++) words[at + i] = digests[from + i]!;
      this.count++;
    }
    const high = Math.floor(offset / 0x1_0000_0000);
    words[at + 4] = high;
    words[at + 5] = offset - high * 0x1_0000_0000;
    this.latestOffset = offset;
  }

  /** -1 for a key that was never put. */
  get(digests: Int32Array, from: number): number {
    const { words } = this;
    const at = this.find(digests, from);
    if (at < 0 || isEmpty(words, at)) return -1;
    return words[at + 4]! * 0x1_0000_0000 + (words[at + 5]! >>> 0);
  }

  /** Records up to `offset` are known to have been looked at. */
  updateLatestOffset(offset: number): void {
    this.latestOffset = offset;
  }

  /** Where the entry with this digest is, or the empty slot where it would be; -1 when all are others'. */
  private find(digests: Int32Array, from: number): number {
    const { words, room } = this;
    const h0 = digests[from]!;
    const h1 = digests[from + 1]!;
    const h2 = digests[from + 2]!;
    const h3 = digests[from + 3]!;
    let start = h0 & MAX_INT32;
    for (let attempt = 0; attempt < room + LINEAR_FROM; attempt++) {
      const at = (start % room) * SLOT_WORDS;
      const same = words[at] === h0 && words[at + 1] === h1 && words[at + 2] === h2 && words[at + 3] === h3;
      if (same || isEmpty(words, at)) return at;
      start = attempt < LINEAR_FROM ? fourBytes(digests, from, attempt + 1) : (start + 1) & MAX_INT32;
    }
    return -1;
  }
}

/** No digest is all zeros, as far as anybody knows. */
function isEmpty(words: Int32Array, at: number): boolean {
  return words[at] === 0 && words[at + 1] === 0 && words[at + 2] === 0 && words[at + 3] === 0;
}

/** Bytes [at, at + 4) of the digest at `digests[from]`. */
function fourBytes(digests: Int32Array, from: number, at: number): number {
  const word = from + (at >> 2);
  const shift = (at & 3) << 3;
  const bits =
    shift === 0 ? digests[word]! : (digests[word]! << shift) | (digests[word + 1]! >>> (32 - shift));
  return bits & MAX_INT32;
}
