// The APIs that a broker passes on to the active controller as they are, and what it answers when it can reach none.
import type { ApiHandler } from "../../net/server.ts";
import { CreateTopics } from "../../protocol/schemas/19-create-topics.ts";
import { DeleteTopics } from "../../protocol/schemas/20-delete-topics.ts";
import { CreateAcls } from "../../protocol/schemas/30-create-acls.ts";
import { DeleteAcls } from "../../protocol/schemas/31-delete-acls.ts";
import { CreatePartitions } from "../../protocol/schemas/37-create-partitions.ts";
import { ElectLeaders } from "../../protocol/schemas/43-elect-leaders.ts";
import { AlterPartitionReassignments } from "../../protocol/schemas/45-alter-partition-reassignments.ts";
import { ListPartitionReassignments } from "../../protocol/schemas/46-list-partition-reassignments.ts";
import { AlterClientQuotas } from "../../protocol/schemas/49-alter-client-quotas.ts";
import { AlterUserScramCredentials } from "../../protocol/schemas/51-alter-user-scram-credentials.ts";
import { DescribeQuorum } from "../../protocol/schemas/55-describe-quorum.ts";
import { UpdateFeatures } from "../../protocol/schemas/57-update-features.ts";
import { UnregisterBroker } from "../../protocol/schemas/64-unregister-broker.ts";
import { AddRaftVoter } from "../../protocol/schemas/80-add-raft-voter.ts";
import { RemoveRaftVoter } from "../../protocol/schemas/81-remove-raft-voter.ts";
import type { BrokerContext } from "../broker-context.ts";
import { forwardingHandler } from "../lifecycle/forwarding.ts";

const topLevelError = (
  _request: unknown,
  errorCode: number,
  errorMessage: string,
): { readonly errorCode: number; readonly errorMessage: string } => ({ errorCode, errorMessage });

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
    forwardingHandler(ElectLeaders, link, ({ topicPartitions }, errorCode, errorMessage, version) => {
      const replicaElectionResults = (topicPartitions ?? []).map(({ topic, partitions }) => ({
        topic,
        partitionResult: partitions.map((partitionId) => ({ partitionId, errorCode, errorMessage })),
      }));
      return version >= 1 ? { errorCode, replicaElectionResults } : { replicaElectionResults };
    }),
    forwardingHandler(AlterPartitionReassignments, link, ({ topics }, errorCode, errorMessage) => ({
      errorCode,
      errorMessage,
      responses: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode, errorMessage })),
      })),
    })),
    forwardingHandler(CreateAcls, link, ({ creations }, errorCode, errorMessage) => ({
      results: creations.map(() => ({ errorCode, errorMessage })),
    })),
    forwardingHandler(DeleteAcls, link, ({ filters }, errorCode, errorMessage) => ({
      filterResults: filters.map(() => ({ errorCode, errorMessage })),
    })),
    forwardingHandler(AlterClientQuotas, link, ({ entries }, errorCode, errorMessage) => ({
      entries: entries.map(({ entity }) => ({ entity, errorCode, errorMessage })),
    })),
    forwardingHandler(
      AlterUserScramCredentials,
      link,
      ({ deletions, upsertions }, errorCode, errorMessage) => {
        const users = new Set([...deletions, ...upsertions].map(({ name }) => name));
        return { results: [...users].map((user) => ({ user, errorCode, errorMessage })) };
      },
    ),
    forwardingHandler(ListPartitionReassignments, link, topLevelError),
    forwardingHandler(DescribeQuorum, link, (_request, errorCode, errorMessage, version) =>
      version >= 2 ? { errorCode, errorMessage } : { errorCode },
    ),
    forwardingHandler(UpdateFeatures, link, topLevelError),
    forwardingHandler(UnregisterBroker, link, topLevelError),
    forwardingHandler(AddRaftVoter, link, topLevelError),
    forwardingHandler(RemoveRaftVoter, link, topLevelError),
  ];
}
