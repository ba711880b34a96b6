import { expect, test } from "vitest";
import { acceptsVersion, advertisedRanges } from "./apis.ts";
import { decodeResponse, encodeResponse, FRAME_SIZE_BYTES } from "./frames.ts";
import { Produce } from "./schemas/00-produce.ts";
import { ApiVersions } from "./schemas/18-api-versions.ts";
import { InitProducerId } from "./schemas/22-init-producer-id.ts";

test("the answer to an ApiVersions version that the broker does not know is read as version 0", () => {
  const refusal = encodeResponse(ApiVersions, 0, 7, {
    errorCode: 35,
    apiKeys: [{ apiKey: 18, minVersion: 0, maxVersion: 4 }],
  }).subarray(FRAME_SIZE_BYTES);
  for (const version of [0, 1, 3, 4]) {
    const response = decodeResponse(ApiVersions, version, refusal);
    expect(response.errorCode).toBe(35);
    expect(response.apiKeys).toHaveLength(1);
  }
});

test("a newer answer that says error 35 is read as what it is", () => {
  const answer = encodeResponse(ApiVersions, 3, 7, { errorCode: 35, throttleTimeMs: 5 });
  const response = decodeResponse(ApiVersions, 3, answer.subarray(FRAME_SIZE_BYTES));
  expect(response.throttleTimeMs).toBe(5);
});

test("Produce is advertised from 0 on and accepted from 3 on", () => {
  expect(advertisedRanges([Produce], "broker")).toEqual([{ apiKey: 0, minVersion: 0, maxVersion: 13 }]);
  expect(acceptsVersion(Produce, 2)).toBe(false);
  expect(acceptsVersion(Produce, 3)).toBe(true);
});

test("an unstable version is kept back unless it is asked for", () => {
  expect(advertisedRanges([InitProducerId], "broker")[0]?.maxVersion).toBe(5);
  expect(advertisedRanges([InitProducerId], "broker", { unstable: true })[0]?.maxVersion).toBe(6);
  expect(acceptsVersion(InitProducerId, 6)).toBe(false);
  expect(acceptsVersion(InitProducerId, 6, true)).toBe(true);
});
