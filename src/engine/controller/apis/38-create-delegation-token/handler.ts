// CreateDelegationToken (key 38), versions 1-3 (KIP-48).
import type { ApiHandler } from "../../../net/server.ts";
import { CreateDelegationToken } from "../../../protocol/schemas/38-create-delegation-token.ts";
import { createDelegationToken } from "../../security/delegation-tokens.ts";
import { type ControllerContext, decidingHandler } from "../controller-context.ts";

export function createDelegationTokenHandler(context: ControllerContext): ApiHandler {
  return decidingHandler(
    context,
    CreateDelegationToken,
    (state, request, { principal }) => createDelegationToken(state, request, principal),
    (_request, errorCode) => ({ errorCode }),
  );
}
