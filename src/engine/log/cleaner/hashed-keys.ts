// Keys of some records, hashed before any of them is looked up: a look-up in a large table waits for memory, and several
// that follow one another at once wait together.
import { DIGEST_WORDS, md5Into } from "./md5.ts";
import { RECORDS_A_TURN } from "./steps.ts";

export class HashedKeys {
  readonly digests = new Int32Array(RECORDS_A_TURN * DIGEST_WORDS);

  /** The key is bytes [from, to). */
  set(slot: number, bytes: Uint8Array, from: number, to: number): void {
    md5Into(bytes, from, to, this.digests, slot * DIGEST_WORDS);
  }

  at(slot: number): number {
    return slot * DIGEST_WORDS;
  }
}
