// Three brokers with real logs, disks and wires in virtual time, and a controller that is the test itself: it decides who
// leads, and takes every change of an ISR as it is proposed.
import { setImmediate } from "node:timers";
import { BrokerConfig } from "../../config/broker-config.ts";
import type { MetadataImage, PartitionImage } from "../../controller/image.ts";
import { openLogManager } from "../../log/log-manager.ts";
import { Channel } from "../../net/channel.ts";
import { RequestServer } from "../../net/server.ts";
import type { NodePorts } from "../../ports/ports.ts";
import { Produce } from "../../protocol/schemas/00-produce.ts";
import { Fetch } from "../../protocol/schemas/01-fetch.ts";
import { createWorld, type World } from "../../sim/world.ts";
import { brokerApis } from "../apis/registry.ts";
import type { BrokerContext } from "../broker-context.ts";
import type { Partition } from "../replication/partition.ts";
import { ReplicaManager } from "../replication/replica-manager.ts";
import { batch, brokerEpochOf, TOPIC_ID, testImage } from "./test-broker.ts";

export interface TestNode {
  readonly id: number;
  readonly ports: NodePorts;
  readonly replicas: ReplicaManager;
  /** Of the one topic. */
  readonly partition: () => Partition;
  stop(): void;
}

export interface TestCluster {
  readonly world: World;
  readonly nodes: Map<number, TestNode>;
  node(id: number): TestNode;
  /** The partition as the controller has it. */
  state(): PartitionImage;
  /** The controller decides; every broker that lives hears of it. */
  decide(change: Partial<PartitionImage>): void;
  fence(...ids: number[]): void;
  start(id: number): Promise<void>;
  /** Power cut. */
  kill(id: number): void;
  produce(values: readonly string[], acks: number, to?: number, timeoutMs?: number): Promise<Produced>;
  /** The high watermark that `broker` tells a consumer. */
  committed(broker: number): Promise<number>;
}

export interface Produced {
  readonly errorCode: number;
  readonly baseOffset: number;
}

