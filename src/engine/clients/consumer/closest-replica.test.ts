// A consumer reads from a replica in its own rack when the brokers are set up for it (KIP-392), and in sessions (KIP-227).
import { setImmediate } from "node:timers";
import { expect, test } from "vitest";
import { clusterSpec } from "../../cluster/cluster-spec.ts";
import { type SimCluster, startCluster } from "../../sim/start-cluster.ts";
import { createWorld, type World } from "../../sim/world.ts";
import type * as Samsa from "../api/samsa.ts";
import { createSamsaModule } from "../api/samsa-module.ts";
import { settled } from "../testing/harness.ts";

const SELECTOR = "org.apache.kafka.common.replica.RackAwareReplicaSelector";

interface Lab {
  readonly world: World;
  readonly cluster: SimCluster;
  readonly samsa: typeof Samsa;
  /** Fetch requests that reached `broker` from the consumer since the last question. */
  fetches(broker: number): number;
}

async function lab(): Promise<Lab> {
  const world = createWorld({ seed: 1, drain: () => new Promise((done) => setImmediate(done)) });
  const plain = clusterSpec({
    ...{ clusterId: "samsa-simulation-AAAAA", brokers: 3, controllers: 1, host: "localhost", port: 9092 },
    properties: { "replica.selector.class": SELECTOR },
  });
  const nodes = plain.nodes.map((node) => (node.role === "broker" ? { ...node, rack: `r${node.id}` } : node));
  const cluster = await startCluster(world, { spec: { ...plain, nodes } });
  const { exports } = createSamsaModule(world.ports("program"), {
    configs: { "bootstrap.servers": cluster.bootstrapServers },
    log: () => {},
  });
  const seen = new Map<number, number>();
  return {
    world,
    cluster,
    samsa: exports as unknown as typeof Samsa,
    fetches(broker) {
      const all = world.events.filter(
        ({ source, event }) =>
          source === `${broker}` &&
          event.kind === "request-received" &&
          event.api === "Fetch" &&
          event.clientId?.startsWith("broker-") === false,
      ).length;
      const before = seen.get(broker) ?? 0;
      seen.set(broker, all);
      return all - before;
    },
  };
}

test("from its own rack, and from the leader when that replica is gone", async () => {
  const { world, cluster, samsa, fetches } = await lab();
  const { Admin, Duration, KafkaConsumer, KafkaProducer, NewTopic, ProducerRecord, TopicPartition } = samsa;
  const admin = Admin.create({});
  await settled(world, admin.createTopics([new NewTopic("t", 1, 3)]).all());
  await world.run(1000);
  const { leader } = cluster.controller()!.topics[0]!.partitions[0]!;
  const near = [1, 2, 3].find((id) => id !== leader)!;
  const producer = new KafkaProducer({
    "key.serializer": samsa.StringSerializer,
    "value.serializer": samsa.StringSerializer,
    acks: "all",
  });
  const consumer = new KafkaConsumer({
    "key.deserializer": samsa.StringDeserializer,
    "value.deserializer": samsa.StringDeserializer,
    "client.rack": `r${near}`,
    "auto.offset.reset": "earliest",
  });
  const partition = new TopicPartition("t", 0);
  consumer.assign([partition]);
  let written = 0;
  const read: string[] = [];
  const exchange = async (): Promise<void> => {
    for (let i = 0; i < 5; i++)
      await settled(world, producer.send(new ProducerRecord("t", null, `v${written++}`)));
    while (read.length < written)
      for (const record of await settled(world, consumer.poll(Duration.ofSeconds(1))))
        read.push(record.value());
  };
  await exchange();
  await exchange();
  fetches(near);
  fetches(leader);
  await exchange();
  expect(fetches(near)).toBeGreaterThan(0);
  expect(fetches(leader)).toBe(0);

  await cluster.do({ kind: "kill", node: near });
  await exchange();
  expect(fetches(leader)).toBeGreaterThan(0);
  expect(read).toEqual(Array.from({ length: written }, (_, i) => `v${i}`));
  for (const client of [producer, consumer, admin]) await settled(world, client.close());
});
