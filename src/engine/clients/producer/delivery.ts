// What to do with a batch after its answer: done, sent again, split, or given up.
import { ErrorCode, errorInfo } from "../../protocol/errors.ts";
import { exceptionOf, InvalidRecordException, KafkaException } from "../api/exceptions.ts";
import type { Ordering } from "./ordering.ts";
import type { PartitionAnswer } from "./produce-requests.ts";
import type { ProducerBatch } from "./producer-batch.ts";

export type Decision =
  | { readonly kind: "written" }
  | { readonly kind: "retry" }
  | { readonly kind: "split" }
  | {
      readonly kind: "fail";
      /** Of the record at an index in the batch. */
      readonly errorOf: (index: number) => Error;
      /** It may have been written all the same. */
      readonly unknown: boolean;
    };

export function decide(
  batch: ProducerBatch,
  answer: PartitionAnswer,
  mayRetry: boolean,
  ordering: Ordering,
): Decision {
  switch (answer.errorCode) {
    case ErrorCode.NONE:
    case ErrorCode.DUPLICATE_SEQUENCE_NUMBER:
      return { kind: "written" };
    case ErrorCode.MESSAGE_TOO_LARGE:
      if (batch.recordCount > 1) return { kind: "split" };
      break;
    case ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER:
    case ErrorCode.UNKNOWN_PRODUCER_ID:
      if (mayRetry && batch.hasSequence) {
        // Not the next one: those before it have to be written first. The next one: the broker has lost track.
        if (ordering.isNextExpected(batch)) ordering.restart(batch.key);
        return { kind: "retry" };
      }
      break;
  }
  const { retriable } = errorInfo(answer.errorCode);
  if (mayRetry && retriable) return { kind: "retry" };
  // One attempt of several may have written it.
  return { kind: "fail", errorOf: errorsOf(answer), unknown: retriable };
}

const INNOCENT =
  "Failed to append record because it was part of a batch which had one more more invalid records";

/** Of a batch with bad records only those carry their own error (KIP-467). */
function errorsOf({ errorCode, message, recordErrors }: PartitionAnswer): (index: number) => Error {
  const whole = exceptionOf(errorCode, message);
  if (recordErrors.size === 0) return () => whole;
  const innocent = new KafkaException(INNOCENT);
  return (index) => {
    if (!recordErrors.has(index)) return innocent;
    const text = recordErrors.get(index) ?? message;
    return errorCode === ErrorCode.INVALID_RECORD
      ? new InvalidRecordException(text)
      : exceptionOf(errorCode, text);
  };
}
