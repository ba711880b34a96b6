// The copies of which compressed data is made: bytes that were written a little earlier, written again.

/** From here on a block move is faster than bytes one by one: what inflates enormously is made of such copies. */
const LONG_COPY = 32;

/** Writes `length` bytes at `at`, each as the one `distance` before it: the source may run into what is being written. */
export function repeat(output: Uint8Array, at: number, distance: number, length: number): void {
  if (length < LONG_COPY) {
    for (let i = 0; i < length; i++) output[at + i] = output[at + i - distance]!;
  } else if (distance === 1) {
    output.fill(output[at - 1]!, at, at + length);
  } else {
    // What is written doubles the part that may be copied next.
    for (let done = 0; done < length; ) {
      const count = Math.min(length - done, distance + done);
      output.copyWithin(at + done, at - distance, at - distance + count);
      done += count;
    }
  }
}
