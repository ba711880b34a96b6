// AlterConfigs (key 33), versions 0-2: replaces all configs of a resource.
import type { ApiHandler } from "../../../net/server.ts";
import { AlterConfigs } from "../../../protocol/schemas/33-alter-configs.ts";
import { alterConfigs } from "../../configs/alter-configs.ts";
import { type ControllerContext, decidingHandler } from "../controller-context.ts";

export function alterConfigsHandler(context: ControllerContext): ApiHandler {
  return decidingHandler(context, AlterConfigs, alterConfigs, ({ resources }, errorCode, errorMessage) => ({
    responses: resources.map(({ resourceType, resourceName }) => ({
      errorCode,
      errorMessage,
      resourceType,
      resourceName,
    })),
  }));
}
