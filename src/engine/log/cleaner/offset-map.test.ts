import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { md5Into } from "./md5.ts";
import { OffsetMap } from "./offset-map.ts";

const encoder = new TextEncoder();

function digestOf(bytes: Uint8Array, from = 0, to = bytes.length): Int32Array {
  const digests = new Int32Array(7);
  md5Into(bytes, from, to, digests, 3);
  return digests.subarray(3);
}

const keyed = (text: string): Int32Array => digestOf(encoder.encode(text));

test("MD5 is MD5, for every length around the borders of its blocks", () => {
  const rng = seededRandom(1);
  const bytes = Uint8Array.from({ length: 300 }, () => rng.nextUint32());
  for (let length = 0; length <= 200; length++) {
    const expected = createHash("md5")
      .update(bytes.subarray(7, 7 + length))
      .digest("hex");
    const words = Array.from(digestOf(bytes, 7, 7 + length));
    expect(words.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("")).toBe(expected);
  }
});

test.each([
  ["as full as it may be", 5000, 1_000_000],
  ["with room to spare", 1_000_000, 5000],
])("a map, %s, knows the latest offset of each key", (_, slots, mostKeys) => {
  const rng = seededRandom(2);
  const keys = Math.min(slots, mostKeys);
  const map = new OffsetMap(slots, mostKeys);
  const model = new Map<string, number>();
  for (let offset = 0; model.size < keys; offset += 1 + (rng.nextUint32() % 3) * 0x4000_0000) {
    const key = `key-${rng.nextUint32() % (keys + 200)}`;
    map.put(keyed(key), 0, offset);
    model.set(key, offset);
    expect(map.latestOffset).toBe(offset);
  }
  expect(map.size).toBe(keys);
  for (let i = 0; i < keys + 200; i++) {
    expect(map.get(keyed(`key-${i}`), 0)).toBe(model.get(`key-${i}`) ?? -1);
  }
});

test("one key more than there are slots is the caller's mistake", () => {
  const map = new OffsetMap(2, 2);
  map.put(keyed("a"), 0, 1);
  map.put(keyed("b"), 0, 2);
  map.put(keyed("a"), 0, 3);
  expect(() => map.put(keyed("c"), 0, 4)).toThrow("more than an offset map has slots");
});
