// AlterClientQuotas (key 49), versions 0-1 (KIP-546). Limits are kept and shown; nothing is throttled by them yet.
import type { ApiHandler } from "../../../net/server.ts";
import { AlterClientQuotas } from "../../../protocol/schemas/49-alter-client-quotas.ts";
import { alterClientQuotas } from "../../quotas/client-quotas.ts";
import { type ControllerContext, decidingHandler } from "../controller-context.ts";

export function alterClientQuotasHandler(context: ControllerContext): ApiHandler {
  return decidingHandler(
    context,
    AlterClientQuotas,
    alterClientQuotas,
    ({ entries }, errorCode, errorMessage) => ({
      entries: entries.map(({ entity }) => ({ entity, errorCode, errorMessage })),
    }),
  );
}
