// What replication costs: processor seconds of a cluster of three brokers for the same load on topics of one replica and
// of three (acks=all, min.insync.replicas=2). Twice the client sends batches that were made before, so that next to
// nothing but the cluster is measured; twice it is a program with a KafkaProducer, and counts, too: what it costs a learner.
// Both topics are written in turns, and compared pair by pair.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type * as Samsa from "../../src/engine/clients/api/samsa.ts";
import { createSamsaModule } from "../../src/engine/clients/api/samsa-module.ts";
import type { Channel } from "../../src/engine/net/channel.ts";
import { Produce } from "../../src/engine/protocol/schemas/00-produce.ts";
import { BatchBuilder } from "../../src/engine/records/builder.ts";
import { type BenchResult, median, result } from "./bench.ts";
import { type InProcessCluster, startInProcess } from "./in-process.ts";

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

const BROKERS = [1, 2, 3];
const RECORD_BYTES = 100;
/** In the first ones the code gets warm. */
const ROUNDS = { warming: 2, measured: 7 };
const VALUE = "x".repeat(RECORD_BYTES);
const IN_FLIGHT = 5;
const RECORDS_A_TURN = 1000;
/** So many turns may be unanswered, about 10 MB: a third of what buffer.memory lets Java's send() run ahead. */
const TURNS_AHEAD = 100;
const TIMEOUT_MS = 60_000;
/** A deleted log is gone at once: otherwise memory would fill with those of earlier rounds. */
const PROPERTIES = {
  "log.retention.bytes": "-1",
  "min.insync.replicas": "2",
  "log.segment.delete.delay.ms": "0",
};

interface Load {
  readonly name: string;
  readonly records: number;
  readonly batchBytes: number;
  /** Of the topic, at each broker. */
  readonly partitions: number;
  /** Resolves when all is acknowledged. */
  readonly run: (bench: InProcessCluster, topic: string, load: Load) => Promise<unknown>;
}

const FULL: Load = {
  name: "replication-cost",
  records: 1_000_000,
  batchBytes: 16 * 1024,
  partitions: 1,
  run: sendReadyBatches,
};
const SMALL: Load = { ...FULL, name: "replication-cost-small", records: 200_000, batchBytes: 1024 };
const PROGRAM: Load = { ...FULL, name: "replication-cost-program", run: runProgram };
/** Of a topic with as many partitions as real ones have: a produce and a fetch carry batches of several. */
const PROGRAM_WIDE: Load = { ...PROGRAM, name: "replication-cost-program-wide", partitions: 4 };

interface Batch {
  readonly bytes: Uint8Array;
  readonly records: number;
}

function fullBatch(batchBytes: number): Batch {
  const builder = new BatchBuilder({ capacityBytes: batchBytes });
  const value = new Uint8Array(RECORD_BYTES).fill(120);
  const now = Date.now();
  while (builder.sizeBytes + builder.recordSizeBytes(now, null, value) <= batchBytes) {
    builder.append(now, null, value);
  }
  return { bytes: builder.build(), records: builder.recordCount };
}

/** So many batches to one partition, at most IN_FLIGHT unanswered. */
async function produce(channel: Channel, topic: string, index: number, { bytes }: Batch, count: number) {
  let left = count;
  const body = {
    acks: -1,
    timeoutMs: TIMEOUT_MS,
    topicData: [{ name: topic, partitionData: [{ index, records: bytes }] }],
  };
  const line = async (): Promise<void> => {
    while (left-- > 0) {
      const answer = await channel.request(Produce, 12, body, TIMEOUT_MS);
      const { errorCode } = answer.body.responses[0]!.partitionResponses[0]!;
      if (errorCode !== 0) throw new Error(`refused with ${errorCode}`);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, line));
}

async function sendReadyBatches(bench: InProcessCluster, topic: string, load: Load): Promise<void> {
  const batch = fullBatch(load.batchBytes);
  const each = Math.ceil(load.records / batch.records / BROKERS.length);
  const channels = await Promise.all(BROKERS.map(bench.connect));
  await Promise.all(channels.map((channel, index) => produce(channel, topic, index, batch, each)));
  for (const channel of channels) channel.close();
}

/** Sends record by record, as a program does; lets others have their turn now and then, and does not run far ahead. */
async function runProgram(bench: InProcessCluster, topic: string, load: Load): Promise<void> {
  const samsa = createSamsaModule(bench.clientPorts).exports as unknown as typeof Samsa;
  const { KafkaProducer, ProducerRecord, StringSerializer } = samsa;
  const producer = new KafkaProducer<string, string>({
    ...{ "bootstrap.servers": bench.bootstrapServers, acks: "all", "batch.size": load.batchBytes },
    ...{ "key.serializer": StringSerializer, "value.serializer": StringSerializer },
  });
  const partitions = load.partitions * BROKERS.length;
  let refused: unknown = null;
  const answered: Samsa.Callback = (_, exception) => {
    refused ??= exception;
  };
  const ahead: Samsa.Future<unknown>[] = [];
  for (let i = 0; i < load.records; i++) {
    const record = new ProducerRecord<string, string>(topic, i % partitions, null, VALUE);
    const sent = producer.send(record, answered);
    if (i % RECORDS_A_TURN !== 0) continue;
    ahead.push(sent);
    if (ahead.length > TURNS_AHEAD) await ahead.shift();
    await new Promise((done) => setImmediate(done));
  }
  await producer.flush();
  await producer.close();
  if (refused !== null) throw refused;
}

async function cpuSeconds(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

async function measure(bench: InProcessCluster, load: Load, round: number, factor: number): Promise<number> {
  const topic = `${load.name}-${factor}-${round}`;
  const leaders = Array.from({ length: load.partitions }, () => BROKERS).flat();
  const assignments = leaders.map((leader) =>
    factor === 1 ? [leader] : [leader, ...BROKERS.filter((id) => id !== leader)],
  );
  await bench.createTopics([{ name: topic, assignments }]);
  // What an earlier load left behind is not this one's cost.
  collectGarbage();
  const seconds = await cpuSeconds(() => load.run(bench, topic, load));
  await bench.deleteTopics([topic]);
  return seconds;
}

async function cost(load: Load): Promise<BenchResult> {
  const bench = await startInProcess(BROKERS.length, 1, PROPERTIES);
  const pairs: { one: number; three: number }[] = [];
  try {
    for (let round = 0; round < ROUNDS.warming + ROUNDS.measured; round++) {
      const one = await measure(bench, load, round, 1);
      const three = await measure(bench, load, round, 3);
      if (round >= ROUNDS.warming) pairs.push({ one, three });
    }
  } finally {
    await bench.stop();
  }
  const ratio = median(pairs.map(({ one, three }) => three / one));
  const one = Math.min(...pairs.map((pair) => pair.one));
  const peer = { name: "the same load on one replica", value: one };
  return {
    ...result(load.name, one * ratio, "processor seconds", peer),
    ratio: Number(ratio.toPrecision(4)),
  };
}

export const replicationCost = (): Promise<BenchResult> => cost(FULL);
export const replicationCostSmall = (): Promise<BenchResult> => cost(SMALL);
export const replicationCostProgram = (): Promise<BenchResult> => cost(PROGRAM);
export const replicationCostProgramWide = (): Promise<BenchResult> => cost(PROGRAM_WIDE);
