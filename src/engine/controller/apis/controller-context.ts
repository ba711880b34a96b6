// What the handlers of a controller's APIs work with, and the one way from a request to a decision and its answer.
import type { BrokerConfig } from "../../config/broker-config.ts";
import { type ApiHandler, apiHandler, type RequestContext } from "../../net/server.ts";
import type { Clock } from "../../ports/clock.ts";
import { ErrorCode } from "../../protocol/errors.ts";
import type { ApiSchema, RequestOf, ResponseInput } from "../../protocol/schema.ts";
import type { RaftNode } from "../../raft/raft-node.ts";
import { ControllerError, type ControllerState, type Decision } from "../decision.ts";
import type { MetadataImage } from "../image.ts";
import type { QuorumController } from "../quorum-controller.ts";

export interface ControllerContext {
  readonly nodeId: number;
  readonly clusterId: string;
  /** Its configs, with what was set while it runs. */
  readonly config: BrokerConfig;
  readonly clock: Clock;
  readonly controller: QuorumController;
  readonly quorum: RaftNode;
  /** What the quorum has committed. */
  image(): MetadataImage;
  /** As it is now. */
  readonly kraftVersion: number;
}

export type FailedAnswer<A extends ApiSchema> = (
  request: RequestOf<A>,
  errorCode: number,
  message: string | null,
  apiVersion: number,
) => ResponseInput<A>;

/** The answer of `answer`, or `failed` with the code of a ControllerError. */
export async function answered<A extends ApiSchema>(
  answer: () => Promise<ResponseInput<A>>,
  request: RequestOf<A>,
  { apiVersion }: RequestContext,
  failed: FailedAnswer<A>,
): Promise<ResponseInput<A>> {
  try {
    return await answer();
  } catch (error) {
    if (!(error instanceof ControllerError)) throw error;
    return failed(request, error.code, error.message, apiVersion);
  }
}

/** A handler that is nothing but a decision. What has `expired` is answered before anything is decided. */
export function decidingHandler<A extends ApiSchema>(
  { controller }: Pick<ControllerContext, "controller">,
  api: A,
  decide: (
    state: ControllerState,
    request: RequestOf<A>,
    context: RequestContext,
  ) => Decision<ResponseInput<A>>,
  failed: FailedAnswer<A>,
  expired: (request: RequestOf<A>) => boolean = () => false,
): ApiHandler {
  return apiHandler<A>({
    api,
    handle: (request, context) =>
      expired(request)
        ? failed(request, ErrorCode.REQUEST_TIMED_OUT, null, context.apiVersion)
        : answered(
            () => controller.submit((state) => decide(state, request, context), context.event),
            request,
            context,
            failed,
          ),
    onError: failed,
  });
}
