// BrokerRegistration (key 62), versions 0-4 (KIP-631).
import type { ApiHandler } from "../../../net/server.ts";
import { BrokerRegistration } from "../../../protocol/schemas/62-broker-registration.ts";
import { registerBroker } from "../../cluster/registration.ts";
import { type ControllerContext, decidingHandler } from "../controller-context.ts";

export function brokerRegistrationHandler(context: ControllerContext): ApiHandler {
  return decidingHandler(context, BrokerRegistration, registerBroker, (_request, errorCode) => ({
    errorCode,
  }));
}
