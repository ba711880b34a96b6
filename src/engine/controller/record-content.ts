// What a record of the metadata log says, in one line for whoever reads the log in the trace: Kafka's own names, no prose.
import { isSensitive } from "../config/broker-config.ts";
import type { MetadataRecord } from "../raft/metadata-record.ts";
import { CLUSTER_DEFAULT, ResourceType } from "./configs/effective-config.ts";
import type { MetadataImage } from "./image.ts";

const RESOURCES: ReadonlyMap<number, string> = new Map(
  Object.entries(ResourceType).map(([name, type]) => [type, name]),
);

/** Null for records that are told by what comes of them. `image` is what the log says with the record. */
export function recordContent(record: MetadataRecord, image: MetadataImage): string | null {
  switch (record.type) {
    case "TopicRecord":
      return record.data.name;
    case "PartitionRecord": {
      const { topicId, partitionId, replicas } = record.data;
      const topic = image.topicsById.get(topicId);
      return topic === undefined ? null : `${topic.name}-${partitionId} [${replicas.join(", ")}]`;
    }
    case "ConfigRecord": {
      const { resourceType, resourceName, name, value } = record.data;
      const isBroker = resourceType === ResourceType.BROKER;
      const whose = isBroker && resourceName === CLUSTER_DEFAULT ? "<default>" : resourceName;
      const shown = value !== null && isBroker && isSensitive(name) ? "[hidden]" : value;
      return `${RESOURCES.get(resourceType) ?? resourceType} ${whose} ${shown === null ? `-${name}` : `${name}=${shown}`}`;
    }
    default:
      return null;
  }
}