export async function testCluster(
  options: { seed?: number; properties?: Record<string, string>; minIsr?: number; replicas?: number[] } = {},
): Promise<TestCluster> {
  const world = createWorld({
    seed: options.seed ?? 1,
    drain: () => new Promise((done) => setImmediate(done)),
  });
  const replicas = options.replicas ?? [1, 2, 3];
  let partition: PartitionImage = {
    partition: 0,
    replicas,
    directories: [],
    isr: replicas,
    elr: [],
    lastKnownElr: [],
    removingReplicas: [],
    addingReplicas: [],
    leader: replicas[0]!,
    leaderEpoch: 0,
    partitionEpoch: 0,
    leaderRecoveryState: 0,
  };
  let fenced: number[] = [];
  const nodes = new Map<number, TestNode>();
  const configs = { "2:t": { "min.insync.replicas": `${options.minIsr ?? 1}` } };
  const image = (): MetadataImage =>
    testImage({ fenced, topics: [{ name: "t", partitions: [partition] }], configs });
  const publish = (): void => {
    const now = image();
    const delta = {
      changedTopics: new Set([TOPIC_ID]),
      deletedTopics: [],
      changedBrokers: new Set<number>(),
      changedConfigs: [],
    };
    for (const node of nodes.values()) node.replicas.apply(now, delta);
  };
  const clientPorts = world.ports("client");

  async function start(id: number): Promise<void> {
    const { ports } = world.spawn(`${id}`);
    const config = new BrokerConfig(options.properties ?? {});
    let opened: Awaited<ReturnType<typeof openLogManager>> | null = null;
    void openLogManager({ nodeId: id, clusterId: "test", ports }).then((logs) => {
      opened = logs;
    });
    await world.runUntil(() => opened !== null, 1000);
    const logs = opened!;
    const link = { request: (...asked: unknown[]) => propose(id, asked), forget() {} };
    const brokerEpoch = (): number => brokerEpochOf(id);
    const manager = new ReplicaManager({
      brokerId: id,
      ports,
      config,
      logs,
      link: link as unknown as BrokerContext["link"],
      brokerEpoch,
      crashed(error) {
        throw error;
      },
    });
    const context: BrokerContext = {
      brokerId: id,
      clusterId: "test",
      ports,
      config,
      replicas: manager,
      link: link as unknown as BrokerContext["link"],
      image,
      brokerEpoch,
    };
    const server = new RequestServer(ports, {
      host: "localhost",
      port: 9091 + id,
      maxRequestBytes: 100_000_000,
      registry: brokerApis(context),
    });
    await server.start();
    manager.begin(image());
    manager.start();
    nodes.set(id, {
      id,
      ports,
      replicas: manager,
      partition: () => manager.partition("t", 0)!,
      stop() {
        server.stop();
        manager.stop();
      },
    });
  }

  /** AlterPartition, as a controller without objections answers it. */
  async function propose(id: number, [, , body]: unknown[]): Promise<unknown> {
    await new Promise<void>((resume) => nodes.get(id)!.ports.clock.setTimer(2, resume));
    const row = (body as ProposalBody).topics[0]!.partitions[0]!;
    const isr = row.newIsrWithEpochs.map(({ brokerId }) => brokerId).sort((a, b) => a - b);
    const stale =
      row.partitionEpoch !== partition.partitionEpoch || row.leaderEpoch !== partition.leaderEpoch;
    if (!stale) partition = { ...partition, isr, partitionEpoch: partition.partitionEpoch + 1 };
    const { leader, leaderEpoch, partitionEpoch } = partition;
    const answered = {
      partitionIndex: 0,
      errorCode: stale ? 95 : 0,
      leaderId: leader,
      leaderEpoch,
      partitionEpoch,
      isr: partition.isr,
    };
    world.after(5, publish);
    return {
      event: "controller:1",
      body: { errorCode: 0, topics: [{ topicId: TOPIC_ID, partitions: [answered] }] },
    };
  }

  async function connected(id: number): Promise<Channel> {
    return Channel.open(clientPorts, "localhost", 9091 + id, "client");
  }

  const cluster: TestCluster = {
    world,
    nodes,
    node: (id) => nodes.get(id)!,
    state: () => partition,
    decide(change) {
      const newLeader = change.leader !== undefined && change.leader !== partition.leader;
      partition = {
        ...partition,
        ...change,
        leaderEpoch: partition.leaderEpoch + (newLeader ? 1 : 0),
        partitionEpoch: partition.partitionEpoch + 1,
      };
      publish();
    },
    fence(...ids) {
      fenced = ids;
      publish();
    },
    start,
    kill(id) {
      nodes.get(id)!.replicas.stop();
      nodes.delete(id);
      world.kill(`${id}`);
    },
    async produce(values, acks, to = partition.leader, timeoutMs = 1000) {
      const channel = await connected(to);
      const partitionData = [{ index: 0, records: batch(values, world.wallMs()) }];
      const topicData = [{ name: "t", partitionData }];
      const answer = await channel.request(Produce, 9, { acks, timeoutMs, topicData }, 10_000);
      channel.close();
      const row = answer.body.responses[0]!.partitionResponses[0]!;
      return { errorCode: row.errorCode, baseOffset: Number(row.baseOffset) };
    },
    async committed(broker) {
      const channel = await connected(broker);
      const row = { partition: 0, fetchOffset: 0n, partitionMaxBytes: 1_000_000 };
      const topics = [{ topic: "t", partitions: [row] }];
      const answer = await channel.request(Fetch, 12, { maxWaitMs: 0, minBytes: 1, topics }, 10_000);
      channel.close();
      return Number(answer.body.responses[0]!.partitions[0]!.highWatermark);
    },
  };
  for (const id of replicas) await start(id);
  return cluster;
}

interface ProposalBody {
  readonly topics: readonly {
    readonly partitions: readonly {
      readonly leaderEpoch: number;
      readonly partitionEpoch: number;
      readonly newIsrWithEpochs: readonly { readonly brokerId: number }[];
    }[];
  }[];
}
