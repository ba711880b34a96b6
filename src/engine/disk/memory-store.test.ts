import { expect, test } from "vitest";
import { randomBelow, seededRandom } from "../base/random.ts";
import { createMemoryStore } from "./memory-store.ts";

const LARGEST_BYTES = 1_000_000;

test("files of several pieces hold what was written, through growing, overwriting and cutting", async () => {
  const rng = seededRandom(11);
  const store = createMemoryStore();
  await store.commit([{ kind: "create", name: "f" }]);
  const model = new Uint8Array(LARGEST_BYTES);
  // Nothing was written behind it.
  let writtenBytes = 0;
  let sizeBytes = 0;
  for (let step = 0; step < 300; step++) {
    if (randomBelow(rng, 4) === 0) {
      const cut = randomBelow(rng, LARGEST_BYTES);
      model.fill(0, Math.min(cut, sizeBytes));
      sizeBytes = cut;
      writtenBytes = Math.min(writtenBytes, cut);
      await store.commit([{ kind: "truncate", name: "f", sizeBytes }]);
    } else {
      const position = randomBelow(rng, sizeBytes + 1);
      const length = randomBelow(rng, Math.min(400_000, LARGEST_BYTES - position) + 1);
      const bytes = new Uint8Array(length).fill(1 + (step % 255));
      model.set(bytes, position);
      sizeBytes = Math.max(sizeBytes, position + length);
      writtenBytes = Math.max(writtenBytes, position + length);
      await store.commit([{ kind: "write", name: "f", position, bytes, restIsZeros: false }]);
    }
    expect(store.usedBytes()).toBeLessThanOrEqual(writtenBytes);
    const from = randomBelow(rng, sizeBytes + 1);
    const read = await store.read("f", from, sizeBytes - from);
    expect(Buffer.compare(read, model.subarray(from, sizeBytes))).toBe(0);
  }
});
