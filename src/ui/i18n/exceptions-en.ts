// What the exceptions that a program meets most often mean, in English. Typed by the Korean ones.
import type { exceptionsKo } from "./exceptions-ko.ts";

export const exceptionsEn: Readonly<Record<keyof typeof exceptionsKo, string>> = {
  TimeoutException: "No answer came in time. See whether brokers and controllers run and the links carry.",
  NotEnoughReplicasException:
    "The ISR is smaller than min.insync.replicas, so acks=all writes are refused. Nothing was written.",
  NotEnoughReplicasAfterAppendException:
    "The leader wrote it, but the ISR has become smaller than min.insync.replicas. Sent again, it may be written twice.",
  TopicExistsException: "There is a topic of that name. Take another name, or look before you create it.",
  InvalidTopicException: "No topic can be called that: ASCII letters, digits, '.', '_' and '-', 249 at most.",
  UnknownTopicOrPartitionException:
    "There is no such topic or partition, or the broker does not know of it yet. Check name and number.",
  InvalidReplicationFactorException:
    "The replication factor is at least 1 and at most the number of brokers that can take replicas.",
  InvalidPartitionsException:
    "That number of partitions cannot be: at least 1, and an existing topic can only get more.",
  InvalidReplicaAssignmentException:
    "That assignment cannot be: existing brokers only, as many for each partition, none twice.",
  InvalidConfigurationException:
    "A config of the topic or broker is wrong. Check its name and the range of its value.",
  ConfigException: "A config of the client is wrong. Check its name and the form of its value.",
  PolicyViolationException:
    "One request wants to change too much. The controller writes 10,000 metadata records at once, one for each topic and partition. Create them in parts, or fewer.",
  RecordTooLargeException:
    "The record is larger than allowed. See max.request.size and the topic's max.message.bytes.",
  RecordBatchTooLargeException:
    "The batch is larger than a segment. Change the topic's segment.bytes or the batch size.",
  SerializationException:
    "A key or value could not be turned into bytes or back. See whether serializer and deserializer fit the data.",
  NotLeaderOrFollowerException:
    "This broker does not lead the partition any more. The client fetches metadata again and sends to the new leader.",
  NotControllerException:
    "This controller does not lead any more. It is tried again when a new leader is elected.",
  OffsetOutOfRangeException:
    "The log does not have that offset: retention has deleted it, or it is not written yet.",
  NoOffsetForPartitionException: "There is no offset to begin at. Use seek, or set auto.offset.reset.",
  OutOfOrderSequenceException: "The log lacks an earlier batch of this producer, which may be lost.",
  KafkaStorageException: "The broker's disk failed to read or write. That log directory is offline.",
  CorruptRecordException: "The CRC of the record batch is wrong: its bytes have changed on the way.",
  UnsupportedVersionException:
    "Client and broker share no version of this API, or the broker does not have the feature.",
  UnsupportedOperationException: "This client does not have that yet.",
  CoordinatorNotAvailableException: "There is no group coordinator: consumer groups are not supported yet.",
  IllegalStateException: "That cannot be called now: it may be closed, or the partition is not assigned.",
  EvalError: "Text cannot be run as code here: eval and Function are not available.",
};
