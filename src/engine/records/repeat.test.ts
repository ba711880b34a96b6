import { expect, test } from "vitest";
import { repeat } from "./repeat.ts";

test("every distance and length gives what copying byte by byte gives", () => {
  for (const distance of [1, 2, 3, 7, 31, 32, 33, 100]) {
    for (const length of [1, 3, 31, 32, 33, 64, 99, 258]) {
      const start = 100;
      const output = Uint8Array.from({ length: start + length + 5 }, (_, i) => (i < start ? i * 7 : 255));
      const expected = output.slice();
      for (let i = 0; i < length; i++) expected[start + i] = expected[start + i - distance]!;
      repeat(output, start, distance, length);
      expect(output, `${length} bytes from ${distance} before`).toEqual(expected);
    }
  }
});
