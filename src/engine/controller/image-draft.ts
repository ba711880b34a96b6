// The only place where metadata changes: a draft takes records one by one and becomes the next image. Maps are copied
// when they are first written, so that the images before it stay as they were.
import { assert } from "../base/assert.ts";
import { ByteReader } from "../base/bytes.ts";
import { type Uuid, uuidToBytes } from "../base/uuid.ts";
import type { MetadataRecord, MetadataRecordOf } from "../raft/metadata-record.ts";
import { DraftMap } from "./draft-map.ts";
import type {
  BrokerImage,
  ConfigResource,
  ControllerImage,
  EndpointImage,
  MetadataDelta,
  MetadataImage,
  PartitionImage,
  TopicImage,
  VersionRangeImage,
} from "./image.ts";
import { changedPartition, partitionOf } from "./image-partition.ts";
import { EMPTY_SECURITY, SecurityDraft } from "./image-security.ts";

const NO_CONFIGS: ReadonlyMap<string, string> = new Map();

export function configKey(resource: ConfigResource): string {
  return `${resource.type}:${resource.name}`;
}

export function configResourceOf(key: string): ConfigResource {
  const colon = key.indexOf(":");
  return { type: Number(key.slice(0, colon)), name: key.slice(colon + 1) };
}

type ImageFields = Omit<MetadataImage, "configs">;

function imageOf(fields: ImageFields): MetadataImage {
  return {
    ...fields,
    configs: (resource) => fields.configsByResource.get(configKey(resource)) ?? NO_CONFIGS,
  };
}

export const EMPTY_IMAGE: MetadataImage = imageOf({
  offset: -1,
  epoch: -1,
  brokers: new Map(),
  controllers: new Map(),
  topicsByName: new Map(),
  topicsById: new Map(),
  configsByResource: new Map(),
  features: new Map(),
  nextProducerId: 0n,
  ...EMPTY_SECURITY,
});

export class ImageDraft {
  private readonly brokers: DraftMap<number, BrokerImage>;
  private readonly controllers: DraftMap<number, ControllerImage>;
  private readonly topicsByName: DraftMap<string, TopicImage>;
  private readonly topicsById: DraftMap<Uuid, TopicImage>;
  private readonly configs: DraftMap<string, ReadonlyMap<string, string>>;
  private readonly features: DraftMap<string, number>;
  /** Partition maps copied by this draft: written in place from then on. */
  private readonly ownPartitions = new Map<Uuid, Map<number, PartitionImage>>();
  private nextProducerId: bigint;
  private readonly security: SecurityDraft;

  private readonly changedTopics = new Set<Uuid>();
  private readonly deletedTopics: TopicImage[] = [];
  private readonly changedBrokers = new Set<number>();
  private readonly changedConfigs = new Set<string>();

  constructor(private readonly base: MetadataImage) {
    this.brokers = new DraftMap(base.brokers);
    this.controllers = new DraftMap(base.controllers);
    this.topicsByName = new DraftMap(base.topicsByName);
    this.topicsById = new DraftMap(base.topicsById);
    this.configs = new DraftMap(base.configsByResource);
    this.features = new DraftMap(base.features);
    this.nextProducerId = base.nextProducerId;
    this.security = new SecurityDraft(base);
  }

  /** The image after the record at `offset`, which belongs to `epoch`. The draft is not to be used afterwards. */
  build(offset: number, epoch: number): { readonly image: MetadataImage; readonly delta: MetadataDelta } {
    const image = imageOf({
      offset,
      epoch,
      brokers: this.brokers.current,
      controllers: this.controllers.current,
      topicsByName: this.topicsByName.current,
      topicsById: this.topicsById.current,
      configsByResource: this.configs.current,
      features: this.features.current,
      nextProducerId: this.nextProducerId,
      ...this.security.current,
    });
    const delta: MetadataDelta = {
      changedTopics: this.changedTopics,
      deletedTopics: this.deletedTopics,
      changedBrokers: this.changedBrokers,
      changedConfigs: [...this.changedConfigs].map(configResourceOf),
    };
    return { image, delta };
  }

