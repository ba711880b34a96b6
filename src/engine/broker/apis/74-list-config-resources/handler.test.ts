import { expect, test } from "vitest";
import { ListConfigResources } from "../../../protocol/schemas/74-list-config-resources.ts";
import { answer, testBroker } from "../../testing/test-broker.ts";
import { listConfigResourcesHandler } from "./handler.ts";

const handler = listConfigResourcesHandler(
  testBroker({
    brokers: [1, 2],
    topics: [{ name: "t", partitions: [{ replicas: [1] }] }],
    configs: { "16:metrics": { "interval.ms": "100" }, "32:g": { "consumer.session.timeout.ms": "45000" } },
  }),
);

test("whatever has configs, or could have", async () => {
  const { configResources } = await answer(handler, ListConfigResources, 1, { resourceTypes: [] });
  expect(configResources.map(({ resourceType, resourceName }) => `${resourceType} ${resourceName}`)).toEqual([
    "32 g",
    "16 metrics",
    "8 1",
    "8 2",
    "4 1",
    "4 2",
    "2 t",
  ]);
});

test("of one kind; of client metrics in version 0", async () => {
  const topics = await answer(handler, ListConfigResources, 1, { resourceTypes: [2] });
  expect(topics.configResources).toMatchObject([{ resourceName: "t" }]);
  const metrics = await answer(handler, ListConfigResources, 0, {});
  expect(metrics.configResources).toMatchObject([{ resourceName: "metrics" }]);
});

test("a kind that there is not", async () => {
  expect(await answer(handler, ListConfigResources, 1, { resourceTypes: [2, 3] })).toMatchObject({
    errorCode: 35,
    configResources: [],
  });
});
