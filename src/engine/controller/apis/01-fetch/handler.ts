// Fetch (key 1) at a controller: the metadata log and nothing else, for observers and voters (KIP-595).
import { type ApiHandler, apiHandler } from "../../../net/server.ts";
import { Fetch } from "../../../protocol/schemas/01-fetch.ts";
import type { ControllerContext } from "../controller-context.ts";

export function fetchHandler({ fetches }: Pick<ControllerContext, "fetches">): ApiHandler {
  return apiHandler<typeof Fetch>({
    api: Fetch,
    handle: (request) => fetches.fetch(request),
    onError: (_request, errorCode) => ({ errorCode }),
  });
}