  replay(record: MetadataRecord): void {
    switch (record.type) {
      case "RegisterBrokerRecord":
        return this.registerBroker(record.data);
      case "UnregisterBrokerRecord":
        this.brokers.writable.delete(record.data.brokerId);
        this.changedBrokers.add(record.data.brokerId);
        return;
      case "BrokerRegistrationChangeRecord":
        return this.changeBroker(record.data);
      case "FenceBrokerRecord":
        return this.updateBroker(record.data.id, { fenced: true });
      case "UnfenceBrokerRecord":
        return this.updateBroker(record.data.id, { fenced: false });
      case "RegisterControllerRecord":
        return this.registerController(record.data);
      case "TopicRecord":
        return this.createTopic(record.data.name, record.data.topicId);
      case "RemoveTopicRecord":
        return this.removeTopic(record.data.topicId);
      case "PartitionRecord":
        return this.setPartition(record.data.topicId, partitionOf(record.data));
      case "PartitionChangeRecord":
        return this.changePartition(record.data);
      case "ClearElrRecord":
        return this.clearElr(record.data.topicName);
      case "ConfigRecord":
        return this.config(record.data);
      case "FeatureLevelRecord":
        return this.feature(record.data.name, record.data.featureLevel);
      case "ProducerIdsRecord":
        this.nextProducerId = record.data.nextProducerId;
        return;
      // Transactions of records are the loader's business.
      case "BeginTransactionRecord":
      case "EndTransactionRecord":
      case "AbortTransactionRecord":
      case "NoOpRecord":
      case "ZkMigrationStateRecord":
        return;
      case "AccessControlEntryRecord":
      case "RemoveAccessControlEntryRecord":
      case "UserScramCredentialRecord":
      case "RemoveUserScramCredentialRecord":
      case "DelegationTokenRecord":
      case "RemoveDelegationTokenRecord":
      case "ClientQuotaRecord":
        return this.security.replay(record);
    }
  }

  // ---- brokers and controllers ----

  private registerBroker(data: MetadataRecordOf<"RegisterBrokerRecord">["data"]): void {
    this.brokers.writable.set(data.brokerId, {
      id: data.brokerId,
      epoch: Number(data.brokerEpoch),
      incarnationId: data.incarnationId,
      ...endpointsOf(data.endPoints),
      features: featuresOf(data.features),
      rack: data.rack,
      fenced: data.fenced,
      inControlledShutdown: data.inControlledShutdown,
      logDirs: [...data.logDirs].sort(compareUuids),
      cordonedLogDirs: data.cordonedLogDirs,
    });
    this.changedBrokers.add(data.brokerId);
  }

  private changeBroker(data: MetadataRecordOf<"BrokerRegistrationChangeRecord">["data"]): void {
    this.updateBroker(data.brokerId, {
      ...(data.fenced !== 0 ? { fenced: data.fenced > 0 } : {}),
      ...(data.inControlledShutdown !== 0 ? { inControlledShutdown: data.inControlledShutdown > 0 } : {}),
      ...(data.logDirs.length > 0 ? { logDirs: [...data.logDirs].sort(compareUuids) } : {}),
      ...(data.cordonedLogDirs !== null ? { cordonedLogDirs: data.cordonedLogDirs } : {}),
    });
  }

  private updateBroker(id: number, change: Partial<BrokerImage>): void {
    const broker = this.brokers.current.get(id);
    assert(broker !== undefined, `a record changes broker ${id}, which is not registered`);
    this.brokers.writable.set(id, { ...broker, ...change });
    this.changedBrokers.add(id);
  }

  private registerController(data: MetadataRecordOf<"RegisterControllerRecord">["data"]): void {
    this.controllers.writable.set(data.controllerId, {
      id: data.controllerId,
      incarnationId: data.incarnationId,
      ...endpointsOf(data.endPoints),
      features: featuresOf(data.features),
    });
  }

  // ---- topics ----

  private createTopic(name: string, id: Uuid): void {
    const partitions = new Map<number, PartitionImage>();
    this.ownPartitions.set(id, partitions);
    this.putTopic({ name, id, partitions });
  }

