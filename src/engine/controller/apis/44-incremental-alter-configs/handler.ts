// IncrementalAlterConfigs (key 44), versions 0-1.
import type { ApiHandler } from "../../../net/server.ts";
import { IncrementalAlterConfigs } from "../../../protocol/schemas/44-incremental-alter-configs.ts";
import { incrementalAlterConfigs } from "../../configs/alter-configs.ts";
import { type ControllerContext, decidingHandler } from "../controller-context.ts";

export function incrementalAlterConfigsHandler(context: ControllerContext): ApiHandler {
  return decidingHandler(
    context,
    IncrementalAlterConfigs,
    incrementalAlterConfigs,
    ({ resources }, errorCode, errorMessage) => ({
      responses: resources.map(({ resourceType, resourceName }) => ({
        errorCode,
        errorMessage,
        resourceType,
        resourceName,
      })),
    }),
  );
}
