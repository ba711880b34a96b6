// An image as the records that make it: what a snapshot of the metadata log holds, between its header and its footer.
// Records of a kind stand in Kafka's order where that is the order of a hash of what they are about.
//
// An image can be written for an older metadata.version than it was made with. What that version has no place for is
// lost, and told.
import { toLong } from "../../base/long.ts";
import { type MetadataRecord, metadataRecord } from "../../raft/metadata-record.ts";
import {
  hasControllerRegistration,
  hasCordonedDirs,
  hasDelegationTokens,
  hasDirectories,
  hasElr,
  hasScram,
  METADATA_VERSION,
  MetadataVersion,
  metadataVersionName,
  metadataVersionOf,
  partitionRecordVersion,
  registerBrokerRecordVersion,
} from "../features/metadata-version.ts";
import type {
  BrokerImage,
  ControllerImage,
  MetadataImage,
  PartitionImage,
  TopicImage,
  VersionRangeImage,
} from "../image.ts";
import { configResourceOf, EMPTY_IMAGE, ImageDraft } from "../image-draft.ts";
import { DirectoryId } from "../image-partition.ts";
import { javaMapOrder, javaStringHash, uuidHash } from "../topics/java-order.ts";

export interface SnapshotRecords {
  readonly records: readonly MetadataRecord[];
  /** What the metadata.version cannot hold, one sentence each time. */
  readonly lost: readonly string[];
}

/** `metadataVersion`: the level to write for; the image's own when left out. */
export function imageToRecords(
  image: MetadataImage,
  metadataVersion: number = metadataVersionOf(image.features),
): SnapshotRecords {
  const features = new Map(image.features).set(METADATA_VERSION, metadataVersion);
  const lost: string[] = [];
  const name = metadataVersionName(metadataVersion) ?? `level ${metadataVersion}`;
  const lose = (what: string): void => {
    lost.push(
      `Metadata has been lost because the following could not be represented in metadata.version ${name}: ${what}`,
    );
  };
  const writer = { features, lose };
  const records = [
    ...featureRecords(image, features),
    ...ordered(image.brokers, (id) => id).map((broker) => brokerRecord(writer, broker)),
    ...controllerRecords(writer, image),
    ...topicRecords(writer, image),
    ...configRecords(image),
    ...quotaRecords(image),
    ...producerIdRecords(image),
    ...aclRecords(image),
    ...scramRecords(writer, image),
    ...tokenRecords(writer, image),
  ];
  return { records, lost };
}

/** The image that a snapshot holds; `offset` and `epoch` are those of the last record that it stands for. */
export function imageOfRecords(
  records: Iterable<MetadataRecord>,
  offset: number,
  epoch: number,
): MetadataImage {
  const draft = new ImageDraft(EMPTY_IMAGE);
  for (const record of records) draft.replay(record);
  return draft.build(offset, epoch).image;
}

interface Writer {
  readonly features: ReadonlyMap<string, number>;
  lose(what: string): void;
}

function ordered<K, V>(map: ReadonlyMap<K, V>, hash: (key: K) => number): V[] {
  return javaMapOrder([...map.keys()], hash).map((key) => map.get(key)!);
}

/** metadata.version comes first: the others are read by it. A log that was never activated has none of them. */
function featureRecords(image: MetadataImage, features: ReadonlyMap<string, number>): MetadataRecord[] {
  if (image.features.size === 0) return [];
  const others = [...image.features.keys()].filter((name) => name !== METADATA_VERSION);
  return [METADATA_VERSION, ...javaMapOrder(others, javaStringHash)].map((name) =>
    metadataRecord("FeatureLevelRecord", 0, { name, featureLevel: features.get(name)! }),
  );
}

function brokerRecord({ features, lose }: Writer, broker: BrokerImage): MetadataRecord {
  const version = registerBrokerRecordVersion(features);
  const { cordonedLogDirs } = broker;
  if (broker.logDirs.length > 0 && !hasDirectories(features)) {
    lose("the online log directories of one or more brokers");
  }
  if (cordonedLogDirs !== null && cordonedLogDirs.length > 0 && !hasCordonedDirs(features)) {
    lose("the cordoned log directories of one or more brokers");
  }
  return metadataRecord("RegisterBrokerRecord", version, {
    brokerId: broker.id,
    incarnationId: broker.incarnationId,
    brokerEpoch: toLong(broker.epoch),
    endPoints: broker.endpoints,
    features: featureRanges(broker.features),
    rack: broker.rack,
    fenced: broker.fenced,
    inControlledShutdown: broker.inControlledShutdown,
    ...(hasDirectories(features) ? { logDirs: broker.logDirs } : {}),
    ...(hasCordonedDirs(features) ? { cordonedLogDirs } : {}),
  });
}

function featureRanges(
  features: ReadonlyMap<string, VersionRangeImage>,
): { name: string; minSupportedVersion: number; maxSupportedVersion: number }[] {
  return javaMapOrder([...features.keys()], javaStringHash).map((name) => {
    const { min, max } = features.get(name)!;
    return { name, minSupportedVersion: min, maxSupportedVersion: max };
  });
}

function controllerRecords({ features, lose }: Writer, { controllers }: MetadataImage): MetadataRecord[] {
  if (controllers.size === 0) return [];
  if (!hasControllerRegistration(features)) {
    lose("controller registration data");
    return [];
  }
  return ordered(controllers, (id) => id).map(controllerRecord);
}

