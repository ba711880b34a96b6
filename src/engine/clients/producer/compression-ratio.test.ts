import { expect, test } from "vitest";
import { utf8Encode } from "../../base/utf8.ts";
import { BatchBuilder } from "../../records/builder.ts";
import { CompressionRatio, estimatedSizeBytes } from "./compression-ratio.ts";

test("the estimate falls by small steps, rises by large ones or at once, and never below what was seen", () => {
  const ratio = new CompressionRatio();
  expect(ratio.estimate).toBe(1);
  for (let i = 0; i < 10; i++) ratio.observed(0.2);
  expect(ratio.estimate).toBeCloseTo(0.95, 5);
  ratio.observed(0.96);
  expect(ratio.estimate).toBeCloseTo(1, 5);
  ratio.observed(0.999);
  expect(ratio.estimate).toBe(0.999);
  ratio.observed(1.2);
  expect(ratio.estimate).toBe(1.2);
  for (let i = 0; i < 300; i++) ratio.observed(0.2);
  expect(ratio.estimate).toBe(0.2);
  ratio.disappointed(0.3);
  expect(ratio.estimate).toBe(1);
  ratio.disappointed(1.3);
  expect(ratio.estimate).toBe(1.3);
});

test("a batch is taken to become a twentieth larger than that", () => {
  expect(estimatedSizeBytes(61, 1)).toBe(61);
  expect(estimatedSizeBytes(1061, 1)).toBe(61 + 1050);
  expect(estimatedSizeBytes(1061, 0.5)).toBe(61 + 525);
});

// Recorded of Apache Kafka's MemoryRecordsBuilder with a limit of 1000 bytes.
test.each([
  [1.3, 7, 1026],
  [1, 8, 909],
  [0.95, 9, 967],
  [0.8, 10, 909],
  [0.5, 16, 912],
  [0.123, 64, 899],
])("with the estimate %d it takes as many records as Kafka's", (estimate, records, sizeBytes) => {
  const builder = new BatchBuilder();
  const size = (): number => estimatedSizeBytes(builder.sizeBytes, Math.fround(estimate));
  for (let i = 0; ; i++) {
    const value = utf8Encode(`${i % 20} ${"x".repeat(90)}`);
    if (i > 0 && (size() >= 1000 || size() + builder.recordSizeBytes(1000, null, value) > 1000)) break;
    builder.append(1000, null, value);
  }
  expect([builder.recordCount, size()]).toEqual([records, sizeBytes]);
});
