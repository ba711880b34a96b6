// ExpireDelegationToken (key 40), versions 1-2 (KIP-48).
import type { ApiHandler } from "../../../net/server.ts";
import { ExpireDelegationToken } from "../../../protocol/schemas/40-expire-delegation-token.ts";
import { expireDelegationToken } from "../../security/delegation-tokens.ts";
import { type ControllerContext, decidingHandler } from "../controller-context.ts";

export function expireDelegationTokenHandler(context: ControllerContext): ApiHandler {
  return decidingHandler(
    context,
    ExpireDelegationToken,
    (state, request, { principal }) => expireDelegationToken(state, request, principal),
    (_request, errorCode) => ({ errorCode }),
  );
}
