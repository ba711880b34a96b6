// ApiVersions (key 18), versions 0-4: what this controller's registry holds.
import {
  apiVersionsResponse,
  isValidSoftwareName,
  SUPPORTED_FEATURES,
  withKraftVersion,
} from "../../../net/api-versions.ts";
import { type ApiHandler, type ApiRegistry, apiHandler } from "../../../net/server.ts";
import { ErrorCode } from "../../../protocol/errors.ts";
import { ApiVersions } from "../../../protocol/schemas/18-api-versions.ts";
import type { ControllerContext } from "../controller-context.ts";

/** The first version in which a client says what it is. */
const FIRST_WITH_SOFTWARE = 3;

export function apiVersionsHandler(
  context: Pick<ControllerContext, "controller" | "kraftVersion">,
  registry: () => ApiRegistry,
): ApiHandler {
  return apiHandler<typeof ApiVersions>({
    api: ApiVersions,
    handle({ clientSoftwareName, clientSoftwareVersion }, { apiVersion }) {
      const isNamed = isValidSoftwareName(clientSoftwareName) && isValidSoftwareName(clientSoftwareVersion);
      if (apiVersion >= FIRST_WITH_SOFTWARE && !isNamed) return { errorCode: ErrorCode.INVALID_REQUEST };
      const { features, offset } = context.controller.image;
      return apiVersionsResponse(registry(), apiVersion, {
        supported: SUPPORTED_FEATURES,
        finalized: withKraftVersion(features, context.kraftVersion),
        finalizedEpoch: offset,
      });
    },
    onError: (_request, errorCode) => ({ errorCode }),
  });
}