function controllerRecord(controller: ControllerImage): MetadataRecord {
  return metadataRecord("RegisterControllerRecord", 0, {
    controllerId: controller.id,
    incarnationId: controller.incarnationId,
    zkMigrationReady: false,
    endPoints: controller.endpoints,
    features: featureRanges(controller.features),
  });
}

function topicRecords(writer: Writer, { topicsById }: MetadataImage): MetadataRecord[] {
  const topics = [...topicsById.values()].map((topic) => ({ topic, hash: uuidHash(topic.id) }));
  topics.sort((a, b) => a.hash - b.hash);
  return topics.flatMap(({ topic }) => [
    metadataRecord("TopicRecord", 0, { name: topic.name, topicId: topic.id }),
    ...ordered(topic.partitions, (id) => id).map((partition) => partitionRecord(writer, topic, partition)),
  ]);
}

function partitionRecord(
  { features, lose }: Writer,
  topic: TopicImage,
  partition: PartitionImage,
): MetadataRecord {
  const { elr, lastKnownElr, directories } = partition;
  // What a feature that is off again left behind in partitions ends here.
  const keepsElr = hasElr(features) && metadataVersionOf(features) >= MetadataVersion.IBP_4_0_IV1;
  const keepsDirectories = hasDirectories(features);
  if (!keepsDirectories && directories.some((directory) => directory !== DirectoryId.MIGRATING)) {
    lose("the directory assignment state of one or more replicas");
  }
  return metadataRecord("PartitionRecord", partitionRecordVersion(features), {
    partitionId: partition.partition,
    topicId: topic.id,
    replicas: partition.replicas,
    isr: partition.isr,
    removingReplicas: partition.removingReplicas,
    addingReplicas: partition.addingReplicas,
    leader: partition.leader,
    leaderRecoveryState: partition.leaderRecoveryState,
    leaderEpoch: partition.leaderEpoch,
    partitionEpoch: partition.partitionEpoch,
    ...(keepsDirectories ? { directories } : {}),
    ...(keepsElr && elr.length > 0 ? { eligibleLeaderReplicas: elr } : {}),
    ...(keepsElr && lastKnownElr.length > 0 ? { lastKnownElr } : {}),
  });
}

function configRecords({ configsByResource }: MetadataImage): MetadataRecord[] {
  const resources = [...configsByResource].map(([key, values]) => ({ ...configResourceOf(key), values }));
  resources.sort((a, b) => b.type - a.type || (a.name < b.name ? -1 : 1));
  return resources.flatMap(({ type, name: resourceName, values }) =>
    javaMapOrder([...values.keys()], javaStringHash).map((name) =>
      metadataRecord("ConfigRecord", 0, { resourceType: type, resourceName, name, value: values.get(name)! }),
    ),
  );
}

function quotaRecords({ clientQuotas }: MetadataImage): MetadataRecord[] {
  return [...clientQuotas.values()].flatMap(({ entity, values }) => {
    const parts = [...entity].map(([entityType, entityName]) => ({ entityType, entityName }));
    return javaMapOrder([...values.keys()], javaStringHash).map((key) =>
      metadataRecord("ClientQuotaRecord", 0, {
        entity: parts,
        key,
        value: values.get(key)!,
        remove: false,
      }),
    );
  });
}

/** Nobody is named: the blocks before were given out, and to whom does not matter any more. */
function producerIdRecords({ nextProducerId }: MetadataImage): MetadataRecord[] {
  if (nextProducerId <= 0n) return [];
  return [metadataRecord("ProducerIdsRecord", 0, { brokerId: -1, brokerEpoch: -1n, nextProducerId })];
}

function aclRecords({ acls }: MetadataImage): MetadataRecord[] {
  return ordered(acls, uuidHash).map((acl) => metadataRecord("AccessControlEntryRecord", 0, acl));
}

/** As Java's names of the constants. */
const MECHANISMS: readonly { readonly type: number; readonly name: string }[] = [
  { type: 2, name: "SCRAM_SHA_512" },
  { type: 1, name: "SCRAM_SHA_256" },
];

function scramRecords({ features, lose }: Writer, { scram }: MetadataImage): MetadataRecord[] {
  const records: MetadataRecord[] = [];
  let lost = "";
  for (const { type: mechanism, name: mechanismName } of MECHANISMS) {
    const users = scram.get(mechanism);
    if (users === undefined) continue;
    const names = javaMapOrder([...users.keys()], javaStringHash);
    lost += `${mechanismName}:${names.join(", ")}},{`;
    for (const name of names) {
      const { salt, storedKey, serverKey, iterations } = users.get(name)!;
      const credential = { name, mechanism, salt, storedKey, serverKey, iterations };
      records.push(metadataRecord("UserScramCredentialRecord", 0, credential));
    }
  }
  if (hasScram(features)) return records;
  if (records.length > 0) lose(`ScramImage({${lost}})`);
  return [];
}

function tokenRecords({ features, lose }: Writer, { delegationTokens }: MetadataImage): MetadataRecord[] {
  if (delegationTokens.size === 0) return [];
  const tokens = ordered(delegationTokens, javaStringHash);
  if (!hasDelegationTokens(features)) {
    lose(`DelegationTokenImage(${tokens.map(({ tokenId }) => tokenId).join(", ")})`);
    return [];
  }
  return tokens.map(({ tokenId, owner, requester, renewers, issueMs, maxMs, expiryMs }) =>
    metadataRecord("DelegationTokenRecord", 0, {
      owner,
      requester,
      renewers,
      issueTimestamp: toLong(issueMs),
      maxTimestamp: toLong(maxMs),
      expirationTimestamp: toLong(expiryMs),
      tokenId,
    }),
  );
}
