// RenewDelegationToken (key 39), versions 1-2 (KIP-48).
import type { ApiHandler } from "../../../net/server.ts";
import { RenewDelegationToken } from "../../../protocol/schemas/39-renew-delegation-token.ts";
import { renewDelegationToken } from "../../security/delegation-tokens.ts";
import { type ControllerContext, decidingHandler } from "../controller-context.ts";

export function renewDelegationTokenHandler(context: ControllerContext): ApiHandler {
  return decidingHandler(
    context,
    RenewDelegationToken,
    (state, request, { principal }) => renewDelegationToken(state, request, principal),
    (_request, errorCode) => ({ errorCode }),
  );
}
