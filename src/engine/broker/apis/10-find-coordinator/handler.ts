// FindCoordinator (key 10), versions 0-6. This broker has no coordinators yet: every key is answered with
// COORDINATOR_NOT_AVAILABLE, which clients take as "ask again later".
import { type ApiHandler, apiHandler } from "../../../net/server.ts";
import { ErrorCode, errorInfo } from "../../../protocol/errors.ts";
import type { RequestOf, ResponseInput } from "../../../protocol/schema.ts";
import { FindCoordinator } from "../../../protocol/schemas/10-find-coordinator.ts";

const LAST_KEY_TYPE = 2;
const FIRST_WITH_SEVERAL_KEYS = 4;

export function findCoordinatorHandler(): ApiHandler {
  return apiHandler<typeof FindCoordinator>({
    api: FindCoordinator,
    handle: (request, { apiVersion }) => {
      const known = request.keyType >= 0 && request.keyType <= LAST_KEY_TYPE;
      const errorCode = known ? ErrorCode.COORDINATOR_NOT_AVAILABLE : ErrorCode.INVALID_REQUEST;
      return refusal(request, errorCode, apiVersion);
    },
    onError: (request, errorCode, _message, apiVersion) => refusal(request, errorCode, apiVersion),
  });
}

function refusal(
  request: RequestOf<typeof FindCoordinator>,
  errorCode: number,
  apiVersion: number,
): ResponseInput<typeof FindCoordinator> {
  const errorMessage = errorInfo(errorCode).message;
  const nobody = { nodeId: -1, host: "", port: -1, errorCode, errorMessage };
  if (apiVersion < FIRST_WITH_SEVERAL_KEYS) return nobody;
  return { coordinators: request.coordinatorKeys.map((key) => ({ key, ...nobody })) };
}
