// DeleteAcls (key 31), versions 1-3 (KIP-140, KIP-290).
import type { ApiHandler } from "../../../net/server.ts";
import { DeleteAcls } from "../../../protocol/schemas/31-delete-acls.ts";
import { deleteAcls } from "../../security/acls.ts";
import { requireAuthorizer } from "../../security/authorizer.ts";
import { type ControllerContext, decidingHandler } from "../controller-context.ts";

export function deleteAclsHandler(context: ControllerContext): ApiHandler {
  return decidingHandler(
    context,
    DeleteAcls,
    (state, request) => {
      requireAuthorizer(state.settings.staticConfigs);
      return deleteAcls(state, request);
    },
    ({ filters }, errorCode, errorMessage) => ({
      filterResults: filters.map(() => ({ errorCode, errorMessage, matchingAcls: [] })),
    }),
  );
}
