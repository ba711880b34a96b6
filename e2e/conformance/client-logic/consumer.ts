// Config rules and misuse of the consumer, without any broker.
import { OffsetAndMetadata } from "../../../src/engine/clients/api/consumer-record.ts";
import { Duration } from "../../../src/engine/clients/api/duration.ts";
import { KafkaConsumer } from "../../../src/engine/clients/api/kafka-consumer.ts";
import { StringDeserializer } from "../../../src/engine/clients/api/serialization.ts";
import { TopicPartition, topicPartition } from "../../../src/engine/clients/api/topic-partition.ts";
import { ClientHost } from "../../../src/engine/clients/client-host.ts";
import { isKnownClass } from "../../../src/engine/clients/config/class-choice.ts";
import { ClientConfig } from "../../../src/engine/clients/config/client-config.ts";
import { applyConsumerRules } from "../../../src/engine/clients/config/consumer-rules.ts";
import { CONSUMER_CONFIGS } from "../../../src/engine/clients/config/consumer-table.ts";
import { parseOffsetReset } from "../../../src/engine/clients/config/offset-reset.ts";
import { createWorld, type World } from "../../../src/engine/sim/world.ts";
import { expectEqual, Mismatch } from "../tally.ts";
import type { Props } from "./producer.ts";
import { expectError, failureOf, type RecordedError } from "./recorded-error.ts";

const REQUIRED: Props = {
  "bootstrap.servers": "localhost:9092",
  "key.deserializer": "org.apache.kafka.common.serialization.StringDeserializer",
  "value.deserializer": "org.apache.kafka.common.serialization.StringDeserializer",
};

function consumerConfig(props: Readonly<Record<string, unknown>>): ClientConfig {
  const config = new ClientConfig(
    CONSUMER_CONFIGS,
    new Map(Object.entries({ ...REQUIRED, ...props })),
    isKnownClass,
  );
  applyConsumerRules(config);
  return config;
}

/** A program in a world where nobody listens. */
function lonely(): { world: World; host: ClientHost } {
  const world = createWorld({ seed: 1, drain: () => new Promise((done) => setImmediate(done)) });
  const host = new ClientHost(world.ports("app"), { configs: REQUIRED, log: () => undefined });
  return { world, host };
}

// ---- auto.offset.reset ----

export interface OffsetResetCase {
  readonly value: string | null;
  readonly name?: string;
  readonly durationMs?: number | null;
  readonly durationText?: string | null;
  readonly parseError?: RecordedError;
  readonly configError?: RecordedError;
  readonly configOk?: boolean;
}

export async function checkOffsetReset(recorded: OffsetResetCase): Promise<void> {
  const { value, parseError, configError, configOk } = recorded;
  const parse = (): unknown => {
    const parsed = parseOffsetReset(value);
    const duration = parsed.kind === "by_duration" ? parsed.duration : null;
    const durationMs = duration?.toMillis() ?? null;
    return { name: parsed.kind, durationMs, durationText: duration?.toString() ?? null };
  };
  if (parseError !== undefined) expectError(await failureOf(parse, "parse"), parseError, "parse");
  else {
    const { name, durationMs, durationText } = recorded;
    expectEqual(parse(), { name, durationMs, durationText }, "parsed");
  }
  const configure = (): unknown => consumerConfig({ "auto.offset.reset": value });
  if (configError !== undefined) expectError(await failureOf(configure, "config"), configError, "config");
  else if (configOk === true) configure();
}

// ---- config rules ----

export interface ConfigRulesCase {
  readonly props: Props;
  readonly effective?: Readonly<Record<string, unknown>>;
  readonly configError?: RecordedError;
  readonly constructed: boolean;
  readonly constructError?: RecordedError;
}

export async function checkConfigRules(recorded: ConfigRulesCase): Promise<void> {
  const { props, effective, configError, constructError } = recorded;
  if (configError !== undefined)
    expectError(await failureOf(() => consumerConfig(props), "config"), configError, "config");
  if (effective !== undefined) {
    const config = consumerConfig(props);
    const ours = Object.fromEntries(Object.keys(effective).map((name) => [name, config.value(name)]));
    expectEqual(ours, effective, "effective");
  }
  const construct = (): unknown => new KafkaConsumer(props, null, null, lonely().host);
  if (constructError !== undefined)
    expectError(await failureOf(construct, "construction"), constructError, "construction");
  else construct();
}

// ---- misuse ----

export interface MisuseCase {
  readonly groupProtocol: string;
  readonly groupId: string | null;
  readonly operation: string;
  readonly ok: boolean;
  readonly error?: RecordedError;
}

const T0 = topicPartition("t", 0);
const ONE_MS = Duration.ofMillis(1);
/** What no typed program would pass. */
const NOTHING = null as never;

