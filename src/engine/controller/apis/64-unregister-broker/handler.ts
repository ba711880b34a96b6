// UnregisterBroker (key 64), version 0.
import type { ApiHandler } from "../../../net/server.ts";
import { UnregisterBroker } from "../../../protocol/schemas/64-unregister-broker.ts";
import { unregisterBroker } from "../../cluster/registration.ts";
import { type ControllerContext, decidingHandler } from "../controller-context.ts";

export function unregisterBrokerHandler(context: ControllerContext): ApiHandler {
  return decidingHandler(
    context,
    UnregisterBroker,
    unregisterBroker,
    (_request, errorCode, errorMessage) => ({ errorCode, errorMessage }),
  );
}
