// The proof from outside for the metadata: kafka-configs and kafka-acls of Apache Kafka 4.3.1 administer a Samsa cluster, and
// its dump tool and its shell read the metadata log that is left. Where there is no Java these tests prove nothing.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ClusterSnapshot } from "../../src/engine/inspect/snapshot.ts";
import { eventually } from "../clients/gateway-process.ts";
import {
  ACLS,
  administeredCluster,
  BROKERS,
  CONFIGS,
  CONTROLLERS,
  DUMP,
  PATIENCE_MS,
  SHELL,
  TOPICS,
  tool,
  withoutComplaint,
} from "./administered.ts";

const METADATA = "__cluster_metadata-0";

const administered = administeredCluster(1);

test(
  "kafka-configs alters and describes topics, brokers, quotas and SCRAM credentials",
  async () => {
    const bench = administered();
    if (bench === null) return;
    await tool(bench, TOPICS, "--create", "--topic", "tuned", "--replica-assignment", "1:2");
    const entity = (type: string, name: string): string[] => ["--entity-type", type, "--entity-name", name];
    const alter = (...args: string[]): Promise<string> => tool(bench, CONFIGS, "--alter", ...args);
    const described = (...args: string[]): Promise<string> => tool(bench, CONFIGS, "--describe", ...args);

    const topic = entity("topics", "tuned");
    await alter(...topic, "--add-config", "retention.ms=60000,cleanup.policy=[compact,delete]");
    await alter(...topic, "--delete-config", "retention.ms");
    const configs = await described(...topic);
    expect(configs).toContain("cleanup.policy=compact,delete sensitive=false");
    expect(configs).not.toContain("retention.ms");

    const everyBroker = ["--entity-type", "brokers", "--entity-default"];
    await alter(...everyBroker, "--add-config", "log.cleaner.threads=2");
    expect(await described(...everyBroker)).toContain("log.cleaner.threads=2");
    await alter(...entity("brokers", "1"), "--add-config", "log.cleaner.threads=1");
    expect(await described(...entity("brokers", "1"))).toContain(
      "synonyms={DYNAMIC_BROKER_CONFIG:log.cleaner.threads=1, DYNAMIC_DEFAULT_BROKER_CONFIG:log.cleaner.threads=2",
    );

    const controller = entity("brokers", String(CONTROLLERS[0]));
    const byController = ["--bootstrap-controller", `localhost:${bench.controllerPort}`];
    const add = ["--alter", ...controller, "--add-config", "log.cleaner.threads=3"];
    await withoutComplaint(bench.kafka, CONFIGS, ...byController, ...add);
    expect(
      await withoutComplaint(bench.kafka, CONFIGS, ...byController, "--describe", ...controller),
    ).toContain("synonyms={DYNAMIC_BROKER_CONFIG:log.cleaner.threads=3, DYNAMIC_DEFAULT_BROKER_CONFIG");

    const user = entity("users", "alice");
    await alter(...user, "--add-config", "SCRAM-SHA-256=[password=secret]");
    await alter(...user, "--add-config", "producer_byte_rate=1024");
    const alice = await described(...user);
    expect(alice).toContain("Quota configs for user-principal 'alice' are producer_byte_rate=1024.0");
    expect(alice).toContain(
      "SCRAM credential configs for user-principal 'alice' are SCRAM-SHA-256=iterations=4096",
    );
  },
  PATIENCE_MS,
);

test(
  "kafka-acls adds, lists and removes",
  async () => {
    const bench = administered();
    if (bench === null) return;
    const acl = ["--allow-principal", "User:alice", "--operation", "Read", "--topic", "tuned"];
    const line = "(principal=User:alice, host=*, operation=READ, permissionType=ALLOW)";
    await tool(bench, ACLS, "--add", ...acl);
    expect(await tool(bench, ACLS, "--list", "--topic", "tuned")).toContain(line);
    await tool(bench, ACLS, "--remove", "--force", ...acl);
    expect(await tool(bench, ACLS, "--list", "--topic", "tuned")).not.toContain(line);
  },
  PATIENCE_MS,
);

