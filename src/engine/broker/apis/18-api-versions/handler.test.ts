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
  expect(ranges).toMatchObject({
    0: [0, 13],
    1: [4, 18],
    2: [1, 11],
    3: [0, 13],
    10: [0, 6],
    18: [0, 4],
    19: [2, 7],
    20: [1, 6],
    22: [0, 5],
    23: [2, 4],
    32: [1, 4],
    35: [1, 5],
    37: [0, 3],
    43: [0, 2],
    44: [0, 1],
    60: [0, 2],
    75: [0, 0],
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
