// The exceptions of Kafka's Java clients, with their names and their hierarchy, so that `catch (e) { if (e instanceof
// RetriableException) … }` carries over by eye. A broker's error code becomes the class that Java throws for it.
import { errorInfo } from "../../protocol/errors.ts";

/** What Java calls an unchecked exception. `name` is the simple class name, `cause` what led to it. */
export class RuntimeException extends Error {
  constructor(message?: string | null, cause?: unknown) {
    super(message ?? "", cause === undefined ? undefined : { cause });
  }
  /** The message, or null if there is none, as in Java. */
  getMessage(): string | null {
    return this.message === "" ? null : this.message;
  }
}

/** An argument that can never be right. */
export class IllegalArgumentException extends RuntimeException {}
/** A call that makes no sense now: a closed client, a partition that is not assigned. */
export class IllegalStateException extends RuntimeException {}
/** Two calls of one consumer at the same time: await one before the next. */
export class ConcurrentModificationException extends RuntimeException {}
/** What this client does not offer. */
export class UnsupportedOperationException extends RuntimeException {}

/** A number that left the range of its type. */
export class ArithmeticException extends RuntimeException {}
/** A value of another class than a serializer takes. */
export class ClassCastException extends RuntimeException {}
/** A class that this client does not know. */
export class ClassNotFoundException extends RuntimeException {}
/** A text that is no duration. */
export class DateTimeParseException extends RuntimeException {}

