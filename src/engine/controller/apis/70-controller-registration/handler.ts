// ControllerRegistration (key 70), version 0 (KIP-919).
import type { ApiHandler } from "../../../net/server.ts";
import { ControllerRegistration } from "../../../protocol/schemas/70-controller-registration.ts";
import { registerController } from "../../cluster/registration.ts";
import { type ControllerContext, decidingHandler } from "../controller-context.ts";

export function controllerRegistrationHandler(context: ControllerContext): ApiHandler {
  return decidingHandler(
    context,
    ControllerRegistration,
    registerController,
    (_request, errorCode, errorMessage) => ({ errorCode, errorMessage }),
  );
}
