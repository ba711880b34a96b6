// OffsetForLeaderEpoch (key 23), versions 2-4: where the log of a leader epoch ends, so that consumers and followers can
// find out whether what they have read was cut off (KIP-101, KIP-320).
import { toLong } from "../../../base/long.ts";
import { type ApiHandler, apiHandler } from "../../../net/server.ts";
import { ErrorCode } from "../../../protocol/errors.ts";
import type { RequestOf, ResponseInput } from "../../../protocol/schema.ts";
import { OffsetForLeaderEpoch } from "../../../protocol/schemas/23-offset-for-leader-epoch.ts";
import { type BrokerContext, findPartition } from "../../broker-context.ts";
import { PartitionError } from "../../replication/partition-error.ts";

type Request = RequestOf<typeof OffsetForLeaderEpoch>;
type Response = ResponseInput<typeof OffsetForLeaderEpoch>;

export function offsetForLeaderEpochHandler(broker: BrokerContext): ApiHandler {
  return apiHandler<typeof OffsetForLeaderEpoch>({
    api: OffsetForLeaderEpoch,
    handle: (request) => offsetForLeaderEpoch(broker, request),
    onError: (request, errorCode) => ({
      topics: request.topics.map(({ topic, partitions }) => ({
        topic,
        partitions: partitions.map(({ partition }) => ({ partition, errorCode })),
      })),
    }),
  });
}

function offsetForLeaderEpoch(broker: BrokerContext, request: Request): Response {
  return {
    topics: request.topics.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map(({ partition: index, currentLeaderEpoch, leaderEpoch }) => {
        const partition = findPartition(broker, topic, index);
        if (typeof partition === "string") return { partition: index, errorCode: ErrorCode[partition] };
        try {
          const end = partition.endOffsetForEpoch(currentLeaderEpoch, leaderEpoch, true);
          return { partition: index, leaderEpoch: end.epoch, endOffset: toLong(end.endOffset) };
        } catch (error) {
          if (!(error instanceof PartitionError)) throw error;
          return { partition: index, errorCode: error.code };
        }
      }),
    })),
  };
}
