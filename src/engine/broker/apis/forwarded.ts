// The APIs that a broker passes on to the active controller as they are, and what it answers when it can reach none.
import type { ApiHandler } from "../../net/server.ts";
import { CreateTopics } from "../../protocol/schemas/19-create-topics.ts";
import { DeleteTopics } from "../../protocol/schemas/20-delete-topics.ts";
import { CreatePartitions } from "../../protocol/schemas/37-create-partitions.ts";
import { ElectLeaders } from "../../protocol/schemas/43-elect-leaders.ts";
import { IncrementalAlterConfigs } from "../../protocol/schemas/44-incremental-alter-configs.ts";
import type { BrokerContext } from "../broker-context.ts";
import { forwardingHandler } from "../lifecycle/forwarding.ts";

export function forwardedApis({ link }: Pick<BrokerContext, "link">): ApiHandler[] {
  return [
    forwardingHandler(CreateTopics, link, ({ topics }, errorCode, errorMessage) => ({
      topics: topics.map(({ name }) => ({ name, errorCode, errorMessage })),
    })),
    forwardingHandler(DeleteTopics, link, ({ topics, topicNames }, errorCode, errorMessage, version) => ({
      responses:
        version >= 6
          ? topics.map(({ name, topicId }) => ({ name, topicId, errorCode, errorMessage }))
          : topicNames.map((name) => ({ name, errorCode, errorMessage })),
    })),
    forwardingHandler(CreatePartitions, link, ({ topics }, errorCode, errorMessage) => ({
      results: topics.map(({ name }) => ({ name, errorCode, errorMessage })),
    })),
    forwardingHandler(IncrementalAlterConfigs, link, ({ resources }, errorCode, errorMessage) => ({
      responses: resources.map(({ resourceType, resourceName }) => ({
        resourceType,
        resourceName,
        errorCode,
        errorMessage,
      })),
    })),
    forwardingHandler(ElectLeaders, link, ({ topicPartitions }, errorCode, errorMessage, version) => {
      const replicaElectionResults = (topicPartitions ?? []).map(({ topic, partitions }) => ({
        topic,
        partitionResult: partitions.map((partitionId) => ({ partitionId, errorCode, errorMessage })),
      }));
      return version >= 1 ? { errorCode, replicaElectionResults } : { replicaElectionResults };
    }),
  ];
}
