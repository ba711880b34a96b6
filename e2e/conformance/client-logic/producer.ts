// Partitioners and config rules of the producer.
import { murmur2, partitionForKey } from "../../../src/engine/base/murmur2.ts";
import { Cluster } from "../../../src/engine/clients/api/cluster.ts";
import { RoundRobinPartitioner } from "../../../src/engine/clients/api/partitioner.ts";
import { ClientConfig } from "../../../src/engine/clients/config/client-config.ts";
import { applyProducerRules, deliveryTimeoutMs } from "../../../src/engine/clients/config/producer-rules.ts";
import { PRODUCER_CONFIGS } from "../../../src/engine/clients/config/producer-table.ts";
import { NO_CLUSTER, type TopicMetadata } from "../../../src/engine/clients/network/cluster.ts";
import { StickyPartitioner } from "../../../src/engine/clients/producer/sticky-partitioner.ts";
import { expectEqual, fromHex } from "../tally.ts";
import { expectError, failureOf, type RecordedError } from "./recorded-error.ts";

export interface KeyedCase {
  readonly key: string;
  readonly murmur2: number;
  readonly partitions: Readonly<Record<string, number>>;
}

export function checkKeyed({ key, murmur2: hash, partitions }: KeyedCase): void {
  const bytes = fromHex(key);
  expectEqual(murmur2(bytes), hash, "murmur2");
  for (const [count, partition] of Object.entries(partitions))
    expectEqual(partitionForKey(bytes, Number(count)), partition, `partition of ${count}`);
}

/** A topic whose partitions all have a leader, but for those named. */
function topicOf(partitionCount: number, without: readonly number[]): TopicMetadata {
  const partitions = Array.from({ length: partitionCount }, (_, partition) => ({
    partition,
    leader: without.includes(partition) ? -1 : 1,
    leaderEpoch: 0,
    replicas: [1],
    isr: [1],
    offline: [],
  }));
  const available = partitions.filter(({ leader }) => leader >= 0).map(({ partition }) => partition);
  return { name: "t", id: null, internal: false, errorCode: 0, partitions, available };
}

type StickyStep =
  | {
      readonly op: "append";
      readonly bytes: number;
      readonly enableSwitch: boolean;
      readonly partition: number;
      readonly changedAfter: boolean;
      readonly nextPartition: number;
      readonly randomsUsed: number;
    }
  | {
      readonly op: "loadStats";
      readonly queueSizes: readonly number[] | null;
      readonly partitionIds?: readonly number[];
      readonly length?: number;
    };

export interface StickyCase {
  readonly id: string;
  readonly stickyBatchSize: number;
  readonly partitionCount: number;
  readonly partitionsWithoutLeader: readonly number[];
  readonly randoms: readonly number[];
  readonly steps: readonly StickyStep[];
}

export function checkSticky(recorded: StickyCase): void {
  const { stickyBatchSize, partitionCount, partitionsWithoutLeader, randoms, steps } = recorded;
  const topic = topicOf(partitionCount, partitionsWithoutLeader);
  let used = 0;
  const sticky = new StickyPartitioner(stickyBatchSize, () => randoms[used++ % randoms.length]!);
  for (const [i, step] of steps.entries()) {
    const what = `step ${i + 1}`;
    if (step.op === "loadStats") {
      const { queueSizes, partitionIds = [], length = 0 } = step;
      // The recorded arrays have room for every partition; `length` of them are filled.
      sticky.setLoad(
        queueSizes?.slice(0, length) ?? null,
        partitionIds.slice(0, length),
        queueSizes?.length ?? 0,
      );
      continue;
    }
    expectEqual(sticky.partition(topic), step.partition, `${what}: partition`);
    const before = used;
    sticky.appended(step.bytes, step.enableSwitch, topic);
    expectEqual(used > before, step.changedAfter, `${what}: moved on`);
    expectEqual(sticky.partition(topic), step.nextPartition, `${what}: next partition`);
    expectEqual(used, step.randomsUsed, `${what}: random numbers used`);
  }
}

export interface RoundRobinCase {
  readonly id: string;
  readonly partitionCount: number;
  readonly partitionsWithoutLeader: readonly number[];
  readonly sequence: readonly number[];
}

export function checkRoundRobin(recorded: RoundRobinCase): void {
  const topic = topicOf(recorded.partitionCount, recorded.partitionsWithoutLeader);
  const cluster = new Cluster({ ...NO_CLUSTER, topics: new Map([["t", topic]]) });
  const partitioner = new RoundRobinPartitioner();
  const sequence = recorded.sequence.map(() => partitioner.partition("t", null, null, null, null, cluster));
  expectEqual(sequence, recorded.sequence, "sequence");
}

export type Props = Readonly<Record<string, string>>;

const REQUIRED: Props = {
  "bootstrap.servers": "localhost:9092",
  "key.serializer": "org.apache.kafka.common.serialization.StringSerializer",
  "value.serializer": "org.apache.kafka.common.serialization.StringSerializer",
};

function producerConfig(props: Props): ClientConfig {
  const given = new Map(Object.entries({ ...REQUIRED, ...props }));
  const config = new ClientConfig(PRODUCER_CONFIGS, given, () => true);
  applyProducerRules(config, () => undefined);
  return config;
}

export interface IdempotenceCase {
  readonly props: Props;
  readonly effective?: Readonly<Record<string, unknown>>;
  readonly error?: RecordedError;
}

export async function checkIdempotence({ props, effective, error }: IdempotenceCase): Promise<void> {
  if (error !== undefined) {
    expectError(await failureOf(() => producerConfig(props), "configs"), error, "configs");
    return;
  }
  const config = producerConfig(props);
  const ours = Object.fromEntries(Object.keys(effective!).map((name) => [name, config.value(name)]));
  expectEqual(ours, effective, "effective");
}

export interface DeliveryTimeoutCase {
  readonly props: Props;
  readonly effectiveDeliveryTimeoutMs?: number;
  readonly error?: RecordedError;
}

export async function checkDeliveryTimeout(recorded: DeliveryTimeoutCase): Promise<void> {
  const compute = (): number => deliveryTimeoutMs(producerConfig(recorded.props), () => undefined);
  if (recorded.error !== undefined)
    expectError(await failureOf(compute, "delivery timeout"), recorded.error, "delivery timeout");
  else expectEqual(compute(), recorded.effectiveDeliveryTimeoutMs, "delivery timeout");
}
