// The proof from outside for the controller: the tools of Apache Kafka 4.3.1 make topics in a Samsa cluster, move them and
// elect their leaders. Where there is no Java these tests say so, and prove nothing.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { eventually, partitionsOf } from "../clients/gateway-process.ts";
import { consumeAll, kcat, makeLines } from "../clients/kcat.ts";
import { administeredCluster, ELECT, PATIENCE_MS, REASSIGN, TOPICS, tool } from "./administered.ts";

const administered = administeredCluster(1);

/** `Topic: t  Partition: 0  Leader: 1 …` as `{ Partition: "0", Leader: "1", … }`. */
function rowsOf(described: string): Record<string, string>[] {
  return described
    .split("\n")
    .filter((line) => line.includes("\tPartition: "))
    .map((line) =>
      Object.fromEntries([...line.matchAll(/(\w+): ([^\t]*)/g)].map(([, k, v]) => [k, v!.trim()])),
    );
}

test(
  "kafka-topics creates, describes, grows and deletes",
  async () => {
    const bench = administered();
    if (bench === null) return;
    const config = ["--config", "min.insync.replicas=2"];
    await tool(
      bench,
      TOPICS,
      "--create",
      "--topic",
      "grown",
      "--replica-assignment",
      "1:2:3,2:3:1",
      ...config,
    );
    await tool(bench, TOPICS, "--alter", "--topic", "grown", "--partitions", "4");
    const described = await tool(bench, TOPICS, "--describe", "--topic", "grown");
    expect(described).toMatch(
      /Topic: grown\tTopicId: [\w-]{22}\tPartitionCount: 4\tReplicationFactor: 3\tConfigs: min.insync.replicas=2/,
    );
    const rows = rowsOf(described);
    expect(rows.map(({ Replicas }) => Replicas).slice(0, 2)).toEqual(["1,2,3", "2,3,1"]);
    for (const { Leader, Replicas, Isr, Elr, LastKnownElr } of rows) {
      expect(Replicas!.split(",")[0]).toBe(Leader);
      expect([Isr, Elr, LastKnownElr]).toEqual([Replicas, "", ""]);
    }
    await tool(bench, TOPICS, "--delete", "--topic", "grown");
    expect(await tool(bench, TOPICS, "--list")).not.toContain("grown");
  },
  PATIENCE_MS,
);

test(
  "kafka-reassign-partitions moves data under a throttle; then kafka-leader-election gives it its preferred leader",
  async () => {
    const bench = administered();
    if (bench === null) return;
    const { gateway, folder } = bench;
    await tool(bench, TOPICS, "--create", "--topic", "moved", "--replica-assignment", "1:2");
    const lines = makeLines(5000);
    const sent = await kcat(["-P", "-b", gateway.bootstrapServers, "-t", "moved"], `${lines.join("\n")}\n`);
    expect(sent).toMatchObject({ code: 0, stderr: "" });

    const topics = join(folder, "topics.json");
    await writeFile(topics, JSON.stringify({ version: 1, topics: [{ topic: "moved" }] }));
    const asked = ["--topics-to-move-json-file", topics, "--broker-list", "2,3"];
    const generated = await tool(bench, REASSIGN, "--generate", ...asked);
    expect(generated).toContain('{"topic":"moved","partition":0,"replicas":[1,2]');
    const proposal = JSON.parse(generated.trim().split("\n").at(-1)!) as {
      partitions: { replicas: number[] }[];
    };
    expect(proposal.partitions.map(({ replicas }) => [...replicas].sort())).toEqual([[2, 3]]);

    // The leader stays where it is as long as it is a replica: the first one has to be elected afterwards.
    const plan = join(folder, "plan.json");
    const partitions = [{ topic: "moved", partition: 0, replicas: [3, 1] }];
    await writeFile(plan, JSON.stringify({ version: 1, partitions }));
    const planned = ["--reassignment-json-file", plan];
    expect(await tool(bench, REASSIGN, "--execute", ...planned, "--throttle", "50000000")).toContain(
      "Successfully started partition reassignment for moved-0",
    );
    await eventually(
      async () => partitionsOf(await gateway.inspect(), "moved")[0]!,
      ({ replicas, isr }) => replicas.join() === "3,1" && isr.length === 2,
    );
    const verified = await tool(bench, REASSIGN, "--verify", ...planned);
    expect(verified).toContain("Reassignment of partition moved-0 is completed.");
    expect(verified).toContain("Clearing topic-level throttles on topic moved");
    expect(await tool(bench, REASSIGN, "--list")).toContain("No partition reassignments found.");

    const before = rowsOf(await tool(bench, TOPICS, "--describe", "--topic", "moved"))[0]!;
    expect(before).toMatchObject({ Leader: "1", Replicas: "3,1" });
    const elected = await tool(
      bench,
      ELECT,
      "--election-type",
      "preferred",
      "--topic",
      "moved",
      "--partition",
      "0",
    );
    expect(elected).toContain("Successfully completed leader election (PREFERRED) for partitions moved-0");
    const after = rowsOf(await tool(bench, TOPICS, "--describe", "--topic", "moved"))[0]!;
    expect(after).toMatchObject({ Leader: "3", Replicas: "3,1" });
    const found = [...(await consumeAll(gateway.bootstrapServers, "moved")).values()].flat();
    expect(found.sort()).toEqual([...lines].sort());
  },
  PATIENCE_MS,
);

test(
  "kafka-topics shows the eligible leader replicas of a partition without a leader, kafka-leader-election elects unclean",
  async () => {
    const bench = administered();
    if (bench === null) return;
    const { gateway } = bench;
    await tool(bench, TOPICS, "--create", "--topic", "risky", "--replica-assignment", "1:2");
    const leaderless = async (): Promise<Record<string, string>> =>
      rowsOf(await tool(bench, TOPICS, "--describe", "--topic", "risky"))[0]!;
    const partition = async () => partitionsOf(await gateway.inspect(), "risky")[0]!;
    expect((await gateway.fault({ kind: "kill", node: 2 })).status).toBe(200);
    await eventually(partition, ({ isr }) => isr.join() === "1");
    expect((await gateway.fault({ kind: "kill", node: 1 })).status).toBe(200);
    await eventually(partition, ({ leader }) => leader === -1);
    expect((await gateway.fault({ kind: "start", node: 2 })).status).toBe(200);
    expect(await leaderless()).toMatchObject({ Leader: "none", Isr: "", Elr: "1", LastKnownElr: "1" });
    const elected = await tool(
      bench,
      ELECT,
      "--election-type",
      "unclean",
      "--topic",
      "risky",
      "--partition",
      "0",
    );
    expect(elected).toContain("Successfully completed leader election (UNCLEAN) for partitions risky-0");
    expect(await leaderless()).toMatchObject({ Leader: "2", Isr: "2" });
    expect((await gateway.fault({ kind: "start", node: 1 })).status).toBe(200);
    await eventually(partition, ({ isr }) => isr.length === 2);
  },
  PATIENCE_MS,
);
