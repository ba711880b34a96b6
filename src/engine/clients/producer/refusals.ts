// Why a record cannot be sent, in the words of Kafka's producer.
import { ErrorCode } from "../../protocol/errors.ts";
import {
  exceptionOf,
  InvalidTopicException,
  type KafkaException,
  RecordTooLargeException,
  TimeoutException,
  TopicAuthorizationException,
} from "../api/exceptions.ts";
import { nameOf } from "../config/class-choice.ts";
import { nameFault } from "../config/consumer-rules.ts";
import type { ClientContext } from "../network/client-context.ts";
import type { TopicMetadata } from "../network/cluster.ts";

export function tooLarge(
  sizeBytes: number,
  maxRequestBytes: number,
  bufferBytes: number,
): KafkaException | null {
  if (sizeBytes > maxRequestBytes)
    return new RecordTooLargeException(
      `The message is ${sizeBytes} bytes when serialized which is larger than ${maxRequestBytes}, ` +
        "which is the value of the max.request.size configuration.",
    );
  if (sizeBytes > bufferBytes)
    return new RecordTooLargeException(
      `The message is ${sizeBytes} bytes when serialized which is larger than the total memory buffer you have ` +
        "configured with the buffer.memory configuration.",
    );
  return null;
}

export function notPresent(topic: string, afterMs: number): TimeoutException {
  return new TimeoutException(`Topic ${topic} not present in metadata after ${afterMs} ms.`);
}

/** What waiting would not mend. */
export function topicError({ name, errorCode }: TopicMetadata): KafkaException | null {
  switch (errorCode) {
    case ErrorCode.INVALID_TOPIC_EXCEPTION:
      return new InvalidTopicException(`Invalid topics: [${name}]`);
    case ErrorCode.TOPIC_AUTHORIZATION_FAILED:
      return new TopicAuthorizationException(`Not authorized to access topics: [${name}]`);
    default:
      return errorCode !== ErrorCode.NONE && nameFault(name) !== null ? exceptionOf(errorCode) : null;
  }
}

/** The level of the codec in use, for codecs that have one. */
export function levelOf(context: ClientContext, compression: string): number | undefined {
  const name = `compression.${compression}.level`;
  return ["gzip", "lz4", "zstd"].includes(compression) ? context.config.number(name) : undefined;
}

/** What Java would have called the class of a value. */
export function javaClassOf(data: unknown): string {
  switch (typeof data) {
    case "string":
      return "java.lang.String";
    case "number":
      return Number.isInteger(data) ? "java.lang.Integer" : "java.lang.Double";
    case "boolean":
      return "java.lang.Boolean";
    case "bigint":
      return "java.lang.Long";
    default:
      return data instanceof Uint8Array ? "[B" : nameOf(data);
  }
}
