import { expect, test } from "vitest";
import { crc32c } from "../base/crc32c.ts";
import { ErrorCode } from "../protocol/errors.ts";
import { loadCodec } from "../records/compression.ts";
import { encodeLegacyMessage } from "../records/legacy.ts";
import type { AppendError } from "./log.ts";
import { DEFAULT_LOG_CONFIG } from "./log-config.ts";
import { validateLeaderBatch } from "./log-validator.ts";
import { batchOf, START_MS } from "./testing/log-bench.ts";

const check = (records: Uint8Array, config = {}, origin: "client" | "internal" = "client") =>
  validateLeaderBatch(records, "t-0", { ...DEFAULT_LOG_CONFIG, ...config }, origin, START_MS).header;

/** A sound batch with bytes overwritten, and its checksum made right again unless the change is before it. */
function patched(at: number, ...bytes: number[]): Uint8Array {
  const batch = batchOf(["a", "b"]);
  batch.set(bytes, at);
  if (at >= 21) new DataView(batch.buffer).setUint32(17, crc32c(batch, 21));
  return batch;
}

const code = (expected: number) => expect.objectContaining({ name: "AppendError", code: expected });

test.each([
  ["a wrong checksum", patched(17, 1), ErrorCode.CORRUPT_MESSAGE],
  ["magic 3", patched(16, 3), ErrorCode.CORRUPT_MESSAGE],
  ["magic 1, whose checksum stands elsewhere", patched(16, 1), ErrorCode.CORRUPT_MESSAGE],
  [
    "a message of magic 1",
    encodeLegacyMessage({ magic: 1, offset: 0, timestamp: START_MS, key: null, value: "a" }),
    ErrorCode.INVALID_RECORD,
  ],
  ["a base offset", patched(7, 1), ErrorCode.INVALID_RECORD],
  ["the control bit", patched(22, 0x20), ErrorCode.INVALID_RECORD],
  ["a last offset delta that does not fit", patched(26, 5), ErrorCode.INVALID_RECORD],
  ["a count of 0", patched(60, 0), ErrorCode.INVALID_RECORD],
  ["a codec that does not exist", patched(22, 5), ErrorCode.UNKNOWN_SERVER_ERROR],
  ["a record that is too long", patched(61, 0x7e), ErrorCode.INVALID_RECORD],
  ["a producer without sequence", patched(43, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0), ErrorCode.INVALID_RECORD],
  ["nothing", new Uint8Array(0), ErrorCode.INVALID_RECORD],
  ["a cut batch", batchOf(["a"]).subarray(0, 60), ErrorCode.INVALID_RECORD],
  ["two batches", Uint8Array.from([...batchOf(["a"]), ...batchOf(["b"])]), ErrorCode.INVALID_RECORD],
])("refused: %s", (_, records, expected) => {
  expect(() => check(records)).toThrow(code(expected));
});

test("accepted: control batches of the node itself, unknown attribute bits", () => {
  expect(check(patched(22, 0x20), {}, "internal").control).toBe(true);
  expect(check(patched(21, 0x01)).recordCount).toBe(2);
});

test("max.message.bytes counts the whole batch", () => {
  const batch = batchOf(["a"]);
  expect(check(batch, { maxMessageBytes: batch.length }).sizeBytes).toBe(batch.length);
  expect(() => check(batch, { maxMessageBytes: batch.length - 1 })).toThrow(
    code(ErrorCode.MESSAGE_TOO_LARGE),
  );
});

test("timestamps out of bounds name their records, compressed or not", async () => {
  await loadCodec(1);
  const samples = [0, -1001, 501].map((ms) => ({ value: "v", timestamp: START_MS + ms }));
  const bounds = { messageTimestampBeforeMaxMs: 1000, messageTimestampAfterMaxMs: 500 };
  for (const codec of [0, 1]) {
    expect(() => check(batchOf(samples, { codec }), bounds)).toThrow(
      expect.objectContaining({
        code: ErrorCode.INVALID_TIMESTAMP,
        recordErrors: [
          expect.objectContaining({ batchIndex: 1 }),
          expect.objectContaining({ batchIndex: 2 }),
        ],
      }),
    );
  }
  expect(check(batchOf(samples), { ...bounds, messageTimestampType: "LogAppendTime" }).recordCount).toBe(3);
});

test("of a flood of wrong records the first are named, and all are counted", async () => {
  await loadCodec(1);
  const count = 50_000;
  const batch = batchOf(Array<string>(count).fill("v"), { codec: 1 });
  let refusal: AppendError | null = null;
  try {
    check(batch, { cleanupPolicy: ["compact"] });
  } catch (error) {
    refusal = error as AppendError;
  }
  expect(refusal?.message).toContain(`due to ${count} record errors in total`);
  expect(refusal?.recordErrors.length).toBe(10_000);
});

test("a compacted topic wants keys", () => {
  const batch = batchOf([{ value: "1", key: "k" }, { value: "2" }]);
  expect(() => check(batch, { cleanupPolicy: ["compact"] })).toThrow(code(ErrorCode.INVALID_RECORD));
  expect(check(batch).recordCount).toBe(2);
});
