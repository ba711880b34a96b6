import { expect, test } from "vitest";
import { ZERO_UUID } from "../../base/uuid.ts";
import { type MetadataRecord, metadataRecord } from "../../raft/metadata-record.ts";
import { ELR_VERSION, METADATA_VERSION } from "../features/metadata-version.ts";
import type { MetadataImage } from "../image.ts";
import { EMPTY_IMAGE } from "../image-draft.ts";
import { ImageLoader } from "../image-loader.ts";
import { imageOfRecords, imageToRecords } from "./image-records.ts";

const TOPIC = "Yk1rtsEoS5W6Vbtpm5E7cA";
const OTHER_TOPIC = "XHB9BQ7dTJG2eoK7WQJy3g";
const DIRECTORY = "tu3apuocBafTNskNF5jlqQ";

const feature = (name: string, featureLevel: number): MetadataRecord =>
  metadataRecord("FeatureLevelRecord", 0, { name, featureLevel });
const topic = (name: string, topicId: string): MetadataRecord =>
  metadataRecord("TopicRecord", 0, { name, topicId });
const partition = (topicId: string, more: { readonly elr?: number[] } = {}): MetadataRecord =>
  metadataRecord("PartitionRecord", 2, {
    partitionId: 0,
    topicId,
    replicas: [1, 2],
    isr: [1],
    leader: 1,
    leaderEpoch: 3,
    partitionEpoch: 5,
    directories: [DIRECTORY, DIRECTORY],
    eligibleLeaderReplicas: more.elr ?? null,
  });
const config = (name: string, value: string): MetadataRecord =>
  metadataRecord("ConfigRecord", 0, { resourceType: 2, resourceName: "t", name, value });

function imageAfter(...records: MetadataRecord[]): MetadataImage {
  return imageOfRecords(records, 7, 2);
}

const roundTrip = (image: MetadataImage): MetadataImage =>
  imageOfRecords(imageToRecords(image).records, image.offset, image.epoch);

test("an image that is written and loaded is the same", () => {
  const image = imageAfter(
    feature(METADATA_VERSION, 30),
    feature(ELR_VERSION, 1),
    metadataRecord("RegisterBrokerRecord", 4, {
      brokerId: 1,
      incarnationId: TOPIC,
      brokerEpoch: 9n,
      endPoints: [{ name: "PLAINTEXT", host: "localhost", port: 9092, securityProtocol: 0 }],
      features: [{ name: METADATA_VERSION, minSupportedVersion: 7, maxSupportedVersion: 30 }],
      rack: "a",
      fenced: false,
      inControlledShutdown: true,
      logDirs: [DIRECTORY],
      cordonedLogDirs: [DIRECTORY],
    }),
    topic("t", TOPIC),
    partition(TOPIC, { elr: [2] }),
    config("retention.ms", "5"),
    metadataRecord("ClientQuotaRecord", 0, {
      entity: [
        { entityType: "user", entityName: null },
        { entityType: "client-id", entityName: "c" },
      ],
      key: "producer_byte_rate",
      value: 5,
      remove: false,
    }),
    metadataRecord("ProducerIdsRecord", 0, { brokerId: 1, brokerEpoch: 9n, nextProducerId: 2000n }),
    metadataRecord("AccessControlEntryRecord", 0, {
      id: OTHER_TOPIC,
      resourceType: 2,
      resourceName: "t",
      patternType: 3,
      principal: "User:alice",
      host: "*",
      operation: 3,
      permissionType: 3,
    }),
    metadataRecord("UserScramCredentialRecord", 0, {
      name: "alice",
      mechanism: 1,
      salt: Uint8Array.of(1),
      storedKey: Uint8Array.of(2),
      serverKey: Uint8Array.of(3),
      iterations: 4096,
    }),
    metadataRecord("DelegationTokenRecord", 0, {
      owner: "User:alice",
      requester: "User:alice",
      renewers: ["User:bob"],
      issueTimestamp: 1n,
      maxTimestamp: 3n,
      expirationTimestamp: 2n,
      tokenId: "token",
    }),
  );
  expect(imageToRecords(image).lost).toEqual([]);
  expect({ ...roundTrip(image), configs: null }).toEqual({ ...image, configs: null });
});

test("an empty image makes no record", () => {
  expect(imageToRecords(EMPTY_IMAGE).records).toEqual([]);
});

test("what ELR left behind in partitions ends with a snapshot when the feature is off", () => {
  const image = imageAfter(feature(METADATA_VERSION, 30), topic("t", TOPIC), partition(TOPIC, { elr: [2] }));
  expect(roundTrip(image).topicsById.get(TOPIC)?.partitions.get(0)?.elr).toEqual([]);
});

test("an older metadata.version loses directories, and says so", () => {
  const image = imageAfter(feature(METADATA_VERSION, 30), topic("t", TOPIC), partition(TOPIC));
  const { records, lost } = imageToRecords(image, 14);
  expect(lost).toEqual([
    "Metadata has been lost because the following could not be represented in metadata.version 3.6-IV2: the directory assignment state of one or more replicas",
  ]);
  const loaded = imageOfRecords(records, 7, 2);
  expect(loaded.topicsById.get(TOPIC)?.partitions.get(0)?.directories).toEqual([ZERO_UUID, ZERO_UUID]);
  expect(loaded.features.get(METADATA_VERSION)).toBe(14);
});

test("a snapshot loaded over an image tells what came, went and changed", () => {
  const loader = new ImageLoader();
  const version = feature(METADATA_VERSION, 30);
  const records = [version, topic("t", TOPIC), partition(TOPIC), config("retention.ms", "5")];
  loader.load({ records, lastOffset: 3, epoch: 1 });
  loader.take();
  const later = imageAfter(version, topic("u", OTHER_TOPIC), partition(OTHER_TOPIC));
  loader.loadSnapshot(imageToRecords(later).records, 40, 2);
  const taken = loader.take();
  expect(taken?.image.offset).toBe(40);
  expect(taken?.image.topicsByName.has("t")).toBe(false);
  expect(taken?.delta.deletedTopics.map(({ name }) => name)).toEqual(["t"]);
  expect([...(taken?.delta.changedTopics ?? [])].sort()).toEqual([TOPIC, OTHER_TOPIC].sort());
  expect(taken?.delta.changedConfigs).toEqual([{ type: 2, name: "t" }]);
});

test("a snapshot of what is already there changes nothing", () => {
  const loader = new ImageLoader();
  const records = [feature(METADATA_VERSION, 30), topic("t", TOPIC), partition(TOPIC)];
  loader.load({ records, lastOffset: 2, epoch: 1 });
  const image = loader.take()!.image;
  loader.loadSnapshot(imageToRecords(image).records, 2, 1);
  const delta = loader.take()!.delta;
  expect(delta.changedTopics.size).toBe(0);
  expect(delta.changedConfigs).toEqual([]);
});
