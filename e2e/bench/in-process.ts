// A cluster as the gateway runs it, in memory and in this process, and a client that calls it without a kernel between.
import { setTimeout as sleep } from "node:timers/promises";
import { type Cluster, createCluster } from "../../src/engine/cluster/cluster.ts";
import type { Properties } from "../../src/engine/cluster/cluster-config.ts";
import { clusterSpec } from "../../src/engine/cluster/cluster-spec.ts";
import { startNode } from "../../src/engine/cluster/start-node.ts";
import { createTraceLog } from "../../src/engine/cluster/trace-log.ts";
import { Channel } from "../../src/engine/net/channel.ts";
import type { ClientPorts } from "../../src/engine/ports/ports.ts";
import { CreateTopics } from "../../src/engine/protocol/schemas/19-create-topics.ts";
import { DeleteTopics } from "../../src/engine/protocol/schemas/20-delete-topics.ts";
import { createGatewayHost } from "../../src/node/gateway/gateway-host.ts";
import { createLocalNetwork } from "../../src/node/net/local-network.ts";
import { createTcpNetwork } from "../../src/node/net/tcp-network.ts";
import { freePorts } from "../../src/node/net/testing/free-ports.ts";
import { createCryptoRng } from "../../src/node/random/crypto-rng.ts";
import { nodeRealTime } from "../../src/node/time/real-time.ts";

export interface InProcessCluster {
  readonly cluster: Cluster;
  /** Of a client in this process, and the brokers that it begins with. */
  readonly clientPorts: ClientPorts;
  readonly bootstrapServers: string;
  /** To a broker. */
  connect(broker: number): Promise<Channel>;
  /** With the replicas of each partition. Resolves when every replica is in sync. */
  createTopics(topics: readonly NewTopic[]): Promise<void>;
  deleteTopics(names: readonly string[]): Promise<void>;
  /** Resolves when it holds; looked at now and then. */
  until(holds: () => boolean): Promise<void>;
  stop(): Promise<void>;
}

export interface NewTopic {
  readonly name: string;
  readonly assignments: readonly (readonly number[])[];
  readonly configs?: Readonly<Record<string, string>>;
}

const LOOK_MS = 10;
const TIMEOUT_MS = 60_000;

export async function startInProcess(
  brokers: number,
  controllers: number,
  properties: Properties = {},
): Promise<InProcessCluster> {
  const port = await freePorts(brokers + controllers);
  const spec = clusterSpec({
    ...{ clusterId: "samsa-bench-AAAAAAAAAA", brokers, controllers, properties },
    ...{ host: "localhost", port, controllerPort: port + brokers },
  });
  const addresses = spec.nodes.map(({ host, port: at }) => `${host}:${at}`);
  const network = createLocalNetwork(createTcpNetwork(), addresses);
  const trace = createTraceLog();
  const host = createGatewayHost({ spec, trace, data: null, startNode, network });
  const cluster = createCluster({ spec, host, trace });
  await cluster.startAll();
  const real = nodeRealTime();
  const ports: ClientPorts = {
    clock: {
      monotonicMs: real.nowMs,
      wallMs: Date.now,
      setTimer: (delayMs, fire) => real.setTimer(delayMs, fire),
    },
    rng: createCryptoRng(),
    network: network.inner,
    trace: { emit: () => "bench" },
  };
  const connect = (broker: number): Promise<Channel> =>
    Channel.open(ports, "localhost", port + broker - 1, "bench");
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await sleep(LOOK_MS);
  };
  return {
    cluster,
    clientPorts: ports,
    bootstrapServers: `localhost:${port}`,
    connect,
    until,
    async createTopics(topics) {
      const channel = await connect(1);
      const rows = topics.map(({ name, assignments, configs = {} }) => ({
        name,
        numPartitions: -1,
        replicationFactor: -1,
        assignments: assignments.map((brokerIds, partitionIndex) => ({
          partitionIndex,
          brokerIds: [...brokerIds],
        })),
        configs: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
      }));
      const body = { topics: rows, timeoutMs: TIMEOUT_MS, validateOnly: false };
      const answer = await channel.request(CreateTopics, 7, body, TIMEOUT_MS);
      for (const { errorCode, errorMessage } of answer.body.topics)
        if (errorCode !== 0) throw new Error(`${errorMessage}`);
      channel.close();
      const wanted = topics.reduce(
        (sum, { assignments }) => sum + assignments.reduce((all, replicas) => all + replicas.length, 0),
        0,
      );
      await until(() => {
        let found = 0;
        for (const { detail } of cluster.snapshot().nodes)
          if (detail?.role === "broker")
            for (const { topic } of detail.replicas) if (topics.some(({ name }) => name === topic)) found++;
        return found === wanted;
      });
    },
    async deleteTopics(names) {
      const channel = await connect(1);
      const topics = names.map((name) => ({ name }));
      await channel.request(DeleteTopics, 6, { topics, timeoutMs: TIMEOUT_MS }, TIMEOUT_MS);
      channel.close();
    },
    stop: () => cluster.stopAll(),
  };
}
