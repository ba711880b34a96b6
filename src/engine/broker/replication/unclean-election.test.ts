// When the last in-sync replica is gone (KIP-966): it alone may lead again without a loss, and whoever else is made
// leader loses what only it had. The trace tells both.
import { describe, expect, test } from "vitest";
import { Produce } from "../../protocol/schemas/00-produce.ts";
import { CreateTopics } from "../../protocol/schemas/19-create-topics.ts";
import { ElectLeaders } from "../../protocol/schemas/43-elect-leaders.ts";
import type { TraceEvent } from "../../trace/event.ts";
import { type AskedCluster, askedCluster } from "../testing/asked-cluster.ts";
import { batch } from "../testing/test-broker.ts";

const UNCLEAN = 1;

type Partition =
  ReturnType<AskedCluster["cluster"]["controller"]> extends infer C
    ? C extends { readonly topics: readonly { readonly partitions: readonly (infer P)[] }[] }
      ? P
      : never
    : never;

interface Lab extends AskedCluster {
  state(): Partition;
  produce(broker: number, value: string): Promise<void>;
  told<K extends TraceEvent["kind"]>(kind: K): Extract<TraceEvent, { kind: K }>[];
}

/** Brokers 1 and 2 have `a`; 2 was away when `b` was committed, and now both are gone. */
async function bothGone(end: "stop" | "kill"): Promise<Lab> {
  const asked = await askedCluster({ brokers: 3, properties: { "samsa.page.cache.writeback.ms": "10" } });
  const { ask, world, cluster } = asked;
  const lab: Lab = {
    ...asked,
    state: () => cluster.controller()!.topics[0]!.partitions[0]!,
    async produce(broker, value) {
      const row = { index: 0, records: batch([value], world.wallMs()) };
      const topicData = [{ name: "t", partitionData: [row] }];
      const { responses } = await ask(broker, Produce, 9, { acks: -1, timeoutMs: 20_000, topicData });
      expect(responses[0]!.partitionResponses[0]!.errorCode).toBe(0);
    },
    told: (kind) =>
      world.events.flatMap(({ event }) =>
        event.kind === kind ? [event as Extract<TraceEvent, { kind: typeof kind }>] : [],
      ),
  };
  const assignments = [{ partitionIndex: 0, brokerIds: [1, 2] }];
  const topic = { name: "t", numPartitions: -1, replicationFactor: -1, assignments };
  await ask(3, CreateTopics, 7, { topics: [topic], timeoutMs: 1000 });
  await lab.produce(1, "a");
  await world.run(1000);
  await cluster.do({ kind: "kill", node: 2 });
  await world.run(15_000);
  expect(lab.state().isr).toEqual([1]);
  await lab.produce(1, "b");
  await world.run(1000);
  await cluster.do({ kind: end, node: 1 });
  await world.run(15_000);
  expect(lab.state()).toMatchObject({ leader: -1, isr: [] });
  return lab;
}

describe("with all in-sync replicas gone", () => {
  test("the eligible one is waited for, and leads without a loss", async () => {
    const { cluster, world, state, told } = await bothGone("stop");
    expect(state().elr).toEqual([1]);
    await cluster.do({ kind: "start", node: 2 });
    await world.run(5000);
    expect(state().leader).toBe(-1);
    await cluster.do({ kind: "start", node: 1 });
    await world.run(10_000);
    expect(state().leader).toBe(1);
    expect([...state().isr].sort()).toEqual([1, 2]);
    expect(told("leader-elected").some(({ unclean }) => unclean)).toBe(false);
    expect(told("log-truncated")).toEqual([]);
  });

  test("one that a power cut ended is not eligible any more, but leads as the last known leader", async () => {
    const { cluster, world, state, told } = await bothGone("kill");
    await cluster.do({ kind: "start", node: 2 });
    await world.run(5000);
    expect(state()).toMatchObject({ leader: -1, lastKnownElr: [1] });
    await cluster.do({ kind: "start", node: 1 });
    await world.run(10_000);
    expect(told("leader-elected").at(-1)).toMatchObject({ to: 1, unclean: true });
    expect(state().leader).toBe(1);
  });

  test("another one leads when it is told to, and what only the first had is lost", async () => {
    const { ask, cluster, world, state, told } = await bothGone("kill");
    await cluster.do({ kind: "start", node: 2 });
    await world.run(5000);
    const elected = await ask(3, ElectLeaders, 2, {
      electionType: UNCLEAN,
      topicPartitions: [{ topic: "t", partitions: [0] }],
      timeoutMs: 1000,
    });
    expect(elected.replicaElectionResults[0]!.partitionResult).toMatchObject([{ errorCode: 0 }]);
    expect(state()).toMatchObject({ leader: 2, isr: [2] });
    expect(told("leader-elected").at(-1)).toMatchObject({ from: -1, to: 2, unclean: true });
    await cluster.do({ kind: "start", node: 1 });
    await world.run(10_000);
    expect([...state().isr].sort()).toEqual([1, 2]);
    expect(told("log-truncated")).toMatchObject([{ fromOffset: 2, toOffset: 1, committed: 1 }]);
  });
});
