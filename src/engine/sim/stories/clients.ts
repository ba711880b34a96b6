// Who works with the cluster of a story: producers of numbered records, a reader, and somebody who makes topics. They are
// the learner's own client library and the wire protocol.
import type {
  KafkaConsumer,
  KafkaProducer,
  ProducerRecord,
  TopicPartition,
} from "../../clients/api/samsa.ts";
import { createSamsaModule, type SamsaModule } from "../../clients/api/samsa-module.ts";
import { Channel } from "../../net/channel.ts";
import { errorInfo } from "../../protocol/errors.ts";
import { CreateTopics } from "../../protocol/schemas/19-create-topics.ts";
import type { SimCluster } from "../start-cluster.ts";
import { untilSettled } from "../until-settled.ts";
import { type Outcome, type Sending, type StoryProducer, TOPIC, textFor } from "./story.ts";

export interface StoryClients {
  producer(name: string, configs: Readonly<Record<string, unknown>>): StoryProducer;
  read(): Promise<readonly string[]>;
  /** Without replicas: three somewhere. Answers the name of the error, `NONE` if there is none, null without an answer. */
  createTopic(topic: NewTopic): Promise<string | null>;
}

export interface NewTopic {
  readonly name: string;
  readonly replicas: readonly number[];
  readonly configs: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

type Samsa = SamsaModule["exports"] & {
  readonly KafkaProducer: new (configs: object) => KafkaProducer<string, string>;
  readonly KafkaConsumer: new (configs: object) => KafkaConsumer<string, string>;
  readonly ProducerRecord: new (
    topic: string,
    partition: number,
    key: string | null,
    value: string,
  ) => ProducerRecord<string, string>;
  readonly TopicPartition: new (topic: string, partition: number) => TopicPartition;
  readonly Duration: { ofMillis(ms: number): object };
};

const STRING_SERDES = {
  "key.serializer": "org.apache.kafka.common.serialization.StringSerializer",
  "value.serializer": "org.apache.kafka.common.serialization.StringSerializer",
};
const STRING_DESERIALIZERS = {
  "key.deserializer": "org.apache.kafka.common.serialization.StringDeserializer",
  "value.deserializer": "org.apache.kafka.common.serialization.StringDeserializer",
};
const POLL_MS = 1000;
const LONGEST_WAIT_MS = 300_000;
const TOPIC_TIMEOUT_MS = 10_000;

export function createClients(
  cluster: SimCluster,
  write: (teller: string, text: string) => void,
): StoryClients {
  const { world } = cluster;
  const moduleOf = (name: string): Samsa => createSamsaModule(world.ports(name)).exports as unknown as Samsa;

  function wait<T>(promise: Promise<T>): Promise<T> {
    return untilSettled(world, promise, LONGEST_WAIT_MS);
  }

  function producer(name: string, configs: Readonly<Record<string, unknown>>): StoryProducer {
    const samsa = moduleOf(name);
    const client = new samsa.KafkaProducer({
      "bootstrap.servers": cluster.bootstrapServers,
      "client.id": name,
      ...STRING_SERDES,
      // A record is a batch: what is told of a record is then easy to follow.
      "batch.size": 0,
      ...configs,
    });
    const send = (first: number, last = first): Sending => {
      const records = first === last ? textFor(first) : `records ${first} to ${last}`;
      write(name, `sends ${records} (acks=${String(configs["acks"] ?? "all")})`);
      const offsets: number[] = [];
      const errors: string[] = [];
      const sending: { outcome: Outcome | null } = { outcome: null };
      const finish = (): void => {
        if (offsets.length + errors.length < last - first + 1) return;
        sending.outcome = { offsets, errors };
        write(name, `${records}: ${outcomeText(sending.outcome)}`);
      };
      for (let number = first; number <= last; number++) {
        client.send(new samsa.ProducerRecord(TOPIC, 0, null, textFor(number))).then(
          (metadata) => {
            offsets.push(metadata.offset());
            finish();
          },
          (error: Error) => {
            errors.push(error.name);
            finish();
          },
        );
      }
      return sending;
    };
    return {
      send,
      async deliver(first, last) {
        const sending = send(first, last);
        await world.runUntil(() => sending.outcome !== null, LONGEST_WAIT_MS);
        return sending.outcome!;
      },
    };
  }

  let readers = 0;
  async function read(): Promise<readonly string[]> {
    const name = `reader-${++readers}`;
    const samsa = moduleOf(name);
    const consumer = new samsa.KafkaConsumer({
      "bootstrap.servers": cluster.bootstrapServers,
      "client.id": name,
      ...STRING_DESERIALIZERS,
    });
    const partition = new samsa.TopicPartition(TOPIC, 0);
    consumer.assign([partition]);
    consumer.seekToBeginning([partition]);
    const found: string[] = [];
    for (;;) {
      const records = await wait(consumer.poll(samsa.Duration.ofMillis(POLL_MS) as never));
      const before = found.length;
      for (const record of records) found.push(record.value()!);
      if (found.length === before) break;
    }
    await wait(consumer.close());
    write(name, found.length === 0 ? "reads nothing" : `reads ${shortList(found)}`);
    return found;
  }

  async function createTopic(topic: NewTopic): Promise<string | null> {
    const { name, replicas, configs, timeoutMs = TOPIC_TIMEOUT_MS } = topic;
    const { host, port } = cluster.spec.nodes.find(
      ({ id, role }) =>
        role === "broker" && cluster.snapshot().nodes.some((at) => at.id === id && at.status === "running"),
    )!;
    const row = {
      name,
      numPartitions: replicas.length === 0 ? 1 : -1,
      replicationFactor: replicas.length === 0 ? 3 : -1,
      assignments: replicas.length === 0 ? [] : [{ partitionIndex: 0, brokerIds: [...replicas] }],
      configs: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
    };
    const channel = await wait(Channel.open(world.ports("admin"), host, port, "admin"));
    const body = { topics: [row], timeoutMs, validateOnly: false };
    const asking = channel.request(CreateTopics, 7, body, timeoutMs);
    const answer = await wait(asking.catch(() => null));
    channel.close();
    return answer === null ? null : errorInfo(answer.body.topics[0]!.errorCode).name;
  }

  return { producer, read, createTopic };
}

function outcomeText({ offsets, errors }: Outcome): string {
  const parts: string[] = [];
  const first = offsets[0];
  if (first === -1) parts.push("sent, and nobody will say more");
  else if (first !== undefined) {
    const last = offsets[offsets.length - 1]!;
    parts.push(`acknowledged at offset${first === last ? ` ${first}` : `s ${first} to ${last}`}`);
  }
  if (errors.length > 0) parts.push(`failed with ${[...new Set(errors)].join(", ")}`);
  return parts.join("; ");
}

/** `record 1 to record 5, record 9`. */
function shortList(values: readonly string[]): string {
  const runs: { first: string; last: string }[] = [];
  let previous = Number.NaN;
  for (const value of values) {
    const number = Number(value.split(" ")[1]);
    if (number === previous + 1) runs[runs.length - 1]!.last = value;
    else runs.push({ first: value, last: value });
    previous = number;
  }
  return runs.map(({ first, last }) => (first === last ? first : `${first} to ${last}`)).join(", ");
}
