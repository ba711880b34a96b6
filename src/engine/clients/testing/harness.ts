// A world with fake brokers and a program that has clients in it.
import { setImmediate } from "node:timers";
import { createWorld, type World } from "../../sim/world.ts";
import { KafkaConsumer } from "../api/kafka-consumer.ts";
import { KafkaProducer } from "../api/kafka-producer.ts";
import { StringDeserializer, StringSerializer } from "../api/serialization.ts";
import { ClientHost } from "../client-host.ts";
import { type FakeClusterOptions, startFakeCluster } from "./fake-cluster.ts";

const drain = (): Promise<void> => new Promise((done) => setImmediate(done));

export async function harness(options: FakeClusterOptions = {}, seed = 1) {
  const world = createWorld({ seed, drain });
  const cluster = await startFakeCluster(world, options);
  const logs: string[] = [];
  const host = new ClientHost(world.ports("app"), {
    configs: { "bootstrap.servers": cluster.bootstrap },
    log: (level, client, text) => void logs.push(`${level} ${client} ${text}`),
  });
  const producer = (configs: Record<string, unknown> = {}): KafkaProducer =>
    new KafkaProducer<string, string>(
      { "key.serializer": StringSerializer, "value.serializer": StringSerializer, ...configs },
      null,
      null,
      host,
    );
  const consumer = (configs: Record<string, unknown> = {}): KafkaConsumer =>
    new KafkaConsumer<string, string>(
      { "key.deserializer": StringDeserializer, "value.deserializer": StringDeserializer, ...configs },
      null,
      null,
      host,
    );
  return { world, cluster, host, producer, consumer, logs };
}

/** Lets time pass until the promise is settled. */
export async function settled<T>(world: World, promise: PromiseLike<T>, limitMs = 200_000): Promise<T> {
  let done = false;
  const mark = (): void => {
    done = true;
  };
  promise.then(mark, mark);
  await world.runUntil(() => done, limitMs);
  return promise;
}

export async function failureOf(
  world: World,
  promise: PromiseLike<unknown>,
  limitMs = 200_000,
): Promise<Error> {
  try {
    await settled(world, promise, limitMs);
  } catch (error) {
    return error as Error;
  }
  throw new Error("it did not fail");
}
