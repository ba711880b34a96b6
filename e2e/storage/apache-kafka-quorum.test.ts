// The proof from outside for the quorum: the tools of Apache Kafka 4.3.1 administer three Samsa controllers and three
// brokers, and read the metadata log that these leave. Where there is no Java these tests say so, and prove nothing.
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ClusterSnapshot } from "../../src/engine/inspect/snapshot.ts";
import {
  eventually,
  freePorts,
  type GatewayProcess,
  partitionsOf,
  startGateway,
} from "../clients/gateway-process.ts";
import { consumeAll, kcat, makeLines } from "../clients/kcat.ts";
import { type ApacheKafka, findApacheKafka } from "./apache-kafka.ts";

const PATIENCE_MS = 400_000;
const TOOLS = "org.apache.kafka.tools";
const QUORUM = `${TOOLS}.MetadataQuorumCommand`;
const TOPICS = `${TOOLS}.TopicCommand`;
const REASSIGN = `${TOOLS}.reassign.ReassignPartitionsCommand`;
const ELECT = `${TOOLS}.LeaderElectionCommand`;
const ACLS = `${TOOLS}.AclCommand`;
const DUMP = `${TOOLS}.DumpLogSegments`;
const CONFIGS = "kafka.admin.ConfigCommand";
const SHELL = "org.apache.kafka.shell.MetadataShell";

const CONTROLLERS = [3001, 3002, 3003];
const BROKERS = [1, 2, 3];
const METADATA = "__cluster_metadata-0";
/** The metadata shell says so of every snapshot, whoever wrote it. */
const USUAL_REMARK = /.*Ignoring control record with type (SNAPSHOT_|KRAFT_V).*\n?/g;

interface Bench {
  readonly kafka: ApacheKafka;
  readonly gateway: GatewayProcess;
  readonly folder: string;
  readonly controllerPort: number;
}

let bench: Bench | null = null;

beforeAll(async () => {
  const kafka = await findApacheKafka();
  if (typeof kafka === "string") {
    console.log(`Apache Kafka is not asked: ${kafka}`);
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), "samsa-quorum-"));
  const controllerPort = await freePorts(CONTROLLERS.length);
  const gateway = await startGateway(
    ...["--brokers", "3", "--controllers", "3", "--kraft-version", "1"],
    ...["--controller-port", `${controllerPort}`, "--data", join(folder, "data")],
    ...["--set", "metadata.log.max.record.bytes.between.snapshots=500"],
    ...["--set", "broker.session.timeout.ms=4000"],
    ...["--set", "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer"],
    ...["--set", "super.users=User:ANONYMOUS"],
  );
  bench = { kafka, gateway, folder, controllerPort };
}, PATIENCE_MS);

afterAll(async () => {
  if (bench === null) return;
  await bench.gateway.end("SIGKILL");
  await rm(bench.folder, { recursive: true, force: true });
});

/**
 * Runs a tool on the cluster, by way of the broker that is never killed: it has to succeed, and to have nothing to
 * complain about. Answers what it printed.
 */
async function tool({ kafka, gateway }: Bench, name: string, ...args: string[]): Promise<string> {
  const living = gateway.bootstrapServers.split(",").at(-1)!;
  return withoutComplaint(kafka, name, "--bootstrap-server", living, ...args);
}

async function withoutComplaint(kafka: ApacheKafka, name: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await kafka.main(name, ...args);
  const said = `${stdout}${stderr.replaceAll(USUAL_REMARK, "")}`;
  expect(said).not.toMatch(/\b(WARN|ERROR)\b|Exception|[Ww]arning: (?!You must run --verify)/);
  expect({ code, said }).toMatchObject({ code: 0 });
  return stdout;
}

/** `Topic: t  Partition: 0  Leader: 1 …` as `{ Partition: "0", Leader: "1", … }`. */
function rowsOf(described: string): Record<string, string>[] {
  return described
    .split("\n")
    .filter((line) => line.includes("\tPartition: "))
    .map((line) =>
      Object.fromEntries([...line.matchAll(/(\w+): ([^\t]*)/g)].map(([, k, v]) => [k, v!.trim()])),
    );
}