/** The root of all that Kafka's clients throw. */
export class KafkaException extends RuntimeException {}
/** A broker refused, or a client on its behalf. */
export class ApiException extends KafkaException {}
export class ApplicationRecoverableException extends ApiException {}
export class InvalidConfigurationException extends ApiException {}
export class AuthenticationException extends InvalidConfigurationException {}
export class AuthorizationException extends InvalidConfigurationException {}
export class BrokerIdNotRegisteredException extends ApiException {}
export class BrokerNotAvailableException extends ApiException {}
/** The same request may succeed later: the clients repeat it by themselves until their timeout. */
export class RetriableException extends ApiException {}
/** It took longer than the configured timeout. */
export class TimeoutException extends RetriableException {}
/** `buffer.memory` stayed full for `max.block.ms`. */
export class BufferExhaustedException extends TimeoutException {}
export class ClusterAuthorizationException extends AuthorizationException {}
export class ConcurrentTransactionsException extends RetriableException {}
/** A configuration that the client cannot start with. */
export class ConfigException extends KafkaException {}
export class ControllerMovedException extends ApiException {}
export class CoordinatorLoadInProgressException extends RetriableException {}
export class RefreshRetriableException extends RetriableException {}
export class CoordinatorNotAvailableException extends RefreshRetriableException {}
export class CorruptRecordException extends RetriableException {}
export class DelegationTokenAuthorizationException extends AuthorizationException {}
export class DelegationTokenDisabledException extends ApiException {}
export class DelegationTokenExpiredException extends ApiException {}
export class DelegationTokenNotFoundException extends ApiException {}
export class DelegationTokenOwnerMismatchException extends ApiException {}
export class DisconnectException extends RetriableException {}
export class DuplicateBrokerRegistrationException extends ApiException {}
export class DuplicateResourceException extends ApiException {}
export class DuplicateSequenceException extends ApiException {}
export class DuplicateVoterException extends ApiException {}
/** The client's picture of the cluster is out of date. */
export class InvalidMetadataException extends RefreshRetriableException {}
export class ElectionNotNeededException extends InvalidMetadataException {}
export class EligibleLeadersNotAvailableException extends InvalidMetadataException {}
export class FeatureUpdateFailedException extends ApiException {}
export class FencedInstanceIdException extends ApplicationRecoverableException {}
export class FencedLeaderEpochException extends InvalidMetadataException {}
export class FencedMemberEpochException extends ApiException {}
export class FencedStateEpochException extends ApiException {}
export class FetchSessionIdNotFoundException extends RetriableException {}
export class FetchSessionTopicIdException extends RetriableException {}
export class GroupAuthorizationException extends AuthorizationException {}
export class GroupIdNotFoundException extends ApiException {}
export class GroupMaxSizeReachedException extends ApiException {}
export class GroupNotEmptyException extends ApiException {}
export class GroupSubscribedToTopicException extends ApiException {}
export class IllegalGenerationException extends ApplicationRecoverableException {}
export class IllegalSaslStateException extends AuthenticationException {}
export class InconsistentClusterIdException extends ApiException {}
export class InconsistentGroupProtocolException extends ApiException {}
export class InconsistentTopicIdException extends InvalidMetadataException {}
export class InconsistentVoterSetException extends ApiException {}
export class IneligibleReplicaException extends ApiException {}
export class InterruptException extends KafkaException {}
export class InvalidCommitOffsetSizeException extends ApiException {}
export class InvalidFetchSessionEpochException extends RetriableException {}
export class InvalidFetchSizeException extends ApiException {}
export class InvalidGroupIdException extends ApiException {}
export class InvalidOffsetException extends ApiException {}
export class InvalidPartitionsException extends ApiException {}
export class InvalidPidMappingException extends ApplicationRecoverableException {}
export class InvalidPrincipalTypeException extends ApiException {}
export class InvalidProducerEpochException extends ApplicationRecoverableException {}
export class InvalidRecordException extends InvalidConfigurationException {}
export class InvalidRecordStateException extends ApiException {}
export class InvalidRegistrationException extends ApiException {}
export class InvalidRegularExpression extends ApiException {}
export class InvalidReplicaAssignmentException extends ApiException {}
export class InvalidReplicationFactorException extends InvalidConfigurationException {}
export class InvalidRequestException extends ApiException {}
export class InvalidRequiredAcksException extends InvalidConfigurationException {}
export class InvalidSessionTimeoutException extends ApiException {}
export class InvalidShareSessionEpochException extends RetriableException {}
export class InvalidTimestampException extends ApiException {}
export class InvalidTopicException extends InvalidConfigurationException {}
export class InvalidTxnStateException extends ApiException {}
export class InvalidTxnTimeoutException extends ApiException {}
export class InvalidUpdateVersionException extends ApiException {}
export class InvalidVoterKeyException extends ApiException {}
export class KafkaStorageException extends InvalidMetadataException {}
export class LeaderNotAvailableException extends InvalidMetadataException {}
export class ListenerNotFoundException extends InvalidMetadataException {}
export class LogDirNotFoundException extends ApiException {}
export class OffsetOutOfRangeException extends InvalidOffsetException {}
export class LogTruncationException extends OffsetOutOfRangeException {}
export class MemberIdRequiredException extends ApiException {}
export class MismatchedEndpointTypeException extends ApiException {}
export class NetworkException extends InvalidMetadataException {}
export class NewLeaderElectedException extends ApiException {}
export class NoOffsetForPartitionException extends InvalidOffsetException {}
export class NoReassignmentInProgressException extends ApiException {}
export class NotControllerException extends RetriableException {}
export class NotCoordinatorException extends RefreshRetriableException {}
/** As NotEnoughReplicasException, found out after the leader had written the records. */
export class NotEnoughReplicasAfterAppendException extends RetriableException {}
/** acks=all, and fewer replicas in sync than `min.insync.replicas`; nothing was written. */
export class NotEnoughReplicasException extends RetriableException {}
export class NotLeaderOrFollowerException extends InvalidMetadataException {}
export class OffsetMetadataTooLarge extends ApiException {}
export class OffsetMovedToTieredStorageException extends ApiException {}
export class OffsetNotAvailableException extends RetriableException {}
export class OperationNotAttemptedException extends ApiException {}
export class OutOfOrderSequenceException extends ApiException {}
export class PolicyViolationException extends ApiException {}
export class PositionOutOfRangeException extends ApiException {}
export class PreferredLeaderNotAvailableException extends InvalidMetadataException {}
export class PrincipalDeserializationException extends ApiException {}
export class ProducerFencedException extends ApplicationRecoverableException {}
export class ReassignmentInProgressException extends ApiException {}
export class RebalanceInProgressException extends ApiException {}
export class RebootstrapRequiredException extends ApiException {}
export class RecordBatchTooLargeException extends InvalidConfigurationException {}
/** A value could not be turned into bytes, or bytes into a value. */
export class SerializationException extends KafkaException {}
export class RecordDeserializationException extends SerializationException {}
/** A record is larger than `max.request.size` or than `max.message.bytes` of its topic. */
export class RecordTooLargeException extends ApiException {}
export class ReplicaNotAvailableException extends InvalidMetadataException {}
export class ResourceNotFoundException extends ApiException {}
export class SaslAuthenticationException extends AuthenticationException {}
export class SecurityDisabledException extends ApiException {}
export class ShareSessionLimitReachedException extends RetriableException {}
export class ShareSessionNotFoundException extends RetriableException {}
export class SnapshotNotFoundException extends ApiException {}
export class StaleBrokerEpochException extends ApiException {}
export class StaleMemberEpochException extends ApiException {}
export class StreamsInvalidTopologyEpochException extends ApiException {}
export class StreamsInvalidTopologyException extends ApiException {}
export class StreamsTopologyFencedException extends ApiException {}
export class TelemetryTooLargeException extends ApiException {}
export class ThrottlingQuotaExceededException extends RetriableException {}
export class TopicAuthorizationException extends AuthorizationException {}
export class TopicDeletionDisabledException extends ApiException {}
export class TopicExistsException extends ApiException {}
export class TransactionAbortableException extends ApiException {}
export class TransactionCoordinatorFencedException extends ApiException {}
export class TransactionalIdAuthorizationException extends AuthorizationException {}
export class TransactionalIdNotFoundException extends ApiException {}
export class UnacceptableCredentialException extends ApiException {}
export class UnknownControllerIdException extends ApiException {}
export class UnknownLeaderEpochException extends RetriableException {}
export class UnknownMemberIdException extends ApplicationRecoverableException {}
export class UnknownProducerIdException extends OutOfOrderSequenceException {}
export class UnknownServerException extends ApiException {}
export class UnknownSubscriptionIdException extends ApiException {}
export class UnknownTopicIdException extends InvalidMetadataException {}
export class UnknownTopicOrPartitionException extends InvalidMetadataException {}
export class UnreleasedInstanceIdException extends ApiException {}
export class UnstableOffsetCommitException extends RetriableException {}
export class UnsupportedAssignorException extends ApiException {}
export class UnsupportedByAuthenticationException extends ApiException {}
export class UnsupportedCompressionTypeException extends ApiException {}
export class UnsupportedEndpointTypeException extends ApiException {}
export class UnsupportedForMessageFormatException extends InvalidConfigurationException {}
export class UnsupportedSaslMechanismException extends AuthenticationException {}
export class UnsupportedVersionException extends InvalidConfigurationException {}
export class VoterNotFoundException extends ApiException {}
/** A poll was ended by `wakeup()`. */
export class WakeupException extends KafkaException {}

