// ElectLeaders (key 43), versions 0-2: preferred leaders, and unclean ones from version 1 on.
import type { ApiHandler } from "../../../net/server.ts";
import { ElectLeaders } from "../../../protocol/schemas/43-elect-leaders.ts";
import { electLeaders } from "../../topics/elect-leaders.ts";
import { type ControllerContext, decidingHandler } from "../controller-context.ts";

export function electLeadersHandler(context: ControllerContext): ApiHandler {
  return decidingHandler(
    context,
    ElectLeaders,
    (state, request, { apiVersion }) => {
      const { records, response } = electLeaders(state, request);
      const { replicaElectionResults = [] } = response;
      return { records, response: apiVersion >= 1 ? response : { replicaElectionResults } };
    },
    ({ topicPartitions }, errorCode, errorMessage, apiVersion) => ({
      ...(apiVersion >= 1 ? { errorCode } : {}),
      replicaElectionResults: (topicPartitions ?? []).map(({ topic, partitions }) => ({
        topic,
        partitionResult: partitions.map((partitionId) => ({ partitionId, errorCode, errorMessage })),
      })),
    }),
    ({ topicPartitions, timeoutMs }) => timeoutMs <= 0 && topicPartitions?.length !== 0,
  );
}
