// The schemas of the metadata log's records, by type id.
import type { MessageSchema } from "../../protocol/schema.ts";
import { AbortTransactionRecord } from "../../protocol/schemas/metadata/abort-transaction-record.ts";
import { AccessControlEntryRecord } from "../../protocol/schemas/metadata/access-control-entry-record.ts";
import { BeginTransactionRecord } from "../../protocol/schemas/metadata/begin-transaction-record.ts";
import { BrokerRegistrationChangeRecord } from "../../protocol/schemas/metadata/broker-registration-change-record.ts";
import { ClearElrRecord } from "../../protocol/schemas/metadata/clear-elr-record.ts";
import { ClientQuotaRecord } from "../../protocol/schemas/metadata/client-quota-record.ts";
import { ConfigRecord } from "../../protocol/schemas/metadata/config-record.ts";
import { DelegationTokenRecord } from "../../protocol/schemas/metadata/delegation-token-record.ts";
import { EndTransactionRecord } from "../../protocol/schemas/metadata/end-transaction-record.ts";
import { FeatureLevelRecord } from "../../protocol/schemas/metadata/feature-level-record.ts";
import { FenceBrokerRecord } from "../../protocol/schemas/metadata/fence-broker-record.ts";
import { NoOpRecord } from "../../protocol/schemas/metadata/no-op-record.ts";
import { PartitionChangeRecord } from "../../protocol/schemas/metadata/partition-change-record.ts";
import { PartitionRecord } from "../../protocol/schemas/metadata/partition-record.ts";
import { ProducerIdsRecord } from "../../protocol/schemas/metadata/producer-ids-record.ts";
import { RegisterBrokerRecord } from "../../protocol/schemas/metadata/register-broker-record.ts";
import { RegisterControllerRecord } from "../../protocol/schemas/metadata/register-controller-record.ts";
import { RemoveAccessControlEntryRecord } from "../../protocol/schemas/metadata/remove-access-control-entry-record.ts";
import { RemoveDelegationTokenRecord } from "../../protocol/schemas/metadata/remove-delegation-token-record.ts";
import { RemoveTopicRecord } from "../../protocol/schemas/metadata/remove-topic-record.ts";
import { RemoveUserScramCredentialRecord } from "../../protocol/schemas/metadata/remove-user-scram-credential-record.ts";
import { TopicRecord } from "../../protocol/schemas/metadata/topic-record.ts";
import { UnfenceBrokerRecord } from "../../protocol/schemas/metadata/unfence-broker-record.ts";
import { UnregisterBrokerRecord } from "../../protocol/schemas/metadata/unregister-broker-record.ts";
import { UserScramCredentialRecord } from "../../protocol/schemas/metadata/user-scram-credential-record.ts";
import { ZkMigrationStateRecord } from "../../protocol/schemas/metadata/zk-migration-state-record.ts";

export const METADATA_RECORDS: ReadonlyMap<number, MessageSchema> = new Map(
  [
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
  ].map((schema) => [schema.key, schema]),
);

/** `BROKER_REGISTRATION_CHANGE_RECORD`: the name of a type in Kafka's own enum. */
export function metadataTypeName(schema: MessageSchema): string {
  return schema.name.replace(/([a-z])([A-Z])/g, "$1_$2").toUpperCase();
}
