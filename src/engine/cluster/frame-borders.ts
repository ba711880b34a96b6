// Where frames begin and end in a stream of bytes, found in passing: nothing waits for it, and bytes that are no frames
// pass as they are.

/** The size, then of a request the API key, the version and the correlation id. */
const SIZE_BYTES = 4;
const HEAD_BYTES = SIZE_BYTES + 8;

/**
 * Bytes of one frame. `isFirst`: it begins with them. `head`: it ends with them, and this is how it began, at least the
 * first 12 bytes or all of a shorter one, to be read during the call; else null.
 */
export type OnPart = (part: Uint8Array, isFirst: boolean, head: Uint8Array | null) => void;

export interface FrameBorders {
  walk(bytes: Uint8Array, onPart: OnPart): void;
}

function sizeOf(frame: Uint8Array): number {
  return (frame[0]! << 24) | (frame[1]! << 16) | (frame[2]! << 8) | frame[3]!;
}

export function createFrameBorders(): FrameBorders {
  const head = new Uint8Array(HEAD_BYTES);
  let seenBytes = 0;
  /** Of the present frame, its size included; null until that is known. */
  let wholeBytes: number | null = null;
  let isOpaque = false;

  return {
    walk(bytes, onPart) {
      let rest = bytes;
      while (rest.length > 0) {
        if (isOpaque) return onPart(rest, false, null);
        // Most often it is one frame, and all of it.
        if (seenBytes === 0 && rest.length >= HEAD_BYTES && rest.length === SIZE_BYTES + sizeOf(rest)) {
          return onPart(rest, true, rest);
        }
        const isFirst = seenBytes === 0;
        if (seenBytes < HEAD_BYTES) head.set(rest.subarray(0, HEAD_BYTES - seenBytes), seenBytes);
        if (wholeBytes === null && seenBytes + rest.length >= SIZE_BYTES) {
          wholeBytes = SIZE_BYTES + sizeOf(head);
          isOpaque = wholeBytes < SIZE_BYTES;
          if (isOpaque) continue;
        }
        const part = wholeBytes === null ? rest : rest.subarray(0, wholeBytes - seenBytes);
        rest = rest.subarray(part.length);
        seenBytes += part.length;
        if (seenBytes !== wholeBytes) {
          onPart(part, isFirst, null);
          continue;
        }
        const known = head.slice(0, Math.min(HEAD_BYTES, wholeBytes));
        seenBytes = 0;
        wholeBytes = null;
        onPart(part, isFirst, known);
      }
    },
  };
}