  private removeTopic(id: Uuid): void {
    const topic = this.topicsById.current.get(id);
    assert(topic !== undefined, `a record removes topic ${id}, which does not exist`);
    this.topicsById.writable.delete(id);
    this.topicsByName.writable.delete(topic.name);
    this.changedTopics.add(id);
    if (this.base.topicsById.has(id)) this.deletedTopics.push(topic);
    // The configs of a topic go with it, without records of their own.
    const key = configKey({ type: 2, name: topic.name });
    if (this.configs.current.has(key)) {
      this.configs.writable.delete(key);
      this.changedConfigs.add(key);
    }
  }

  private setPartition(topicId: Uuid, partition: PartitionImage): void {
    const topic = this.topicsById.current.get(topicId);
    assert(topic !== undefined, `a record changes a partition of topic ${topicId}, which does not exist`);
    let partitions = this.ownPartitions.get(topicId);
    if (partitions === undefined) {
      partitions = new Map(topic.partitions);
      this.ownPartitions.set(topicId, partitions);
      this.putTopic({ ...topic, partitions });
    }
    partitions.set(partition.partition, partition);
    this.changedTopics.add(topicId);
  }

  private putTopic(topic: TopicImage): void {
    this.topicsById.writable.set(topic.id, topic);
    this.topicsByName.writable.set(topic.name, topic);
    this.changedTopics.add(topic.id);
  }

  private changePartition(data: MetadataRecordOf<"PartitionChangeRecord">["data"]): void {
    const before = this.topicsById.current.get(data.topicId)?.partitions.get(data.partitionId);
    assert(
      before !== undefined,
      `a record changes ${data.topicId}-${data.partitionId}, which does not exist`,
    );
    this.setPartition(data.topicId, changedPartition(before, data));
  }

  /** An empty name stands for all topics. */
  private clearElr(topicName: string): void {
    const named = topicName === "" ? [...this.topicsByName.current.values()] : [this.topicNamed(topicName)];
    for (const topic of named) {
      for (const partition of topic.partitions.values()) {
        if (partition.elr.length === 0 && partition.lastKnownElr.length === 0) continue;
        const partitionEpoch = partition.partitionEpoch + 1;
        this.setPartition(topic.id, { ...partition, partitionEpoch, elr: [], lastKnownElr: [] });
      }
    }
  }

  private topicNamed(name: string): TopicImage {
    const topic = this.topicsByName.current.get(name);
    assert(topic !== undefined, `a record names topic ${name}, which does not exist`);
    return topic;
  }

  // ---- configs and features ----

  private config(data: MetadataRecordOf<"ConfigRecord">["data"]): void {
    const key = configKey({ type: data.resourceType, name: data.resourceName });
    const values = new Map(this.configs.current.get(key));
    if (data.value === null) values.delete(data.name);
    else values.set(data.name, data.value);
    if (values.size === 0) this.configs.writable.delete(key);
    else this.configs.writable.set(key, values);
    this.changedConfigs.add(key);
  }

  private feature(name: string, level: number): void {
    if (level === 0) this.features.writable.delete(name);
    else this.features.writable.set(name, level);
  }
}

function endpointsOf(endpoints: readonly EndpointImage[]): Pick<BrokerImage, "endpoints" | "host" | "port"> {
  const plain = endpoints.map(({ name, host, port, securityProtocol }) => ({
    name,
    host,
    port,
    securityProtocol,
  }));
  return { endpoints: plain, host: plain[0]?.host ?? "", port: plain[0]?.port ?? -1 };
}

function featuresOf(
  features: readonly {
    readonly name: string;
    readonly minSupportedVersion: number;
    readonly maxSupportedVersion: number;
  }[],
): ReadonlyMap<string, VersionRangeImage> {
  return new Map(
    features.map(({ name, minSupportedVersion: min, maxSupportedVersion: max }) => [name, { min, max }]),
  );
}

/** Kafka keeps a broker's directories sorted, comparing their ids as two signed longs. */
function compareUuids(a: Uuid, b: Uuid): number {
  const left = new ByteReader(uuidToBytes(a));
  const right = new ByteReader(uuidToBytes(b));
  return compareLongs(left.int64(), right.int64()) || compareLongs(left.int64(), right.int64());
}

function compareLongs(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
