// How a step failed, in the form in which Kafka's failures were recorded: by the class of the exception.
import { AssertionError } from "../../base/assert.ts";
import { errorInfo } from "../../protocol/errors.ts";
import { AppendError, OffsetOutOfRangeError } from "../log.ts";
import { UnsplittableSegmentError } from "../split-segment.ts";
import { MalformedFileError } from "../text-file.ts";
import type { Json } from "./case.ts";

/** The step needs a log that is open. */
export class NotOpenError extends Error {
  override readonly name = "NotOpenError";
}

/** Undefined for what is no refusal but a defect of ours. */
export function shownRefusal(error: unknown): Json | undefined {
  if (error instanceof AppendError) {
    const { code, message, recordErrors } = error;
    const shown = { error: errorInfo(code).exception, errorCode: code, message };
    return recordErrors.length > 0 ? { ...shown, recordErrors } : shown;
  }
  const exception = exceptionOf(error);
  return exception === undefined ? undefined : { error: exception, message: (error as Error).message };
}

function exceptionOf(error: unknown): string | undefined {
  if (error instanceof OffsetOutOfRangeError) return "OffsetOutOfRangeException";
  // What the caller of a log has to see to is an assertion here.
  if (error instanceof AssertionError || error instanceof UnsplittableSegmentError)
    return "IllegalArgumentException";
  if (error instanceof MalformedFileError) return "KafkaStorageException";
  return error instanceof NotOpenError ? "IllegalStateException" : undefined;
}
