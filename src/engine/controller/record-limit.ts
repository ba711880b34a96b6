// One request is one batch of the log, and a batch has to stay readable: so many records and no more.
import { ErrorCode } from "../protocol/errors.ts";
import { ControllerError } from "./decision.ts";

export const MAX_RECORDS_PER_REQUEST = 10_000;

/** Throws ControllerError for the whole request. */
export function refuseTooManyRecords(count: number): void {
  if (count <= MAX_RECORDS_PER_REQUEST) return;
  throw new ControllerError(
    ErrorCode.POLICY_VIOLATION,
    "Unable to perform excessively large batch operation.",
  );
}
