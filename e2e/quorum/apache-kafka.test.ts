// The proof from outside: a controller of Apache Kafka 4.3.1 joins Samsa's quorum, takes it over, and leads Samsa's brokers.
// Where there is no Java this test says so, and proves nothing.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, expect, test } from "vitest";
import { freePorts } from "../../src/node/net/testing/free-ports.ts";
import { type GatewayProcess, startGateway } from "../clients/gateway-process.ts";
import { consumeAll, kcat } from "../clients/kcat.ts";
import {
  type ApacheKafka,
  askedApacheKafka,
  type KafkaNode,
  writeProperties,
} from "../storage/apache-kafka.ts";

const PATIENCE_MS = 400_000;
const QUORUM = "org.apache.kafka.tools.MetadataQuorumCommand";
const OURS = [3001, 3002, 3003];
const THEIRS = 3004;

let kafka: ApacheKafka | null = null;
let gateway: GatewayProcess | null = null;
let node: KafkaNode | null = null;
let folder = "";

beforeAll(async () => {
  kafka = await askedApacheKafka();
}, PATIENCE_MS);

afterEach(async () => {
  await gateway?.end("SIGKILL");
  await node?.stop();
  if (folder !== "") await rm(folder, { recursive: true, force: true });
}, PATIENCE_MS);

interface Replica {
  readonly id: number;
  readonly directoryId: string;
  readonly lag: number;
  readonly status: string;
}

/** As `kafka-metadata-quorum describe --replication` prints them. */
async function replicas(asked: ApacheKafka, servers: string): Promise<Replica[]> {
  const { stdout } = await asked.main(QUORUM, "--bootstrap-server", servers, "describe", "--replication");
  return [...stdout.matchAll(/^(\d+)\s+(\S+)\s+\d+\s+(\d+)\s+-?\d+\s+-?\d+\s+(\w+)/gm)].map(
    ([, id, directoryId, lag, status]) => ({
      id: Number(id),
      directoryId: directoryId!,
      lag: Number(lag),
      status: status!,
    }),
  );
}

async function eventually<T>(look: () => Promise<T>, isGood: (value: T) => boolean): Promise<T> {
  for (let left = 30; ; left--) {
    const value = await look();
    if (isGood(value)) return value;
    if (left === 0) throw new Error(`still ${JSON.stringify(value)}`);
    await new Promise((resume) => setTimeout(resume, 500));
  }
}

test(
  "a controller of Apache Kafka joins our quorum, and leads it alone in the end",
  async () => {
    if (kafka === null) return;
    const tools = kafka;
    folder = await mkdtemp(join(tmpdir(), "samsa-quorum-"));
    const data = join(folder, "data");
    const port = await freePorts(7);
    const controllers = OURS.map((_, i) => `localhost:${port + 3 + i}`);
    const joining = `localhost:${port + 6}`;
    gateway = await startGateway(
      ...["--port", `${port}`, "--controller-port", `${port + 3}`, "--kraft-version", "1", "--data", data],
    );
    const servers = gateway.bootstrapServers;

    const meta = await readFile(join(data, "broker-1", "meta.properties"), "utf8");
    const clusterId = /^cluster\.id=(.*)$/m.exec(meta)![1]!;
    const properties = {
      "process.roles": "controller",
      "node.id": `${THEIRS}`,
      "controller.quorum.bootstrap.servers": controllers.join(","),
      listeners: `CONTROLLER://${joining}`,
      "advertised.listeners": `CONTROLLER://${joining}`,
      "controller.listener.names": "CONTROLLER",
      "listener.security.protocol.map": "CONTROLLER:PLAINTEXT",
      "log.dirs": join(folder, "kafka"),
    };
    const file = join(folder, "controller.properties");
    await writeProperties(file, properties);
    const format = await tools.format(file, clusterId, "--no-initial-controllers");
    expect(format.code).toBe(0);
    node = await tools.start(properties);

    const look = (): Promise<Replica[]> => replicas(tools, servers);
    const isObserver = ({ id, lag, status }: Replica): boolean =>
      id === THEIRS && lag === 0 && status === "Observer";
    const seen = await eventually(look, (all) => all.some(isObserver));
    expect(seen.filter(({ status }) => status === "Leader")).toHaveLength(1);
    const add = await tools.main(
      ...([QUORUM, "--command-config", file, "--bootstrap-controller", controllers[0]!] as const),
      "add-controller",
    );
    expect(add.stdout + add.stderr).toContain(`Added controller ${THEIRS}`);

    async function remove(id: number): Promise<void> {
      const known = await eventually(look, (all) => all.some((one) => one.id === id));
      const { directoryId } = known.find((one) => one.id === id)!;
      const removed = await tools.main(
        ...([QUORUM, "--bootstrap-controller", joining, "remove-controller"] as const),
        ...["--controller-id", `${id}`, "--controller-directory-id", directoryId],
      );
      expect(removed.stdout + removed.stderr).toContain(`controller ${id} with directory id`);
    }

    // Of two voters, one of them ours: nothing is committed without both.
    const [last, ...others] = OURS;
    for (const id of others) {
      await remove(id);
      await eventually(look, (all) => all.some((one) => one.id === id && one.status === "Observer"));
    }
    // Ours hands over, and comes back to follow. Who asks it who leads hears of theirs.
    const leads = (all: readonly Replica[]): boolean =>
      all.some(({ id, status }) => id === THEIRS && status === "Leader");
    const before = await eventually(look, (all) => all.some(({ status }) => status === "Leader"));
    if (!leads(before)) {
      expect((await gateway.fault({ kind: "stop", node: last! })).status).toBe(200);
      expect((await gateway.fault({ kind: "start", node: last! })).status).toBe(200);
    }
    await eventually(look, (all) => leads(all) && all.every(({ lag }) => lag === 0));
    await remove(last!);
    const alone = await eventually(
      look,
      (all) => all.filter(({ status }) => status === "Observer").length === 6,
    );
    expect(alone.filter(({ status }) => status !== "Observer")).toMatchObject([
      { id: THEIRS, status: "Leader" },
    ]);

    // Our brokers take its orders.
    const topic = await tools.main(
      ...(["org.apache.kafka.tools.TopicCommand", "--bootstrap-server", servers, "--create"] as const),
      ...["--topic", "orders", "--partitions", "3", "--replication-factor", "3"],
    );
    expect(topic.stdout + topic.stderr).toContain("Created topic orders");
    const produced = await kcat(["-P", "-b", servers, "-t", "orders", "-X", "acks=all"], "one\ntwo\nthree\n");
    expect(produced.code).toBe(0);
    const consumed = await consumeAll(servers, "orders");
    expect([...consumed.values()].flat().sort()).toEqual(["one", "three", "two"]);
  },
  PATIENCE_MS,
);
