// ApiVersions (key 18), versions 0-4: what this controller's registry holds.
import { apiVersionsResponse, isValidSoftwareName, SUPPORTED_FEATURES } from "../../../net/api-versions.ts";
import { type ApiHandler, type ApiRegistry, apiHandler } from "../../../net/server.ts";
import { ErrorCode } from "../../../protocol/errors.ts";
import { ApiVersions } from "../../../protocol/schemas/18-api-versions.ts";
import { KRAFT_VERSION } from "../../features/metadata-version.ts";
import type { ControllerContext } from "../controller-context.ts";

/** The first version in which a client says what it is. */
const FIRST_WITH_SOFTWARE = 3;

export function apiVersionsHandler(
  { controller, kraftVersion }: Pick<ControllerContext, "controller" | "kraftVersion">,
  registry: () => ApiRegistry,
): ApiHandler {
  return apiHandler<typeof ApiVersions>({
    api: ApiVersions,
    handle({ clientSoftwareName, clientSoftwareVersion }, { apiVersion }) {
      const isNamed = isValidSoftwareName(clientSoftwareName) && isValidSoftwareName(clientSoftwareVersion);
      if (apiVersion >= FIRST_WITH_SOFTWARE && !isNamed) return { errorCode: ErrorCode.INVALID_REQUEST };
      const { features, offset } = controller.image;
      return apiVersionsResponse(registry(), apiVersion, {
        supported: SUPPORTED_FEATURES,
        finalized: new Map([...features, [KRAFT_VERSION, kraftVersion]]),
        finalizedEpoch: offset,
      });
    },
    onError: (_request, errorCode) => ({ errorCode }),
  });
}
