// ListPartitionReassignments (key 46), version 0 (KIP-455).
import { type ApiHandler, apiHandler } from "../../../net/server.ts";
import { ListPartitionReassignments } from "../../../protocol/schemas/46-list-partition-reassignments.ts";
import { listPartitionReassignments } from "../../topics/reassignments.ts";
import { answered, type ControllerContext, type FailedAnswer } from "../controller-context.ts";

const failed: FailedAnswer<typeof ListPartitionReassignments> = (_request, errorCode, errorMessage) => ({
  errorCode,
  errorMessage,
  topics: [],
});

export function listPartitionReassignmentsHandler({ controller }: ControllerContext): ApiHandler {
  return apiHandler<typeof ListPartitionReassignments>({
    api: ListPartitionReassignments,
    handle: (request, context) =>
      answered(
        () => controller.ask((state) => listPartitionReassignments(state, request)),
        request,
        context,
        failed,
      ),
    onError: failed,
  });
}