test(
  "kafka-dump-log and kafka-metadata-shell read the metadata log and the snapshots that every node leaves",
  async () => {
    const bench = administered();
    if (bench === null) return;
    const { kafka, gateway, folder } = bench;
    await tool(bench, TOPICS, "--create", "--topic", "last", "--replica-assignment", "3:1:2");
    const bob = ["--entity-type", "users", "--entity-name", "bob", "--add-config"];
    await tool(bench, CONFIGS, "--alter", ...bob, "SCRAM-SHA-512=[password=secret]");
    await tool(bench, CONFIGS, "--alter", ...bob, "consumer_byte_rate=2048");
    await tool(
      bench,
      ACLS,
      "--add",
      "--allow-principal",
      "User:bob",
      "--operation",
      "Write",
      "--topic",
      "last",
    );
    const topicId = topicIdOf(await gateway.inspect(), "last");
    expect(await gateway.end("SIGTERM")).toBe(0);
    const nodes = [...BROKERS.map((id) => `broker-${id}`), ...CONTROLLERS.map((id) => `controller-${id}`)];
    for (const node of nodes) {
      const directory = join(folder, "data", node, METADATA);
      const names = (await readdir(directory)).sort();
      const files = names
        .filter((name) => /\.(log|checkpoint)$/.test(name))
        .map((name) => join(directory, name));
      const snapshot = files.findLast((name) => name.endsWith(".checkpoint"))!;
      const log = files.findLast((name) => name.endsWith(".log"))!;
      expect(snapshot).toBeDefined();
      const dumped = await withoutComplaint(
        kafka,
        DUMP,
        "--cluster-metadata-decoder",
        "--files",
        files.join(),
      );
      expect(dumped).not.toMatch(/invalid bytes|isvalid: false|Error at|Could not/i);
      expect(dumped).toContain("LeaderChange:");
      expect(dumped).toContain("KRaftVersion");
      expect(dumped).toContain("KRaftVoters");
      expect(dumped).toContain("SnapshotHeader");
      expect(dumped).toContain("SnapshotFooter");
      expect(dumped).toContain(
        `{"type":"TOPIC_RECORD","version":0,"data":{"name":"last","topicId":"${topicId}"}}`,
      );
      // What was done above, as records of the log.
      for (const type of [
        "USER_SCRAM_CREDENTIAL_RECORD",
        "CLIENT_QUOTA_RECORD",
        "ACCESS_CONTROL_ENTRY_RECORD",
      ])
        expect(dumped).toContain(`{"type":"${type}"`);
      if (node !== "broker-1" && node !== "controller-3002") continue;
      // The shell publishes its first image before it has read all of a file that begins with control records, also of
      // one that Apache Kafka wrote: what it answers now and then is the empty image.
      const shell = (file: string, expected: RegExp, ...command: string[]): Promise<string> =>
        eventually(
          () => withoutComplaint(kafka, SHELL, "--snapshot", file, ...command),
          (answer) => expected.test(answer),
        );
      await shell(snapshot, /4\.3-IV0/, "cat", "/image/features/metadataVersion");
      await shell(snapshot, /^1\s+2\s+3\s*$/m, "ls", "/image/cluster/brokers");
      const topic = await shell(log, /PartitionRegistration/, "tree", "/image/topics/byName/last");
      expect(topic).toMatch(/PartitionRegistration\(replicas=\[3, 1, 2\], .*leaderRecoveryState=RECOVERED/);
      expect(topic).toContain(topicId);
    }
  },
  PATIENCE_MS,
);

function topicIdOf({ nodes }: ClusterSnapshot, topic: string): string {
  for (const { detail } of nodes) {
    if (detail?.role !== "controller") continue;
    const found = detail.topics.find(({ name }) => name === topic);
    if (found !== undefined) return found.topicId;
  }
  throw new Error(`no controller knows ${topic}`);
}
