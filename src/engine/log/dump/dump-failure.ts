// Where kafka-dump-log.sh ends with an uncaught exception: its Java class and its text, as the first line of the stack
// trace names them.
import { ErrorCode } from "../../protocol/errors.ts";
import { RecordError } from "../../records/record-error.ts";
import { MessageFault } from "./message-node.ts";
import { MissingKeyError } from "./payload.ts";

export class DumpFailure extends Error {
  override readonly name = "DumpFailure";
  /** `text` is null where the exception has none. */
  constructor(
    readonly exception: string,
    readonly text: string | null,
  ) {
    super(text === null ? exception : `${exception}: ${text}`);
  }
}

/** The failure that an error of the decoder means; anything else is a mistake of ours. */
export function asFailure(error: unknown): DumpFailure {
  if (error instanceof DumpFailure) return error;
  if (error instanceof MissingKeyError) return new DumpFailure("java.lang.RuntimeException", error.message);
  if (error instanceof MessageFault) {
    return new DumpFailure(error.exception, error.message === "null" ? null : error.message);
  }
  if (error instanceof RecordError) return recordFailure(error);
  throw error;
}

function recordFailure({ code, message }: RecordError): DumpFailure {
  if (code === ErrorCode.CORRUPT_MESSAGE)
    return new DumpFailure("org.apache.kafka.common.errors.CorruptRecordException", message);
  if (code === ErrorCode.INVALID_RECORD)
    return new DumpFailure("org.apache.kafka.common.InvalidRecordException", message);
  return new DumpFailure("org.apache.kafka.common.KafkaException", "Failed to decompress record stream");
}
