// A Kafka error about one partition, for whoever answers the request.
import type { ErrorName } from "../../protocol/errors.ts";
import { ErrorCode } from "../../protocol/errors.ts";

export class PartitionError extends Error {
  override readonly name = "PartitionError";
  readonly code: number;
  constructor(
    readonly error: ErrorName,
    message: string = error,
  ) {
    super(message);
    this.code = ErrorCode[error];
  }
}
