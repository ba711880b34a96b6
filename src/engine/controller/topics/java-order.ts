// The order in which Java's hash maps and sets are walked, where it shows in what a controller writes: who is drawn
// first, and in which order replicas stand in a list.

import { ByteReader } from "../../base/bytes.ts";
import { type Uuid, uuidToBytes } from "../../base/uuid.ts";

export function javaStringHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}

/** The four words of the id, mixed. */
export function uuidHash(id: Uuid): number {
  const reader = new ByteReader(uuidToBytes(id));
  return reader.int32() ^ reader.int32() ^ reader.int32() ^ reader.int32();
}

const SMALLEST_TABLE = 16;
const LOAD_FACTOR = 0.75;
const FIBONACCI = -1640531527;

/** `keys` in order of insertion; `expected` as the map was made with, by which its table begins larger. */
export function javaMapOrder<K>(
  keys: readonly K[],
  hash: (key: K) => number,
  expected: number = SMALLEST_TABLE * LOAD_FACTOR,
  smallestTable: number = SMALLEST_TABLE,
): K[] {
  let table = smallestTable;
  while (table * LOAD_FACTOR < Math.max(keys.length, expected)) table *= 2;
  const bucket = (key: K): number => {
    const raw = hash(key);
    return (raw ^ (raw >>> 16)) & (table - 1);
  };
  // Sorting is stable: within a bucket the order of insertion stays.
  return [...keys].sort((a, b) => bucket(a) - bucket(b));
}

/**
 * The order of the controller's own hash tables, which begin with two slots, choose the slot by the highest bits of a
 * Fibonacci hash, and put what is new before what is old.
 */
export function timelineOrder<K>(keys: readonly K[], hash: (key: K) => number): K[] {
  let slots: K[][] = [[], []];
  const add = (key: K): void => {
    const bits = Math.log2(slots.length);
    slots[Math.imul(hash(key), FIBONACCI) >>> (32 - bits)]!.unshift(key);
  };
  keys.forEach((key, index) => {
    if (index > slots.length * LOAD_FACTOR) {
      const before = slots.flat();
      slots = Array.from({ length: slots.length * 2 }, () => []);
      before.forEach(add);
    }
    add(key);
  });
  return slots.flat();
}

/** The order of a HashSet of broker ids. */
export function javaIntSetOrder(ids: readonly number[]): number[] {
  return javaMapOrder([...new Set(ids)], (id) => id);
}
