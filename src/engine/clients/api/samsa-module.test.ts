// The module "samsa" against a whole cluster of ours, in the virtual world: what a learner's program would do.
import { setImmediate } from "node:timers";
import { expect, test } from "vitest";
import { type SimCluster, startCluster } from "../../sim/start-cluster.ts";
import { createWorld, type World } from "../../sim/world.ts";
import { failureOf, settled } from "../testing/harness.ts";
import type * as Samsa from "./samsa.ts";
import { createSamsaModule } from "./samsa-module.ts";

interface Here {
  readonly world: World;
  readonly cluster: SimCluster;
  readonly samsa: typeof Samsa;
  readonly logs: string[];
  readonly inspectClients: ReturnType<typeof createSamsaModule>["inspectClients"];
}

async function setup(): Promise<Here> {
  const world = createWorld({ seed: 7, drain: () => new Promise((done) => setImmediate(done)) });
  const cluster = await startCluster(world);
  const logs: string[] = [];
  const { exports, inspectClients } = createSamsaModule(world.ports("program"), {
    configs: { "bootstrap.servers": cluster.bootstrapServers },
    log: (level, client, text) => void logs.push(`${level} ${client} ${text}`),
  });
  return { world, cluster, samsa: exports as unknown as typeof Samsa, logs, inspectClients };
}

test("create a topic, write to it, read it back; the leader dies in between", async () => {
  const { world, cluster, samsa, inspectClients } = await setup();
  const { Admin, Duration, KafkaConsumer, KafkaProducer, NewTopic, ProducerRecord, TopicPartition } = samsa;
  const { StringDeserializer, StringSerializer } = samsa;
  const admin = Admin.create({});
  const topic = new NewTopic("orders", 1, 3).configs({ "min.insync.replicas": "2" });
  await settled(world, admin.createTopics([topic]).all());

  const description = (await settled(world, admin.describeTopics(["orders"]).allTopicNames())).get("orders")!;
  const [info] = description.partitions();
  expect(info!.replicas()).toHaveLength(3);

  const producer = new KafkaProducer({
    "key.serializer": StringSerializer,
    "value.serializer": StringSerializer,
  });
  const offsets: number[] = [];
  for (let i = 0; i < 200; i++) {
    producer.send(new ProducerRecord("orders", `k${i}`, `v${i}`), (metadata, error) => {
      expect(error).toBeNull();
      offsets.push(metadata.offset());
    });
    await world.run(10);
    if (i === 100) await cluster.do({ kind: "kill", node: info!.leader()!.id() });
  }
  await settled(world, producer.flush());
  expect(offsets).toHaveLength(200);
  expect(inspectClients().map(({ name, ackedRecords }) => [name, ackedRecords])).toEqual([
    ["adminclient-1", 0],
    ["producer-1", 200],
  ]);

  const consumer = new KafkaConsumer({
    "key.deserializer": StringDeserializer,
    "value.deserializer": StringDeserializer,
    "auto.offset.reset": "earliest",
  });
  const partition = new TopicPartition("orders", 0);
  consumer.assign([partition]);
  const values: string[] = [];
  const end = (await settled(world, consumer.endOffsets([partition]))).get(partition)!;
  while ((await settled(world, consumer.position(partition))) < end)
    for (const record of await settled(world, consumer.poll(Duration.ofSeconds(1))))
      values.push(record.value());
  // Once each, although acknowledgements died with the leader: the producer is idempotent.
  expect(values).toEqual(Array.from({ length: 200 }, (_, i) => `v${i}`));
  for (const client of [producer, consumer, admin]) await settled(world, client.close());
  expect(inspectClients()).toEqual([]);
});