type Operation = (consumer: KafkaConsumer) => unknown;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  "subscribe(null list)": (consumer) => consumer.subscribe(NOTHING),
  'subscribe([""])': (consumer) => consumer.subscribe([""]),
  'subscribe([" "])': (consumer) => consumer.subscribe([" "]),
  "subscribe([null])": (consumer) => consumer.subscribe([NOTHING]),
  "subscribe([t])": (consumer) => consumer.subscribe(["t"]),
  "subscribe([t]) then assign": (consumer) => consumer.subscribe(["t"]),
  "assign then subscribe([t])": (consumer) => {
    consumer.assign([T0]);
    consumer.subscribe(["t"]);
  },
  "assign(null)": (consumer) => consumer.assign(NOTHING),
  "assign([null])": (consumer) => consumer.assign([NOTHING]),
  "assign([blank topic])": (consumer) => consumer.assign([new TopicPartition(" ", 0)]),
  "assign([topic null])": (consumer) => consumer.assign([new TopicPartition(NOTHING, 0)]),
  "poll without subscription": (consumer) => consumer.poll(ONE_MS),
  "seek negative": (consumer) => {
    consumer.assign([T0]);
    consumer.seek(T0, -1);
  },
  "seek unassigned": (consumer) => consumer.seek(T0, 0),
  "seek OffsetAndMetadata negative": (consumer) => {
    consumer.assign([T0]);
    consumer.seek(T0, new OffsetAndMetadata(-1));
  },
  "seekToBeginning(null)": (consumer) => consumer.seekToBeginning(NOTHING),
  "seekToBeginning unassigned": (consumer) => consumer.seekToBeginning([T0]),
  "seekToEnd unassigned": (consumer) => consumer.seekToEnd([T0]),
  "position unassigned": (consumer) => consumer.position(T0),
  "position assigned, 1 ms timeout": (consumer) => {
    consumer.assign([T0]);
    return consumer.position(T0, ONE_MS);
  },
  "pause unassigned": (consumer) => consumer.pause([T0]),
  "resume unassigned": (consumer) => consumer.resume([T0]),
  "currentLag unassigned": (consumer) => consumer.currentLag(T0),
  "commitSync 1 ms timeout with offsets": (consumer) =>
    consumer.commitSync(new Map([[T0, new OffsetAndMetadata(1)]])),
  "commitSync negative offset": (consumer) => consumer.commitSync(new Map([[T0, new OffsetAndMetadata(-1)]])),
  commitAsync: (consumer) => consumer.commitAsync(),
  "offsetsForTimes negative": (consumer) => consumer.offsetsForTimes(new Map([[T0, -1]])),
  "offsetsForTimes 1 ms timeout": (consumer) => consumer.offsetsForTimes(new Map([[T0, 0]]), ONE_MS),
  "beginningOffsets 1 ms timeout": (consumer) => consumer.beginningOffsets([T0], ONE_MS),
  "endOffsets 1 ms timeout": (consumer) => consumer.endOffsets([T0], ONE_MS),
  "partitionsFor 1 ms timeout": (consumer) => consumer.partitionsFor("t", ONE_MS),
  "listTopics 1 ms timeout": (consumer) => consumer.listTopics(ONE_MS),
  "wakeup then poll": (consumer) => {
    consumer.assign([T0]);
    consumer.wakeup();
    return consumer.poll(ONE_MS);
  },
  "close twice": async (consumer) => {
    await consumer.close();
    await consumer.close();
  },
  "close then poll": async (consumer) => {
    await consumer.close();
    await consumer.poll(ONE_MS);
  },
  "close negative": (consumer) => consumer.close(Duration.ofMillis(-1)),
  unsubscribe: (consumer) => consumer.unsubscribe(),
};

export async function checkMisuse(recorded: MisuseCase): Promise<void> {
  const { groupProtocol, groupId, operation, ok, error } = recorded;
  const run = OPERATIONS[operation];
  if (run === undefined) throw new Mismatch(`${operation} is not known here`);
  const { world, host } = lonely();
  const configs = { ...REQUIRED, "group.protocol": groupProtocol, "key.deserializer": StringDeserializer };
  const given = groupId === null ? configs : { ...configs, "group.id": groupId };
  const consumer = new KafkaConsumer<string, string>(given, null, null, host);
  const attempt = async (): Promise<void> => {
    let over = false;
    const result = Promise.resolve(run(consumer)).finally(() => {
      over = true;
    });
    result.catch(() => undefined);
    await world.runUntil(() => over, 10_000);
    await result;
  };
  if (ok) await attempt();
  else expectError(await failureOf(attempt, operation), error!, operation);
}
