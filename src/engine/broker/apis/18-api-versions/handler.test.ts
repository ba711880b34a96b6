import { expect, test } from "vitest";
import { ApiVersions } from "../../../protocol/schemas/18-api-versions.ts";
import { answer, testBroker } from "../../testing/test-broker.ts";
import { brokerApis } from "../registry.ts";

const handler = () => brokerApis(testBroker({})).get(ApiVersions.key)!;
const software = { clientSoftwareName: "librdkafka", clientSoftwareVersion: "2.0.2" };

test("offers what the registry holds, Produce from 0, nothing unstable", async () => {
  const { errorCode, apiKeys } = await answer(handler(), ApiVersions, 3, software);
  expect(errorCode).toBe(0);
  const ranges = Object.fromEntries(apiKeys.map((one) => [one.apiKey, [one.minVersion, one.maxVersion]]));
  expect(ranges).toEqual({
    0: [0, 13],
    1: [4, 18],
    2: [1, 11],
    3: [0, 13],
    10: [0, 6],
    18: [0, 4],
    19: [2, 7],
    20: [1, 6],
    21: [0, 2],
    22: [0, 5],
    23: [2, 4],
    29: [1, 3],
    30: [1, 3],
    31: [1, 3],
    32: [1, 4],
    33: [0, 2],
    34: [1, 2],
    35: [1, 5],
    37: [0, 3],
    38: [1, 3],
    39: [1, 2],
    40: [1, 2],
    41: [1, 3],
    43: [0, 2],
    44: [0, 1],
    45: [0, 1],
    46: [0, 0],
    48: [0, 1],
    49: [0, 1],
    50: [0, 0],
    51: [0, 0],
    55: [0, 2],
    57: [0, 2],
    60: [0, 2],
    61: [0, 0],
    64: [0, 0],
    74: [0, 1],
    75: [0, 0],
    80: [0, 1],
    81: [0, 0],
  });
  const served = brokerApis(testBroker({}));
  expect(apiKeys.map(({ apiKey }) => apiKey)).toEqual([...served.keys()].sort((a, b) => a - b));
  for (const { api } of served.values()) expect(api.listeners).toContain("broker");
});

test("tells the finalized features", async () => {
  const response = await answer(handler(), ApiVersions, 4, software);
  expect(response.finalizedFeatures).toMatchObject([{ name: "metadata.version", maxVersionLevel: 30 }]);
  expect(response.finalizedFeaturesEpoch).toBe(10n);
});

test.each(["", "-x", "a b", "ends-"])("a client called %o is refused with 42", async (clientSoftwareName) => {
  const body = { ...software, clientSoftwareName };
  expect(await answer(handler(), ApiVersions, 3, body)).toMatchObject({ errorCode: 42, apiKeys: [] });
  expect((await answer(handler(), ApiVersions, 2, {})).errorCode).toBe(0);
});
