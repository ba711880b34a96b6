import { expect, test } from "vitest";
import { Produce } from "../protocol/schemas/00-produce.ts";
import { ApiVersions } from "../protocol/schemas/18-api-versions.ts";
import { InitProducerId } from "../protocol/schemas/22-init-producer-id.ts";
import { apiVersionsResponse, isValidSoftwareName, SUPPORTED_FEATURES } from "./api-versions.ts";
import { apiHandler, registryOf } from "./server.ts";

const registry = registryOf(
  [InitProducerId, ApiVersions, Produce].map((api) => apiHandler({ api, handle: () => null })),
);
const features = {
  supported: SUPPORTED_FEATURES,
  finalized: new Map([["group.version", 1]]),
  finalizedEpoch: 8,
};

test("what the registry holds is offered: Produce from 0, no unstable version, by key", () => {
  expect(apiVersionsResponse(registry, 4, features).apiKeys).toEqual([
    { apiKey: 0, minVersion: 0, maxVersion: 13 },
    { apiKey: 18, minVersion: 0, maxVersion: 4 },
    { apiKey: 22, minVersion: 0, maxVersion: 5 },
  ]);
});

test("before version 4, features that begin at 0 are left out (KIP-584)", () => {
  const names = (version: number): (string | undefined)[] =>
    (apiVersionsResponse(registry, version, features).supportedFeatures ?? []).map(({ name }) => name);
  expect(names(3)).toEqual(["metadata.version"]);
  expect(names(4)).toHaveLength(SUPPORTED_FEATURES.length);
});

test("finalized levels stand for both ends of their range", () => {
  const { finalizedFeatures, finalizedFeaturesEpoch } = apiVersionsResponse(registry, 4, features);
  expect(finalizedFeaturesEpoch).toBe(8n);
  expect(finalizedFeatures).toEqual([{ name: "group.version", maxVersionLevel: 1, minVersionLevel: 1 }]);
});

test.each([
  ["apache-kafka-java", true],
  ["4.3.1", true],
  ["", false],
  ["-kafka", false],
  ["kafka ", false],
])("software name %j: %s", (name, valid) => {
  expect(isValidSoftwareName(name)).toBe(valid);
});
