// What is wrong with record bytes that came from outside, and the error code that a broker answers with.
import { ErrorCode } from "../protocol/errors.ts";

/** Bytes that are no valid batch. The texts are those that Apache Kafka's users see. */
export class RecordError extends Error {
  override readonly name = "RecordError";
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

/** The bytes were damaged: a wrong checksum or an impossible size (CorruptRecordException). */
export function corrupt(message: string): RecordError {
  return new RecordError(ErrorCode.CORRUPT_MESSAGE, message);
}

/** The checksum is right, the content is not (InvalidRecordException). */
export function invalidRecord(message: string): RecordError {
  return new RecordError(ErrorCode.INVALID_RECORD, message);
}

/** Compressed bytes that cannot be read, or an unknown codec; Kafka has no code of its own for them. */
export function undecodable(message: string): RecordError {
  return new RecordError(ErrorCode.UNKNOWN_SERVER_ERROR, message);
}
