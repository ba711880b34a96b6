// CreateDelegationToken (key 38), versions 1-3 (KIP-48). Version 3 may ask on behalf of another, and so tells who asked
// (KIP-373).
import type { ApiHandler } from "../../../net/server.ts";
import { CreateDelegationToken } from "../../../protocol/schemas/38-create-delegation-token.ts";
import { createDelegationToken } from "../../security/delegation-tokens.ts";
import { type ControllerContext, decidingHandler } from "../controller-context.ts";

const FIRST_WITH_REQUESTER = 3;

export function createDelegationTokenHandler(context: ControllerContext): ApiHandler {
  return decidingHandler(
    context,
    CreateDelegationToken,
    (state, request, { principal, apiVersion }) => {
      const { records, response } = createDelegationToken(state, request, principal);
      if (apiVersion >= FIRST_WITH_REQUESTER) return { records, response };
      const { tokenRequesterPrincipalType: _, tokenRequesterPrincipalName: __, ...older } = response;
      return { records, response: older };
    },
    (_request, errorCode) => ({ errorCode }),
  );
}