type ExceptionClass = new (message?: string | null, cause?: unknown) => RuntimeException;

// Class names do not survive minification, the keys of this object do.
const EXCEPTIONS: Readonly<Record<string, ExceptionClass>> = {
  RuntimeException,
  IllegalArgumentException,
  IllegalStateException,
  ConcurrentModificationException,
  UnsupportedOperationException,
  ArithmeticException,
  ClassCastException,
  ClassNotFoundException,
  DateTimeParseException,
  KafkaException,
  ApiException,
  ApplicationRecoverableException,
  InvalidConfigurationException,
  AuthenticationException,
  AuthorizationException,
  BrokerIdNotRegisteredException,
  BrokerNotAvailableException,
  RetriableException,
  TimeoutException,
  BufferExhaustedException,
  ClusterAuthorizationException,
  ConcurrentTransactionsException,
  ConfigException,
  ControllerMovedException,
  CoordinatorLoadInProgressException,
  RefreshRetriableException,
  CoordinatorNotAvailableException,
  CorruptRecordException,
  DelegationTokenAuthorizationException,
  DelegationTokenDisabledException,
  DelegationTokenExpiredException,
  DelegationTokenNotFoundException,
  DelegationTokenOwnerMismatchException,
  DisconnectException,
  DuplicateBrokerRegistrationException,
  DuplicateResourceException,
  DuplicateSequenceException,
  DuplicateVoterException,
  InvalidMetadataException,
  ElectionNotNeededException,
  EligibleLeadersNotAvailableException,
  FeatureUpdateFailedException,
  FencedInstanceIdException,
  FencedLeaderEpochException,
  FencedMemberEpochException,
  FencedStateEpochException,
  FetchSessionIdNotFoundException,
  FetchSessionTopicIdException,
  GroupAuthorizationException,
  GroupIdNotFoundException,
  GroupMaxSizeReachedException,
  GroupNotEmptyException,
  GroupSubscribedToTopicException,
  IllegalGenerationException,
  IllegalSaslStateException,
  InconsistentClusterIdException,
  InconsistentGroupProtocolException,
  InconsistentTopicIdException,
  InconsistentVoterSetException,
  IneligibleReplicaException,
  InterruptException,
  InvalidCommitOffsetSizeException,
  InvalidFetchSessionEpochException,
  InvalidFetchSizeException,
  InvalidGroupIdException,
  InvalidOffsetException,
  InvalidPartitionsException,
  InvalidPidMappingException,
  InvalidPrincipalTypeException,
  InvalidProducerEpochException,
  InvalidRecordException,
  InvalidRecordStateException,
  InvalidRegistrationException,
  InvalidRegularExpression,
  InvalidReplicaAssignmentException,
  InvalidReplicationFactorException,
  InvalidRequestException,
  InvalidRequiredAcksException,
  InvalidSessionTimeoutException,
  InvalidShareSessionEpochException,
  InvalidTimestampException,
  InvalidTopicException,
  InvalidTxnStateException,
  InvalidTxnTimeoutException,
  InvalidUpdateVersionException,
  InvalidVoterKeyException,
  KafkaStorageException,
  LeaderNotAvailableException,
  ListenerNotFoundException,
  LogDirNotFoundException,
  OffsetOutOfRangeException,
  LogTruncationException,
  MemberIdRequiredException,
  MismatchedEndpointTypeException,
  NetworkException,
  NewLeaderElectedException,
  NoOffsetForPartitionException,
  NoReassignmentInProgressException,
  NotControllerException,
  NotCoordinatorException,
  NotEnoughReplicasAfterAppendException,
  NotEnoughReplicasException,
  NotLeaderOrFollowerException,
  OffsetMetadataTooLarge,
  OffsetMovedToTieredStorageException,
  OffsetNotAvailableException,
  OperationNotAttemptedException,
  OutOfOrderSequenceException,
  PolicyViolationException,
  PositionOutOfRangeException,
  PreferredLeaderNotAvailableException,
  PrincipalDeserializationException,
  ProducerFencedException,
  ReassignmentInProgressException,
  RebalanceInProgressException,
  RebootstrapRequiredException,
  RecordBatchTooLargeException,
  SerializationException,
  RecordDeserializationException,
  RecordTooLargeException,
  ReplicaNotAvailableException,
  ResourceNotFoundException,
  SaslAuthenticationException,
  SecurityDisabledException,
  ShareSessionLimitReachedException,
  ShareSessionNotFoundException,
  SnapshotNotFoundException,
  StaleBrokerEpochException,
  StaleMemberEpochException,
  StreamsInvalidTopologyEpochException,
  StreamsInvalidTopologyException,
  StreamsTopologyFencedException,
  TelemetryTooLargeException,
  ThrottlingQuotaExceededException,
  TopicAuthorizationException,
  TopicDeletionDisabledException,
  TopicExistsException,
  TransactionAbortableException,
  TransactionCoordinatorFencedException,
  TransactionalIdAuthorizationException,
  TransactionalIdNotFoundException,
  UnacceptableCredentialException,
  UnknownControllerIdException,
  UnknownLeaderEpochException,
  UnknownMemberIdException,
  UnknownProducerIdException,
  UnknownServerException,
  UnknownSubscriptionIdException,
  UnknownTopicIdException,
  UnknownTopicOrPartitionException,
  UnreleasedInstanceIdException,
  UnstableOffsetCommitException,
  UnsupportedAssignorException,
  UnsupportedByAuthenticationException,
  UnsupportedCompressionTypeException,
  UnsupportedEndpointTypeException,
  UnsupportedForMessageFormatException,
  UnsupportedSaslMechanismException,
  UnsupportedVersionException,
  VoterNotFoundException,
  WakeupException,
};

for (const [name, exception] of Object.entries(EXCEPTIONS)) {
  Object.defineProperty(exception, "name", { value: name });
  Object.defineProperty(exception.prototype, "name", { value: name, configurable: true, writable: true });
}

/** @internal The exception of an error code, with Kafka's text unless the broker gave its own. */
export function exceptionOf(errorCode: number, message?: string | null): KafkaException {
  const info = errorInfo(errorCode);
  const exception = EXCEPTIONS[info.exception ?? "UnknownServerException"] ?? UnknownServerException;
  return new exception(message ?? info.message);
}

/** @internal All of them by name: what the learner's module offers. */
export const exceptionClasses = EXCEPTIONS;
