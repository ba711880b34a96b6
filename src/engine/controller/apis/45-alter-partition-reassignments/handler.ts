// AlterPartitionReassignments (key 45), versions 0-1 (KIP-455).
import type { ApiHandler } from "../../../net/server.ts";
import { AlterPartitionReassignments } from "../../../protocol/schemas/45-alter-partition-reassignments.ts";
import { alterPartitionReassignments } from "../../topics/reassignments.ts";
import { type ControllerContext, decidingHandler } from "../controller-context.ts";

export function alterPartitionReassignmentsHandler(context: ControllerContext): ApiHandler {
  return decidingHandler(
    context,
    AlterPartitionReassignments,
    alterPartitionReassignments,
    ({ topics }, errorCode, errorMessage) => ({
      errorCode,
      errorMessage,
      responses: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode, errorMessage })),
      })),
    }),
    ({ topics, timeoutMs }) => timeoutMs <= 0 && topics.length > 0,
  );
}