describe("a quorum of three controllers", () => {
  test(
    "kafka-metadata-quorum describes it, from a broker and from a controller",
    async () => {
      if (bench === null) return;
      const { kafka, controllerPort } = bench;
      const status = await tool(bench, QUORUM, "describe", "--status");
      const field = (name: string): string => new RegExp(`^${name}:\\s+(.*)$`, "m").exec(status)![1]!;
      const { clusterId, nodes } = await bench.gateway.inspect();
      expect(field("ClusterId")).toBe(clusterId);
      const leader = nodes.find(
        ({ detail }) => detail?.role === "controller" && detail.state === "leader",
      )!.id;
      expect(field("LeaderId")).toBe(`${leader}`);
      expect(Number(field("HighWatermark"))).toBeGreaterThan(0);
      expect(field("MaxFollowerLag")).toBe("0");
      const voters = JSON.parse(field("CurrentVoters")) as { id: number; endpoints: string[] }[];
      expect(voters).toMatchObject(
        CONTROLLERS.map((id, i) => ({ id, endpoints: [`CONTROLLER://localhost:${controllerPort + i}`] })),
      );
      const observers = JSON.parse(field("CurrentObservers")) as { id: number }[];
      expect(observers.map(({ id }) => id).sort()).toEqual(BROKERS);

      const servers = ["--bootstrap-controller", `localhost:${controllerPort}`];
      const replication = await withoutComplaint(kafka, QUORUM, ...servers, "describe", "--replication");
      const rows = replication
        .trim()
        .split("\n")
        .slice(1)
        .map((line) => line.split("\t").map((cell) => cell.trim()));
      expect(rows).toHaveLength(6);
      for (const [id, directoryId, , lag, , , role] of rows) {
        expect(directoryId).toMatch(/^[\w-]{22}$/);
        expect(lag).toBe("0");
        const expected = BROKERS.includes(Number(id))
          ? "Observer"
          : Number(id) === leader
            ? "Leader"
            : "Follower";
        expect(role).toBe(expected);
      }
    },
    PATIENCE_MS,
  );

  test(
    "kafka-metadata-quorum removes a voter and adds it again (KIP-853)",
    async () => {
      if (bench === null) return;
      const { folder, controllerPort, gateway } = bench;
      // The hardest case: the leader removes itself, and somebody else has to be elected.
      const leader = activeController(await gateway.inspect())!;
      const logDir = join(folder, "data", `controller-${leader}`);
      const directoryId = /^directory\.id=(.*)$/m.exec(
        await readFile(join(logDir, "meta.properties"), "utf8"),
      )![1]!;
      const isVoter = async (): Promise<boolean> =>
        (await tool(bench!, QUORUM, "describe", "--status"))
          .match(/CurrentVoters:.*/)![0]
          .includes(`"id": ${leader},`);
      const removed = ["--controller-id", `${leader}`, `--controller-directory-id=${directoryId}`];
      await tool(bench, QUORUM, "remove-controller", ...removed);
      await eventually(
        () => gateway.inspect(),
        (snapshot) => ![null, leader].includes(activeController(snapshot)),
      );
      expect(await isVoter()).toBe(false);
      const properties = join(folder, "controller.properties");
      const lines = {
        "process.roles": "controller",
        "node.id": `${leader}`,
        "controller.listener.names": "CONTROLLER",
        listeners: `CONTROLLER://localhost:${controllerPort + CONTROLLERS.indexOf(leader)}`,
        "controller.quorum.bootstrap.servers": `localhost:${controllerPort}`,
        "log.dirs": logDir,
      };
      const text = Object.entries(lines).map(([key, value]) => `${key}=${value}\n`);
      await writeFile(properties, text.join(""));
      await tool(bench, QUORUM, "--command-config", properties, "add-controller");
      expect(await isVoter()).toBe(true);
    },
    PATIENCE_MS,
  );
});

describe("topics", () => {
  test(
    "kafka-topics creates, describes, grows and deletes",
    async () => {
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
      if (bench === null) return;
      const { gateway } = bench;
      await tool(bench, TOPICS, "--create", "--topic", "risky", "--replica-assignment", "1:2");
      const leaderless = async (): Promise<Record<string, string>> =>
        rowsOf(await tool(bench!, TOPICS, "--describe", "--topic", "risky"))[0]!;
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
});

describe("what a cluster is told to be", () => {
  test(
    "kafka-configs alters and describes topics, brokers, quotas and SCRAM credentials",
    async () => {
      if (bench === null) return;
      await tool(bench, TOPICS, "--create", "--topic", "tuned", "--replica-assignment", "1:2");
      const entity = (type: string, name: string): string[] => ["--entity-type", type, "--entity-name", name];
      const alter = (...args: string[]): Promise<string> => tool(bench!, CONFIGS, "--alter", ...args);
      const described = (...args: string[]): Promise<string> => tool(bench!, CONFIGS, "--describe", ...args);

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
});

test(
  "kafka-dump-log and kafka-metadata-shell read the metadata log and the snapshots that every node leaves",
  async () => {
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

function activeController({ nodes }: Pick<ClusterSnapshot, "nodes">): number | null {
  return nodes.find(({ detail }) => detail?.role === "controller" && detail.state === "leader")?.id ?? null;
}

function topicIdOf({ nodes }: ClusterSnapshot, topic: string): string {
  for (const { detail } of nodes) {
    if (detail?.role !== "controller") continue;
    const found = detail.topics.find(({ name }) => name === topic);
    if (found !== undefined) return found.topicId;
  }
  throw new Error(`no controller knows ${topic}`);
}
