// AlterConfigs (key 33, versions 0-2) and IncrementalAlterConfigs (key 44, versions 0-1; KIP-339): what is for the
// controller is passed on, the rest is answered here, and the answers come in the order of the questions.
import { type ApiHandler, apiHandler, CLOSE_CONNECTION, type RequestContext } from "../../../net/server.ts";
import { ErrorCode, errorInfo } from "../../../protocol/errors.ts";
import type { RequestOf, ResponseInput } from "../../../protocol/schema.ts";
import { AlterConfigs } from "../../../protocol/schemas/33-alter-configs.ts";
import { IncrementalAlterConfigs } from "../../../protocol/schemas/44-incremental-alter-configs.ts";
import type { BrokerContext } from "../../broker-context.ts";
import { forward } from "../../lifecycle/forwarding.ts";
import { preprocess } from "./preprocess.ts";

type Api = typeof AlterConfigs | typeof IncrementalAlterConfigs;
type Answer = ResponseInput<Api>;
type Asked = RequestOf<Api>;

export function alterConfigsHandlers(broker: BrokerContext): ApiHandler[] {
  return [handlerOf(AlterConfigs, broker, false), handlerOf(IncrementalAlterConfigs, broker, true)];
}

function handlerOf(api: Api, broker: BrokerContext, incremental: boolean): ApiHandler {
  return apiHandler<Api>({
    api,
    handle: (request, context) => alter(api, broker, request, context, incremental),
    onError: failed,
  });
}

const failed = ({ resources }: Asked, errorCode: number, errorMessage: string): Answer => ({
  responses: resources.map(({ resourceType, resourceName }) => ({
    ...{ errorCode, errorMessage, resourceType, resourceName },
  })),
});

async function alter(
  api: Api,
  broker: BrokerContext,
  request: Asked,
  context: RequestContext,
  incremental: boolean,
): Promise<Answer> {
  const early = preprocess(broker, request.resources, incremental);
  const rest = request.resources.filter((_, index) => early[index] === null);
  let late: Answer["responses"] = [];
  if (rest.length > 0 || request.resources.length === 0) {
    const answer = await forward(api, broker.link, { ...request, resources: rest } as Asked, context, failed);
    if (answer !== null && answer !== CLOSE_CONNECTION) late = answer.responses ?? [];
  }
  const responses = request.resources.map(({ resourceType, resourceName }, index) => {
    const answered =
      early[index] ??
      late.find((one) => one.resourceType === resourceType && one.resourceName === resourceName);
    if (answered !== undefined) return answered;
    const errorCode = ErrorCode.UNKNOWN_SERVER_ERROR;
    return { errorCode, errorMessage: errorInfo(errorCode).message, resourceType, resourceName };
  });
  return { responses };
}
