import fc from "fast-check";
import { expect, test } from "vitest";
import { utf8Encode } from "../../base/utf8.ts";
import { encodeText } from "./text-slab.ts";

test("texts of any length and script are UTF-8, and stay so while others are encoded", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 200 }),
    fc.string({ maxLength: 200 }),
    fc.constantFrom("", "카프카", "🪲".repeat(40), "a".repeat(64), `${"a".repeat(64)}é`, "\ud800 alone"),
    fc.integer({ min: 3_000, max: 5_000 }).map((length) => "한".repeat(length)),
  );
  fc.assert(
    fc.property(fc.array(text, { maxLength: 60 }), (texts) => {
      const encoded = texts.map(encodeText);
      for (const [at, each] of texts.entries()) expect(encoded[at]).toEqual(utf8Encode(each));
    }),
  );
});
