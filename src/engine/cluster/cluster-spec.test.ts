import { expect, test } from "vitest";
import { clusterSpecOf } from "./cluster-spec.ts";

const idsOf = (clusterId: string): string[] =>
  clusterSpecOf({ clusterId, brokers: 1, controllers: 3, properties: {} }).nodes[0]!.voters.map(
    ({ directoryId }) => directoryId!,
  );

test("a dynamic quorum's first directories are told apart, are found again, and are no options of a shell", () => {
  const ids = Array.from({ length: 1_000 }, (_, i) => idsOf(`cluster-${i}`)).flat();
  expect(new Set(ids).size).toBe(3_000);
  expect(ids.filter((id) => id.startsWith("-"))).toEqual([]);
  expect(idsOf("cluster-0")).toEqual(ids.slice(0, 3));
});
