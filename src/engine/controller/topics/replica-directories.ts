// AssignReplicasToDirs: a broker tells in which of its directories it has put replicas (KIP-858). A replica in a
// directory that is not online is as good as gone.
import { ErrorCode } from "../../protocol/errors.ts";
import type { RequestOf, ResponseInput } from "../../protocol/schema.ts";
import type { AssignReplicasToDirs } from "../../protocol/schemas/73-assign-replicas-to-dirs.ts";
import type { MetadataRecord } from "../../raft/metadata-record.ts";
import {
  checkBrokerEpoch,
  hasOnlineDirectory,
  isActive,
  isDirectoryOnline,
} from "../cluster/broker-rules.ts";
import { allowsUncleanElection } from "../configs/effective-config.ts";
import type { ControllerState, Decision } from "../decision.ts";
import { updatePartition } from "./partition-updates.ts";

type AssignRequest = RequestOf<typeof AssignReplicasToDirs>;

export function assignReplicasToDirs(
  state: ControllerState,
  { brokerId, brokerEpoch, directories }: AssignRequest,
): Decision<ResponseInput<typeof AssignReplicasToDirs>> {
  const { image } = state;
  const broker = checkBrokerEpoch(image, brokerId, brokerEpoch);
  const records: MetadataRecord[] = [];
  const offline: MetadataRecord[] = [];
  const results = directories.map(({ id: directory, topics }) => ({
    id: directory,
    topics: topics.map(({ topicId, partitions }) => ({
      topicId,
      partitions: partitions.map(({ partitionIndex }) => {
        const topic = image.topicsById.get(topicId);
        if (topic === undefined) return { partitionIndex, errorCode: ErrorCode.UNKNOWN_TOPIC_ID };
        const partition = topic.partitions.get(partitionIndex);
        if (partition === undefined) {
          return { partitionIndex, errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION };
        }
        if (!partition.replicas.includes(brokerId)) {
          return { partitionIndex, errorCode: ErrorCode.NOT_LEADER_OR_FOLLOWER };
        }
        const record = updatePartition(state, topic, partition, {
          directoryOfReplica: { replica: brokerId, directory },
        });
        if (record !== null) records.push(record);
        if (!hasOnlineDirectory(broker, directory)) {
          const gone = updatePartition(state, topic, partition, {
            election: allowsUncleanElection(state, topic.name) ? "unclean" : "online",
            targetIsr: partition.isr.filter((id) => id !== brokerId),
            isAcceptableLeader: (id) =>
              id !== brokerId && isActive(image, id) && isDirectoryOnline(image, partition, id),
          });
          if (gone !== null) offline.push(gone);
        }
        return { partitionIndex, errorCode: ErrorCode.NONE };
      }),
    })),
  }));
  return { records: [...records, ...offline], response: { errorCode: ErrorCode.NONE, directories: results } };
}
