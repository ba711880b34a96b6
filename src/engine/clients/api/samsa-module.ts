// Makes the module "samsa" of one program: the public classes, bound to the program's own way into the world.
import type { ClientSnapshot } from "../../inspect/snapshot.ts";
import type { ClientPorts } from "../../ports/ports.ts";
import { ClientHost, type HostOptions } from "../client-host.ts";
import { Admin, type AdminConfigs } from "./admin.ts";
import { configResources } from "./admin-types.ts";
import { type ConsumerConfigs, KafkaConsumer } from "./kafka-consumer.ts";
import { KafkaProducer, type ProducerConfigs } from "./kafka-producer.ts";
import * as samsa from "./samsa.ts";
import type { Deserializer, Serializer } from "./serialization.ts";
import { sleep } from "./sleep.ts";
import { topicPartitions } from "./topic-partition.ts";

export interface SamsaModule {
  /** What the program imports. */
  readonly exports: Readonly<Record<string, unknown>>;
  /** The clients that are open now. */
  inspectClients(): ClientSnapshot[];
}

const SILENT: HostOptions["log"] = () => undefined;

/** `configs` are defaults for every client: give bootstrap.servers there. */
export function createSamsaModule(ports: ClientPorts, options: Partial<HostOptions> = {}): SamsaModule {
  const host = new ClientHost(ports, { configs: {}, log: SILENT, ...options });

  class BoundProducer<K, V> extends KafkaProducer<K, V> {
    constructor(
      configs: ProducerConfigs<K, V> | ReadonlyMap<string, unknown>,
      keySerializer?: Serializer<K> | null,
      valueSerializer?: Serializer<V> | null,
    ) {
      super(configs, keySerializer, valueSerializer, host);
    }
  }
  class BoundConsumer<K, V> extends KafkaConsumer<K, V> {
    constructor(
      configs: ConsumerConfigs<K, V> | ReadonlyMap<string, unknown>,
      keyDeserializer?: Deserializer<K> | null,
      valueDeserializer?: Deserializer<V> | null,
    ) {
      super(configs, keyDeserializer, valueDeserializer, host);
    }
  }
  const admin = Object.assign(
    (): never => {
      throw new samsa.IllegalStateException("Admin is made by Admin.create({ … })");
    },
    { create: (configs: AdminConfigs | ReadonlyMap<string, unknown>) => Admin.create(configs, host) },
  );

  const bound = {
    ...samsa,
    KafkaProducer: named("KafkaProducer", BoundProducer),
    KafkaConsumer: named("KafkaConsumer", BoundConsumer),
    Admin: named("Admin", admin),
    TopicPartition: topicPartitions,
    ConfigResource: configResources,
    sleep: (ms: number) => sleep(ms, host),
  };
  return { exports: bound, inspectClients: () => host.inspect() };
}

function named<T extends object>(name: string, value: T): T {
  Object.defineProperty(value, "name", { value: name });
  return value;
}