test("admin: topics, configs, partitions, offsets, the cluster", async () => {
  const { world, samsa } = await setup();
  const { Admin, AlterConfigOp, ConfigEntry, ConfigResource, NewPartitions, NewTopic, OffsetSpec } = samsa;
  const admin = Admin.create({});
  await settled(world, admin.createTopics([new NewTopic("t", 2, 1)]).all());

  const again = admin.createTopics([new NewTopic("t", 2, 1)]);
  const exists = await failureOf(world, again.values().get("t")!);
  expect([exists.name, exists.message]).toEqual(["TopicExistsException", "Topic 't' already exists."]);
  expect(exists).toBeInstanceOf(samsa.ApiException);

  expect(await settled(world, admin.listTopics().names())).toEqual(new Set(["t"]));
  const nodes = await settled(world, admin.describeCluster().nodes());
  expect(nodes.map((node) => node.id()).sort()).toEqual([1, 2, 3]);

  const resource = new ConfigResource(ConfigResource.Type.TOPIC, "t");
  const change = new AlterConfigOp(new ConfigEntry("retention.ms", "1000"), AlterConfigOp.OpType.SET);
  await settled(world, admin.incrementalAlterConfigs(new Map([[resource, [change]]])).all());
  await world.run(1000);
  const configs = (await settled(world, admin.describeConfigs([resource]).all())).get(resource)!;
  expect(configs.get("retention.ms")?.value()).toBe("1000");
  expect(configs.get("retention.ms")?.source()).toBe("DYNAMIC_TOPIC_CONFIG");

  await settled(world, admin.createPartitions({ t: NewPartitions.increaseTo(3) }).all());
  await world.run(1000);
  const { TopicPartition } = samsa;
  const last = new TopicPartition("t", 2);
  const offsets = await settled(world, admin.listOffsets(new Map([[last, OffsetSpec.latest()]])).all());
  expect(offsets.get(last)?.offset()).toBe(0);

  await settled(world, admin.deleteTopics(["t"]).all());
  await world.run(1000);
  const gone = await failureOf(world, admin.describeTopics(["t"]).allTopicNames());
  expect(gone.name).toBe("UnknownTopicOrPartitionException");
});

test("admin: a partition moves to another broker with its records, and a move that is not under way cannot be stopped", async () => {
  const { world, cluster, samsa } = await setup();
  const { Admin, NewPartitionReassignment, NewTopic, TopicPartition } = samsa;
  const admin = Admin.create({});
  await settled(world, admin.createTopics([new NewTopic("t", new Map([[0, [1]]]))]).all());
  const at = new TopicPartition("t", 0);

  await cluster.do({ kind: "cutLink", a: 1, b: 2 });
  const target = new NewPartitionReassignment([2]);
  await settled(world, admin.alterPartitionReassignments(new Map([[at, target]])).all());
  const under = await settled(world, admin.listPartitionReassignments().reassignments());
  expect([...under].map(([key, move]) => [key, String(move)])).toEqual([
    [at, "PartitionReassignment(replicas=[2, 1], addingReplicas=[2], removingReplicas=[1])"],
  ]);
  await cluster.do({ kind: "healLink", a: 1, b: 2 });
  await world.run(3000);
  expect((await settled(world, admin.listPartitionReassignments([at]).reassignments())).size).toBe(0);
  const moved = (await settled(world, admin.describeTopics(["t"]).allTopicNames())).get("t")!;
  expect(
    moved
      .partitions()[0]!
      .replicas()
      .map((node) => node.id()),
  ).toEqual([2]);

  const stop = admin.alterPartitionReassignments(new Map([[at, null]]));
  expect((await failureOf(world, stop.values().get(at)!)).name).toBe("NoReassignmentInProgressException");
  const nowhere = admin.alterPartitionReassignments(new Map([[at, new NewPartitionReassignment([9])]]));
  expect((await failureOf(world, nowhere.all())).name).toBe("InvalidReplicaAssignmentException");
  expect(() => new NewPartitionReassignment([])).toThrow("without any replicas");
});

test("the same partition is the same object, and names survive", async () => {
  const { exports } = createSamsaModule(createWorld({ seed: 1, drain: async () => undefined }).ports("p"));
  const samsa = exports as unknown as typeof Samsa;
  expect(new samsa.TopicPartition("a", 1)).toBe(new samsa.TopicPartition("a", 1));
  expect(new samsa.TopicPartition("a", 1)).toBeInstanceOf(samsa.TopicPartition);
  expect([samsa.KafkaProducer.name, samsa.TimeoutException.name]).toEqual([
    "KafkaProducer",
    "TimeoutException",
  ]);
  const error = new samsa.NotEnoughReplicasException("why");
  expect([error instanceof samsa.RetriableException, String(error)]).toEqual([
    true,
    "NotEnoughReplicasException: why",
  ]);
  expect(() => samsa.Admin.create({})).toThrow("Failed to create new KafkaAdminClient");
});
