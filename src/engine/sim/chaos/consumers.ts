// A consumer that reads every partition from its beginning, again and again, and notes what it was shown. Nobody may be
// shown what is not committed: it could be gone later.
import type { ConsumerRecords, KafkaConsumer, TopicPartition } from "../../clients/api/samsa.ts";
import { createSamsaModule, type SamsaModule } from "../../clients/api/samsa-module.ts";
import type { NodePorts } from "../../ports/ports.ts";
import type { ReadRecord } from "../invariants/committed-reads.ts";
import type { SimCluster } from "../start-cluster.ts";

export interface Consumers {
  /** Each offset once; a second look that shows something else is a record of its own. */
  readonly read: readonly ReadRecord[];
  /** What polls failed with. */
  readonly refusals: readonly string[];
  stop(): void;
}

type Samsa = SamsaModule["exports"] & {
  readonly KafkaConsumer: new (configs: object) => KafkaConsumer<string, string>;
  readonly TopicPartition: new (topic: string, partition: number) => TopicPartition;
  readonly Duration: { ofMillis(ms: number): object };
};

const POLL_MS = 300;
/**
 * So long a round lasts: to the end of the log, then what comes. Rounds that ended with the log instead would have a
 * consumer of a long log read it again and again, without ever waiting.
 */
const ROUND_MS = 3600;

export function startConsumers(
  cluster: SimCluster,
  options: {
    readonly topic: string;
    readonly partitions: number;
    readonly consumers: number;
    readonly readAgainMs?: number;
  },
): Consumers {
  const { topic, partitions, consumers, readAgainMs = ROUND_MS } = options;
  const read: ReadRecord[] = [];
  const refusals: string[] = [];
  const known = new Map<string, string>();
  let stopped = false;

  async function run(name: string): Promise<void> {
    const ports = cluster.world.ports(name);
    const samsa = createSamsaModule(ports).exports as unknown as Samsa;
    const consumer = new samsa.KafkaConsumer({
      "bootstrap.servers": cluster.bootstrapServers,
      "client.id": name,
      "key.deserializer": "org.apache.kafka.common.serialization.StringDeserializer",
      "value.deserializer": "org.apache.kafka.common.serialization.StringDeserializer",
    });
    const all = Array.from({ length: partitions }, (_, p) => new samsa.TopicPartition(topic, p));
    consumer.assign(all);
    while (!stopped) {
      consumer.seekToBeginning(all);
      const untilMs = ports.clock.monotonicMs() + readAgainMs;
      while (!stopped && ports.clock.monotonicMs() < untilMs) {
        for (const record of await poll(consumer, samsa, ports)) {
          const { offset, value } = { offset: Number(record.offset()), value: record.value() };
          const key = `${record.partition()} ${offset}`;
          if (known.get(key) === value) continue;
          known.set(key, value);
          read.push({ topic, partition: record.partition(), offset, value });
        }
      }
    }
  }

  /** A batch that is damaged stands in the way until another replica leads. */
  async function poll(
    consumer: KafkaConsumer<string, string>,
    samsa: Samsa,
    { clock }: NodePorts,
  ): Promise<ConsumerRecords<string, string> | readonly never[]> {
    try {
      return await consumer.poll(samsa.Duration.ofMillis(POLL_MS) as never);
    } catch (error) {
      refusals.push((error as Error).message);
      await new Promise<void>((done) => void clock.setTimer(POLL_MS, done));
      return [];
    }
  }

  for (let i = 1; i <= consumers; i++) void run(`consumer-${i}`);
  return {
    read,
    refusals,
    stop() {
      stopped = true;
    },
  };
}
