// CreateDelegationToken (key 38, versions 1-3), RenewDelegationToken (39, 1-2), ExpireDelegationToken (40, 1-2) and
// DescribeDelegationToken (41, 1-3), KIP-48. Tokens are asked for on a connection whose other end has proven who it is,
// and never on a plain one; the broker's only listener is plain. Once there are others, the first three of these are
// passed on to the controller, which can do them already.
import { type ApiHandler, apiHandler } from "../../../net/server.ts";
import { ErrorCode } from "../../../protocol/errors.ts";
import { CreateDelegationToken } from "../../../protocol/schemas/38-create-delegation-token.ts";
import { RenewDelegationToken } from "../../../protocol/schemas/39-renew-delegation-token.ts";
import { ExpireDelegationToken } from "../../../protocol/schemas/40-expire-delegation-token.ts";
import { DescribeDelegationToken } from "../../../protocol/schemas/41-describe-delegation-token.ts";

const NO_TIME = -1n;
const errorCode = ErrorCode.DELEGATION_TOKEN_REQUEST_NOT_ALLOWED;

export function delegationTokenHandlers(): ApiHandler[] {
  return [
    apiHandler<typeof CreateDelegationToken>({
      api: CreateDelegationToken,
      handle({ ownerPrincipalName, ownerPrincipalType }, { apiVersion, principal }) {
        const requester = principalOf(principal);
        const isForOther = ownerPrincipalName !== null && ownerPrincipalName !== "";
        const who = {
          principalType: isForOther ? (ownerPrincipalType ?? requester.type) : requester.type,
          principalName: isForOther ? ownerPrincipalName : requester.name,
        };
        const asker = {
          tokenRequesterPrincipalType: requester.type,
          tokenRequesterPrincipalName: requester.name,
        };
        return {
          errorCode,
          ...who,
          ...(apiVersion >= 3 ? asker : {}),
          issueTimestampMs: NO_TIME,
          expiryTimestampMs: NO_TIME,
          maxTimestampMs: NO_TIME,
        };
      },
      onError: (_request, code) => ({ errorCode: code }),
    }),
    apiHandler<typeof RenewDelegationToken>({
      api: RenewDelegationToken,
      handle: () => ({ errorCode, expiryTimestampMs: NO_TIME }),
      onError: (_request, code) => ({ errorCode: code }),
    }),
    apiHandler<typeof ExpireDelegationToken>({
      api: ExpireDelegationToken,
      handle: () => ({ errorCode, expiryTimestampMs: NO_TIME }),
      onError: (_request, code) => ({ errorCode: code }),
    }),
    apiHandler<typeof DescribeDelegationToken>({
      api: DescribeDelegationToken,
      handle: () => ({ errorCode }),
      onError: (_request, code) => ({ errorCode: code }),
    }),
  ];
}

function principalOf(text: string): { readonly type: string; readonly name: string } {
  const colon = text.indexOf(":");
  return { type: text.slice(0, colon), name: text.slice(colon + 1) };
}
