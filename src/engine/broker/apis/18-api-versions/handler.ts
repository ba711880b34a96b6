// ApiVersions (key 18), versions 0-4: what this broker's registry holds. An unknown version is answered by the server
// itself (KIP-511).
import {
  apiVersionsResponse,
  isValidSoftwareName,
  SUPPORTED_FEATURES,
  withKraftVersion,
} from "../../../net/api-versions.ts";
import { type ApiHandler, type ApiRegistry, apiHandler } from "../../../net/server.ts";
import { ErrorCode } from "../../../protocol/errors.ts";
import { ApiVersions } from "../../../protocol/schemas/18-api-versions.ts";
import type { BrokerContext } from "../../broker-context.ts";

/** The first version in which a client says what it is. */
const FIRST_WITH_SOFTWARE = 3;

export function apiVersionsHandler(
  broker: Pick<BrokerContext, "image" | "kraftVersion">,
  registry: () => ApiRegistry,
): ApiHandler {
  return apiHandler<typeof ApiVersions>({
    api: ApiVersions,
    handle(request, { apiVersion }) {
      const { clientSoftwareName, clientSoftwareVersion } = request;
      if (
        apiVersion >= FIRST_WITH_SOFTWARE &&
        !(isValidSoftwareName(clientSoftwareName) && isValidSoftwareName(clientSoftwareVersion))
      )
        return { errorCode: ErrorCode.INVALID_REQUEST };
      const { features, offset } = broker.image();
      return apiVersionsResponse(registry(), apiVersion, {
        supported: SUPPORTED_FEATURES,
        finalized: withKraftVersion(features, broker.kraftVersion?.() ?? 0),
        finalizedEpoch: offset,
      });
    },
    onError: (_request, errorCode) => ({ errorCode }),
  });
}
