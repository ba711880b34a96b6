import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { md5Into } from "./md5.ts";
import { OffsetMap } from "./offset-map.ts";

const encoder = new TextEncoder();

function digestOf(bytes: Uint8Array, from: number, to: number): string {
  const words = new Int32Array(4);
  md5Into(bytes, from, to, words);
  return Array.from(words, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

test("MD5 is MD5, for every length around the borders of its blocks", () => {
  const rng = seededRandom(1);
  const bytes = Uint8Array.from({ length: 300 }, () => rng.nextUint32());
  for (let length = 0; length <= 200; length++) {
    const expected = createHash("md5")
      .update(bytes.subarray(7, 7 + length))
      .digest("hex");
    expect(digestOf(bytes, 7, 7 + length)).toBe(expected);
  }
});

test("a map knows the latest offset of each key, as it grows and when it is as full as it may be", () => {
  const rng = seededRandom(2);
  const slots = 5000;
  const map = new OffsetMap(slots);
  const model = new Map<string, number>();
  for (let offset = 0; model.size < slots; offset += 1 + (rng.nextUint32() % 3) * 0x4000_0000) {
    const key = `key-${rng.nextUint32() % (slots + 200)}`;
    const bytes = encoder.encode(`..${key}.`);
    map.put(bytes, 2, bytes.length - 1, offset);
    model.set(key, offset);
    expect(map.latestOffset).toBe(offset);
  }
  expect(map.size).toBe(slots);
  for (let i = 0; i < slots + 200; i++) {
    const bytes = encoder.encode(`key-${i}`);
    expect(map.get(bytes, 0, bytes.length)).toBe(model.get(`key-${i}`) ?? -1);
  }
  expect(() => map.put(encoder.encode("one more"), 0, 8, 1)).toThrow("more than an offset map has slots");
  map.clear();
  expect([map.size, map.latestOffset, map.get(encoder.encode("key-1"), 0, 5)]).toEqual([0, -1, -1]);
});
