import { expect, test } from "vitest";
import { metadataRecord } from "../raft/metadata-record.ts";
import { recordContent } from "./record-content.ts";
import { imageOfRecords } from "./snapshot/image-records.ts";

const topicId = "AAAAABERAAEAAAAAAAAiIg";
const topic = metadataRecord("TopicRecord", 0, { name: "orders", topicId });
const partition = metadataRecord("PartitionRecord", 1, {
  topicId,
  partitionId: 2,
  replicas: [3, 1],
  isr: [3, 1],
  leader: 3,
});
const image = imageOfRecords([topic, partition], 2, 1);

const config = (resourceType: number, resourceName: string, name: string, value: string | null) =>
  recordContent(metadataRecord("ConfigRecord", 0, { resourceType, resourceName, name, value }), image);

test("topics by name, partitions by name and replicas", () => {
  expect(recordContent(topic, image)).toBe("orders");
  expect(recordContent(partition, image)).toBe("orders-2 [3, 1]");
});

test("configs with whose they are; one that is taken back has a minus; no secret is told", () => {
  expect(config(4, "1", "message.max.bytes", "3000000")).toBe("BROKER 1 message.max.bytes=3000000");
  expect(config(4, "", "message.max.bytes", "2000000")).toBe("BROKER <default> message.max.bytes=2000000");
  expect(config(2, "orders", "retention.ms", "1000")).toBe("TOPIC orders retention.ms=1000");
  expect(config(2, "orders", "retention.ms", null)).toBe("TOPIC orders -retention.ms");
  expect(config(4, "1", "ssl.keystore.password", "secret")).toBe("BROKER 1 ssl.keystore.password=[hidden]");
  expect(config(4, "1", "ssl.keystore.password", null)).toBe("BROKER 1 -ssl.keystore.password");
});

test("nothing of other records", () => {
  const other = metadataRecord("FeatureLevelRecord", 0, { name: "metadata.version", featureLevel: 27 });
  expect(recordContent(other, image)).toBeNull();
});
