import { expect, test } from "vitest";
import { DescribeCluster } from "../../../protocol/schemas/60-describe-cluster.ts";
import { answer, testBroker } from "../../testing/test-broker.ts";
import { describeClusterHandler } from "./handler.ts";

const handler = () => describeClusterHandler(testBroker({ brokers: [1, 2, 3], fenced: [2] }));

test("live brokers, with fenced ones only when asked for", async () => {
  const live = await answer(handler(), DescribeCluster, 0, {});
  expect(live.brokers.map(({ brokerId }) => brokerId)).toEqual([1, 3]);
  expect([1, 3]).toContain(live.controllerId);
  const all = await answer(handler(), DescribeCluster, 2, { includeFencedBrokers: true });
  expect(all.brokers.map(({ brokerId, isFenced }) => [brokerId, isFenced])).toEqual([
    [1, false],
    [2, true],
    [3, false],
  ]);
});

test("operations when asked for; endpoints of controllers never", async () => {
  const body = { includeClusterAuthorizedOperations: true };
  expect((await answer(handler(), DescribeCluster, 1, body)).clusterAuthorizedOperations).toBe(8096);
  const refused = await answer(handler(), DescribeCluster, 1, { endpointType: 2 });
  expect(refused).toMatchObject({ errorCode: 114, endpointType: 1, clusterId: "", brokers: [] });
});
