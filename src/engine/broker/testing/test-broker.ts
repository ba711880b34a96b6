// A broker without a network around it: real partitions and handlers over logs in memory, in virtual time, with metadata
// that the test writes by hand.
import { setImmediate } from "node:timers";
import { BrokerConfig } from "../../config/broker-config.ts";
import type { MetadataDelta, MetadataImage, PartitionImage, TopicImage } from "../../controller/image.ts";
import { imageOfRecords } from "../../controller/snapshot/image-records.ts";
import type { LogManager } from "../../log/log.ts";
import { ChannelError } from "../../net/channel.ts";
import type { ApiHandler, HandlerResult, RequestContext } from "../../net/server.ts";
import {
  decodeRequestBody,
  decodeRequestHeader,
  decodeResponse,
  encodeRequest,
  encodeResponse,
} from "../../protocol/frames.ts";
import type { ApiSchema, RequestInput, RequestOf, ResponseOf } from "../../protocol/schema.ts";
import type { MetadataRecord } from "../../raft/metadata-record.ts";
import { BatchBuilder } from "../../records/builder.ts";
import { createWorld, type World } from "../../sim/world.ts";
import type { TraceEvent } from "../../trace/event.ts";
import type { BrokerContext } from "../broker-context.ts";
import { ReplicaManager } from "../replication/replica-manager.ts";
import { type FakeLog, fakeLogManager } from "./fake-log.ts";

export const TOPIC_ID = "TopicAAAAAAAAAAAAAAAAA";

export interface TestTopic {
  readonly name: string;
  readonly id?: string;
  readonly partitions: readonly (Partial<PartitionImage> & { readonly replicas: readonly number[] })[];
}

export interface TestImage {
  readonly brokers?: readonly number[];
  readonly fenced?: readonly number[];
  readonly racks?: Readonly<Record<number, string>>;
  readonly topics?: readonly TestTopic[];
  /** By `<type>:<name>`. */
  readonly configs?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Of users and quotas. */
  readonly security?: readonly MetadataRecord[];
}

export const brokerEpochOf = (id: number): number => 100 + id;

export function testImage({
  brokers = [1, 2, 3],
  fenced = [],
  racks = {},
  topics = [],
  configs = {},
  security = [],
}: TestImage): MetadataImage {
  const topicImages = topics.map(
    ({ name, id = TOPIC_ID, partitions }): TopicImage => ({
      name,
      id,
      partitions: new Map(
        partitions.map((partition, index) => [
          index,
          {
            partition: index,
            directories: [],
            isr: partition.replicas,
            elr: [],
            lastKnownElr: [],
            removingReplicas: [],
            addingReplicas: [],
            leader: partition.replicas[0]!,
            leaderEpoch: 0,
            partitionEpoch: 0,
            leaderRecoveryState: 0,
            ...partition,
          },
        ]),
      ),
    }),
  );
  const configsByResource = new Map(
    Object.entries(configs).map(([key, values]) => [key, new Map(Object.entries(values))]),
  );
  return {
    ...imageOfRecords(security, 10, 1),
    offset: 10,
    epoch: 1,
    brokers: new Map(
      brokers.map((id) => [
        id,
        {
          id,
          epoch: brokerEpochOf(id),
          incarnationId: TOPIC_ID,
          endpoints: [],
          host: "localhost",
          port: 9091 + id,
          features: new Map(),
          rack: racks[id] ?? null,
          fenced: fenced.includes(id),
          inControlledShutdown: false,
          logDirs: [],
          cordonedLogDirs: null,
        },
      ]),
    ),
    controllers: new Map(),
    topicsByName: new Map(topicImages.map((topic) => [topic.name, topic])),
    topicsById: new Map(topicImages.map((topic) => [topic.id, topic])),
    configs: ({ type, name }) => configsByResource.get(`${type}:${name}`) ?? new Map(),
    configsByResource,
    features: new Map([["metadata.version", 30]]),
  };
}

/** What a fake controller answers; throws when it is not reachable. */
export type FakeController = (api: ApiSchema, body: Record<string, unknown>) => unknown;

