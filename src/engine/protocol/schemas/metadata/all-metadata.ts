// The records of `__cluster_metadata`, all of them: what a controller writes, a broker replays and the tools show.
import type { MessageSchema } from "../../schema.ts";
import { AbortTransactionRecord } from "./abort-transaction-record.ts";
import { AccessControlEntryRecord } from "./access-control-entry-record.ts";
import { BeginTransactionRecord } from "./begin-transaction-record.ts";
import { BrokerRegistrationChangeRecord } from "./broker-registration-change-record.ts";
import { ClearElrRecord } from "./clear-elr-record.ts";
import { ClientQuotaRecord } from "./client-quota-record.ts";
import { ConfigRecord } from "./config-record.ts";
import { DelegationTokenRecord } from "./delegation-token-record.ts";
import { EndTransactionRecord } from "./end-transaction-record.ts";
import { FeatureLevelRecord } from "./feature-level-record.ts";
import { FenceBrokerRecord } from "./fence-broker-record.ts";
import { NoOpRecord } from "./no-op-record.ts";
import { PartitionChangeRecord } from "./partition-change-record.ts";
import { PartitionRecord } from "./partition-record.ts";
import { ProducerIdsRecord } from "./producer-ids-record.ts";
import { RegisterBrokerRecord } from "./register-broker-record.ts";
import { RegisterControllerRecord } from "./register-controller-record.ts";
import { RemoveAccessControlEntryRecord } from "./remove-access-control-entry-record.ts";
import { RemoveDelegationTokenRecord } from "./remove-delegation-token-record.ts";
import { RemoveTopicRecord } from "./remove-topic-record.ts";
import { RemoveUserScramCredentialRecord } from "./remove-user-scram-credential-record.ts";
import { TopicRecord } from "./topic-record.ts";
import { UnfenceBrokerRecord } from "./unfence-broker-record.ts";
import { UnregisterBrokerRecord } from "./unregister-broker-record.ts";
import { UserScramCredentialRecord } from "./user-scram-credential-record.ts";
import { ZkMigrationStateRecord } from "./zk-migration-state-record.ts";

export const METADATA_SCHEMAS = {
  AbortTransactionRecord,
  AccessControlEntryRecord,
  BeginTransactionRecord,
  BrokerRegistrationChangeRecord,
  ClearElrRecord,
  ClientQuotaRecord,
  ConfigRecord,
  DelegationTokenRecord,
  EndTransactionRecord,
  FeatureLevelRecord,
  FenceBrokerRecord,
  NoOpRecord,
  PartitionChangeRecord,
  PartitionRecord,
  ProducerIdsRecord,
  RegisterBrokerRecord,
  RegisterControllerRecord,
  RemoveAccessControlEntryRecord,
  RemoveDelegationTokenRecord,
  RemoveTopicRecord,
  RemoveUserScramCredentialRecord,
  TopicRecord,
  UnfenceBrokerRecord,
  UnregisterBrokerRecord,
  UserScramCredentialRecord,
  ZkMigrationStateRecord,
} as const satisfies Readonly<Record<string, MessageSchema>>;
