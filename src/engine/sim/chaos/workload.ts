// Producers that send numbered records, one after another, and note what was acknowledged.

import { randomBelow } from "../../base/random.ts";
import type { KafkaProducer, ProducerRecord } from "../../clients/api/samsa.ts";
import { createSamsaModule, type SamsaModule } from "../../clients/api/samsa-module.ts";
import type { SentRecord } from "../invariants/acknowledged-records.ts";
import type { SimCluster } from "../start-cluster.ts";
import type { Process } from "../world.ts";

export interface Workload {
  readonly sent: SentRecord[];
  /** Sends whose outcome is not known yet. */
  readonly open: () => number;
  readonly acknowledged: () => number;
  /** Sends nothing more. */
  pause(): void;
  /** One record from each producer to each partition; says how many were sent. */
  sendOneEach(): void;
}

export interface WorkloadOptions {
  readonly topic: string;
  readonly partitions: number;
  readonly producers: number;
  /** A record from each producer in a time between 0 and this. */
  readonly longestPauseMs: number;
  readonly longestHaltMs?: number;
  readonly newProducerEachMs?: number;
  readonly configs: Readonly<Record<string, unknown>>;
}

type Samsa = SamsaModule["exports"] & {
  readonly KafkaProducer: new (configs: object) => KafkaProducer<string, string>;
  readonly ProducerRecord: new (
    topic: string,
    partition: number,
    key: string,
    value: string,
  ) => ProducerRecord<string, string>;
};

export function startWorkload(cluster: SimCluster, options: WorkloadOptions): Workload {
  const { world } = cluster;
  const { topic, partitions } = options;
  const sent: SentRecord[] = [];
  let open = 0;
  let acknowledged = 0;
  let paused = false;
  const senders: ((partition: number) => void)[] = [];
  let begun = 0;

  function begin(): void {
    const i = ++begun;
    const name = `producer-${i}`;
    const process = world.spawn(name);
    const { ports } = process;
    const samsa = createSamsaModule(ports).exports as unknown as Samsa;
    const producer = new samsa.KafkaProducer({
      "bootstrap.servers": cluster.bootstrapServers,
      "client.id": name,
      "key.serializer": "org.apache.kafka.common.serialization.StringSerializer",
      "value.serializer": "org.apache.kafka.common.serialization.StringSerializer",
      acks: "all",
      ...options.configs,
    });
    let number = 0;
    const send = (partition: number): void => {
      const record: SentRecord = { value: `${name}:${number++}`, topic, partition, offset: null };
      sent.push(record);
      open++;
      producer.send(new samsa.ProducerRecord(topic, partition, "key", record.value)).then(
        (metadata) => {
          open--;
          acknowledged++;
          record.offset = metadata.offset();
        },
        () => {
          open--;
        },
      );
    };
    if (options.longestHaltMs !== undefined) haltNowAndThen(process, options.longestHaltMs);
    senders.push(send);
    const again = (): void => {
      ports.clock.setTimer(randomBelow(ports.rng, options.longestPauseMs + 1), () => {
        if (!senders.includes(send)) return;
        if (!paused) send(randomBelow(ports.rng, partitions));
        again();
      });
    };
    again();
  }

  /** The oldest one sends no more; what it has sent may still be on its way. */
  function replaceNowAndThen(eachMs: number): void {
    world.after(eachMs, () => {
      if (paused) return;
      senders.shift();
      begin();
      replaceNowAndThen(eachMs);
    });
  }

  for (let i = 1; i <= options.producers; i++) begin();
  if (options.newProducerEachMs !== undefined) replaceNowAndThen(options.newProducerEachMs);

  function haltNowAndThen(process: Process, longestHaltMs: number): void {
    world.after(randomBelow(world.rng, longestHaltMs), () => {
      if (paused) return;
      process.freeze();
      world.after(randomBelow(world.rng, longestHaltMs), () => {
        process.thaw();
        haltNowAndThen(process, longestHaltMs);
      });
    });
  }

  return {
    sent,
    open: () => open,
    acknowledged: () => acknowledged,
    pause() {
      paused = true;
    },
    sendOneEach() {
      for (const send of senders) for (let p = 0; p < partitions; p++) send(p);
    },
  };
}
