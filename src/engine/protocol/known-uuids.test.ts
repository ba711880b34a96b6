import fc from "fast-check";
import { expect, test } from "vitest";
import { ByteReader, ByteWriter } from "../base/bytes.ts";
import { uuidFromBytes, uuidToBytes } from "../base/uuid.ts";
import { readUuid, writeUuid } from "./known-uuids.ts";

/** Few different bytes, so that many of them share a place in memory. */
const uuid = fc.uint8Array({ minLength: 16, maxLength: 16, max: 3 });

test("whatever came before, a UUID is read and written as it is", () => {
  fc.assert(
    fc.property(fc.array(uuid, { maxLength: 400 }), (list) => {
      for (const bytes of list) {
        const text = uuidFromBytes(bytes);
        expect(readUuid(new ByteReader(bytes))).toBe(text);
        const writer = new ByteWriter();
        writeUuid(writer, text);
        expect(writer.finish()).toEqual(uuidToBytes(text));
      }
    }),
  );
});