export interface TestBroker extends BrokerContext {
  readonly world: World;
  readonly events: () => TraceEvent[];
  readonly logs: LogManager;
  readonly log: (topic: string, index: number) => FakeLog;
  readonly apply: (image: TestImage) => void;
  readonly requests: { api: string; body: Record<string, unknown> }[];
}

export function testBroker(
  image: TestImage,
  options: { properties?: Record<string, string>; controller?: FakeController; brokerId?: number } = {},
): TestBroker {
  const world = createWorld({ seed: 1, drain: () => new Promise((done) => setImmediate(done)) });
  const { ports } = world.spawn("1");
  const config = new BrokerConfig(options.properties ?? {});
  const requests: TestBroker["requests"] = [];
  let current = testImage(image);
  const ask = async (api: ApiSchema, _version: number, body: unknown) => {
    requests.push({ api: api.name, body: body as Record<string, unknown> });
    if (options.controller === undefined) throw new ChannelError("disconnected", "no controller");
    return { body: options.controller(api, body as Record<string, unknown>), event: "controller:1" };
  };
  const link = { request: ask, requestUntil: ask, forget() {} } as unknown as BrokerContext["link"];
  const brokerId = options.brokerId ?? 1;
  const brokerEpoch = (): number => brokerEpochOf(brokerId);
  const crashed = (error: unknown): never => {
    throw error;
  };
  const logs = fakeLogManager(ports.disk);
  const replicas = new ReplicaManager({ brokerId, ports, config, logs, link, brokerEpoch, crashed });
  replicas.begin(current);
  return {
    brokerId,
    clusterId: "test-cluster",
    ports,
    config,
    replicas,
    link,
    image: () => current,
    brokerEpoch,
    world,
    requests,
    events: () => world.events.map(({ event }) => event),
    logs,
    log: (topic, index) => logs.get(topic, index) as FakeLog,
    apply(next) {
      current = testImage(next);
      const delta: MetadataDelta = {
        changedTopics: new Set(current.topicsById.keys()),
        deletedTopics: [],
        changedBrokers: new Set(),
        changedConfigs: [...current.configsByResource.keys()].map((key) => ({
          type: Number(key.split(":")[0]),
          name: key.slice(key.indexOf(":") + 1),
        })),
      };
      replicas.apply(current, delta);
    },
  };
}

/** Asks a handler as the wire would: the request is encoded and decoded, and so is the answer. */
export function call<A extends ApiSchema>(
  handler: ApiHandler,
  api: A,
  version: number,
  body: RequestInput<A>,
): Promise<ResponseOf<A> | null | symbol> {
  const frame = encodeRequest(api, version, 7, "test", body).subarray(4).slice();
  const header = decodeRequestHeader(frame, () => handler.api)!;
  const request = decodeRequestBody(handler.api, version, header.body) as RequestOf<ApiSchema>;
  const context: RequestContext = {
    apiVersion: version,
    correlationId: 7,
    clientId: "test",
    peer: "localhost:1",
    connectionId: 0,
    principal: "User:ANONYMOUS",
    event: "client:1",
    sizeBytes: frame.length,
  };
  const read = (result: HandlerResult<ApiSchema>): ResponseOf<A> | null | symbol => {
    if (result === null || typeof result === "symbol") return result;
    return decodeResponse(api, version, encodeResponse(handler.api, version, 7, result).subarray(4));
  };
  const result = handler.handle(request, context);
  return Promise.resolve(result).then(read);
}

/** The answer of `call` where one must come. */
export async function answer<A extends ApiSchema>(
  handler: ApiHandler,
  api: A,
  version: number,
  body: RequestInput<A>,
): Promise<ResponseOf<A>> {
  return (await call(handler, api, version, body)) as ResponseOf<A>;
}

export function batch(values: readonly string[], timestampMs = 1_700_000_000_000): Uint8Array {
  const builder = new BatchBuilder();
  for (const value of values) builder.append(timestampMs, null, new TextEncoder().encode(value));
  return builder.build().slice();
}
