// Finding a batch by offset, from a place in the log file on where one begins. It is read in windows; what the page cache
// has is there at once.
import { BatchWalk, DAMAGED } from "./batch-walk.ts";

/** Read at once: somewhat more than lies between two index entries. */
const SEEK_BYTES = 32 * 1024;

/** What is at hand of it, to look at and forget; null when that is not enough. */
export type LookAt = (position: number, length: number) => Uint8Array | null;

/** Up to `length` bytes of the file at `position`. */
export type ReadAt = (position: number, length: number) => Uint8Array | Promise<Uint8Array>;

interface Passed {
  readonly position: number;
  readonly lastOffset: number;
}

interface Look {
  /** Where the search ends, or null to look on at `position`. */
  readonly found: number | null;
  readonly position: number;
  readonly passed: Passed | null;
}

/**
 * The position of the batch that holds `offset`, or of the first one above it; `endPosition` when there is none. A batch
 * counts by its base offset, so that a damaged one is passed over. From where no batch can be told any more (a torn or
 * damaged place), that place is the answer: whoever reads there finds out.
 */
export function seekBatch(
  read: ReadAt,
  from: number,
  offset: number,
  endPosition: number,
  lookAt: LookAt = () => null,
): number | Promise<number> {
  let position = from;
  let passed: Passed | null = null;
  for (;;) {
    const window = lookAt(position, SEEK_BYTES) ?? read(position, SEEK_BYTES);
    if (window instanceof Promise) return seekOn(read, window, position, passed, offset, endPosition);
    const look = lookIn(window, position, passed, offset, endPosition);
    if (look.found !== null) return look.found;
    position = look.position;
    passed = look.passed;
  }
}

async function seekOn(
  read: ReadAt,
  first: Promise<Uint8Array>,
  from: number,
  passedBefore: Passed | null,
  offset: number,
  endPosition: number,
): Promise<number> {
  let window = await first;
  let position = from;
  let passed = passedBefore;
  for (;;) {
    const look = lookIn(window, position, passed, offset, endPosition);
    if (look.found !== null) return look.found;
    position = look.position;
    passed = look.passed;
    window = await read(position, SEEK_BYTES);
  }
}

function lookIn(
  window: Uint8Array,
  start: number,
  passedBefore: Passed | null,
  offset: number,
  endPosition: number,
): Look {
  const walk = new BatchWalk(window);
  let passed = passedBefore;
  const found = (position: number): Look => ({ found: position, position, passed });
  for (;;) {
    const position = start + walk.at;
    const size = walk.sizeBytes;
    if (size > 0 && position + size <= endPosition) {
      const base = walk.baseOffset;
      if (base === offset) return found(position);
      if (base > offset)
        return found(passed !== null && passed.lastOffset >= offset ? passed.position : position);
      passed = { position, lastOffset: walk.lastOffset };
      walk.at += size;
      if (walk.at < window.length) continue;
      return { found: null, position: position + size, passed };
    }
    // At the end of the window look again from there, unless it is the end of the file or damaged.
    const ended = size > 0 || size === DAMAGED || walk.at === 0;
    if (!ended) return { found: null, position, passed };
    return found(
      passed !== null && passed.lastOffset >= offset
        ? passed.position
        : size === DAMAGED
          ? position
          : endPosition,
    );
  }
}
