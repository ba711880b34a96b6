// Without an authorizer there is nothing that access control lists could mean: they are neither shown nor changed.
import { ErrorCode } from "../../protocol/errors.ts";
import { ControllerError } from "../decision.ts";

export const AUTHORIZER_PROPERTY = "authorizer.class.name";
export const NO_AUTHORIZER = "No Authorizer is configured.";

/** Throws ControllerError for the whole request. */
export function requireAuthorizer(staticConfigs: ReadonlyMap<string, string>): void {
  if ((staticConfigs.get(AUTHORIZER_PROPERTY) ?? "") !== "") return;
  throw new ControllerError(ErrorCode.SECURITY_DISABLED, NO_AUTHORIZER);
}
