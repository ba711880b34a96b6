// A broker that is stopped hands its partitions over before it goes, so that nobody notices.
import { expect, test } from "vitest";
import { CreateTopics } from "../../protocol/schemas/19-create-topics.ts";
import { askedCluster } from "../testing/asked-cluster.ts";

const MOST_MS = 150;

test("everything it leads is led elsewhere within 150 ms", async () => {
  const { ask, world, cluster } = await askedCluster({ brokers: 3 });
  const topic = { name: "t", numPartitions: 30, replicationFactor: 3 };
  await ask(1, CreateTopics, 7, { topics: [topic], timeoutMs: 1000 });
  const leaders = (): number[] => cluster.controller()!.topics[0]!.partitions.map(({ leader }) => leader);
  const led = leaders().filter((leader) => leader === 1).length;
  expect(led).toBeGreaterThan(0);
  const startMs = world.nowMs();
  const before = world.events.length;
  await cluster.do({ kind: "stop", node: 1 });
  expect(leaders()).not.toContain(1);
  const taken = world.events.slice(before).filter(({ event }) => event.kind === "became-leader");
  expect(taken).toHaveLength(led);
  for (const { atMs } of taken) expect(atMs - startMs).toBeLessThan(MOST_MS);
  expect(
    world.events.slice(before).some(({ event }) => event.kind === "leader-elected" && event.unclean),
  ).toBe(false);
});
