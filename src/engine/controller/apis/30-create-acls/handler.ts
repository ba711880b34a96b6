// CreateAcls (key 30), versions 1-3 (KIP-140, KIP-290). The bindings are kept; nothing enforces them yet.
import type { ApiHandler } from "../../../net/server.ts";
import { ErrorCode } from "../../../protocol/errors.ts";
import type { RequestOf, ResponseInput } from "../../../protocol/schema.ts";
import { CreateAcls } from "../../../protocol/schemas/30-create-acls.ts";
import type { ControllerState, Decision } from "../../decision.ts";
import { AclResource } from "../../security/acl-names.ts";
import { createAcls } from "../../security/acls.ts";
import { requireAuthorizer } from "../../security/authorizer.ts";
import { type ControllerContext, decidingHandler } from "../controller-context.ts";

type Request = RequestOf<typeof CreateAcls>;
type Creation = Request["creations"][number];
type Result = NonNullable<ResponseInput<typeof CreateAcls>["results"]>[number];

/** There is one cluster, and this is its name. */
const CLUSTER_NAME = "kafka-cluster";

export function createAclsHandler(context: ControllerContext): ApiHandler {
  return decidingHandler(context, CreateAcls, decide, ({ creations }, errorCode, errorMessage) => ({
    results: creations.map(() => ({ errorCode, errorMessage })),
  }));
}

function decide(state: ControllerState, request: Request): Decision<ResponseInput<typeof CreateAcls>> {
  requireAuthorizer(state.settings.staticConfigs);
  const problems = request.creations.map(problemOf);
  const creations = request.creations.filter((_, index) => problems[index] === null);
  const { records, response } = createAcls(state, { ...request, creations });
  const decided = [...(response.results ?? [])];
  // Kafka's message of a success is empty, not null.
  const told = ({ errorCode = ErrorCode.NONE, errorMessage = null }: Result): Result => ({
    errorCode,
    errorMessage: errorCode === ErrorCode.NONE ? "" : errorMessage,
  });
  const results = problems.map((errorMessage) =>
    errorMessage === null ? told(decided.shift()!) : { errorCode: ErrorCode.INVALID_REQUEST, errorMessage },
  );
  return { records, response: { results } };
}

function problemOf({ resourceType, resourceName }: Creation): string | null {
  if (resourceType === AclResource.CLUSTER && resourceName !== CLUSTER_NAME) {
    return `The only valid name for the CLUSTER resource is ${CLUSTER_NAME}`;
  }
  return resourceName === "" ? "Invalid empty resource name" : null;
}
