// The schemas of the coordinators' records: the first two bytes of a key name one of them, and the value has its own
// version before it.
import type { MessageSchema } from "../schema.ts";
import {
  ConsumerGroupCurrentMemberAssignmentKey,
  ConsumerGroupCurrentMemberAssignmentValue,
} from "./group-coordinator/consumer-group-current-member-assignment.ts";
import {
  ConsumerGroupMemberMetadataKey,
  ConsumerGroupMemberMetadataValue,
} from "./group-coordinator/consumer-group-member-metadata.ts";
import {
  ConsumerGroupMetadataKey,
  ConsumerGroupMetadataValue,
} from "./group-coordinator/consumer-group-metadata.ts";
import {
  ConsumerGroupPartitionMetadataKey,
  ConsumerGroupPartitionMetadataValue,
} from "./group-coordinator/consumer-group-partition-metadata.ts";
import {
  ConsumerGroupRegularExpressionKey,
  ConsumerGroupRegularExpressionValue,
} from "./group-coordinator/consumer-group-regular-expression.ts";
import {
  ConsumerGroupTargetAssignmentMemberKey,
  ConsumerGroupTargetAssignmentMemberValue,
} from "./group-coordinator/consumer-group-target-assignment-member.ts";
import {
  ConsumerGroupTargetAssignmentMetadataKey,
  ConsumerGroupTargetAssignmentMetadataValue,
} from "./group-coordinator/consumer-group-target-assignment-metadata.ts";
import { GroupMetadataKey, GroupMetadataValue } from "./group-coordinator/group-metadata.ts";
import { LegacyOffsetCommitKey, LegacyOffsetCommitValue } from "./group-coordinator/legacy-offset-commit.ts";
import { OffsetCommitKey, OffsetCommitValue } from "./group-coordinator/offset-commit.ts";
import {
  ShareGroupCurrentMemberAssignmentKey,
  ShareGroupCurrentMemberAssignmentValue,
} from "./group-coordinator/share-group-current-member-assignment.ts";
import {
  ShareGroupMemberMetadataKey,
  ShareGroupMemberMetadataValue,
} from "./group-coordinator/share-group-member-metadata.ts";
import { ShareGroupMetadataKey, ShareGroupMetadataValue } from "./group-coordinator/share-group-metadata.ts";
import {
  ShareGroupStatePartitionMetadataKey,
  ShareGroupStatePartitionMetadataValue,
} from "./group-coordinator/share-group-state-partition-metadata.ts";
import {
  ShareGroupTargetAssignmentMemberKey,
  ShareGroupTargetAssignmentMemberValue,
} from "./group-coordinator/share-group-target-assignment-member.ts";
import {
  ShareGroupTargetAssignmentMetadataKey,
  ShareGroupTargetAssignmentMetadataValue,
} from "./group-coordinator/share-group-target-assignment-metadata.ts";
import {
  StreamsGroupCurrentMemberAssignmentKey,
  StreamsGroupCurrentMemberAssignmentValue,
} from "./group-coordinator/streams-group-current-member-assignment.ts";
import {
  StreamsGroupMemberMetadataKey,
  StreamsGroupMemberMetadataValue,
} from "./group-coordinator/streams-group-member-metadata.ts";
import {
  StreamsGroupMetadataKey,
  StreamsGroupMetadataValue,
} from "./group-coordinator/streams-group-metadata.ts";
import {
  StreamsGroupTargetAssignmentMemberKey,
  StreamsGroupTargetAssignmentMemberValue,
} from "./group-coordinator/streams-group-target-assignment-member.ts";
import {
  StreamsGroupTargetAssignmentMetadataKey,
  StreamsGroupTargetAssignmentMetadataValue,
} from "./group-coordinator/streams-group-target-assignment-metadata.ts";
import {
  StreamsGroupTopologyKey,
  StreamsGroupTopologyValue,
} from "./group-coordinator/streams-group-topology.ts";
import { ShareSnapshotKey, ShareSnapshotValue } from "./share-coordinator/share-snapshot.ts";
import { ShareUpdateKey, ShareUpdateValue } from "./share-coordinator/share-update.ts";
import { TransactionLogKey, TransactionLogValue } from "./transaction-coordinator/transaction-log.ts";

export interface RecordSchemas {
  readonly key: MessageSchema;
  readonly value: MessageSchema;
}

/** By type id. */
export type RecordTable = ReadonlyMap<number, RecordSchemas>;

function table(pairs: readonly (readonly [key: MessageSchema, value: MessageSchema])[]): RecordTable {
  return new Map(pairs.map(([key, value]) => [key.key ?? 0, { key, value }]));
}

/** `__consumer_offsets` */
export const GROUP_RECORDS = table([
  [ConsumerGroupCurrentMemberAssignmentKey, ConsumerGroupCurrentMemberAssignmentValue],
  [ConsumerGroupMemberMetadataKey, ConsumerGroupMemberMetadataValue],
  [ConsumerGroupMetadataKey, ConsumerGroupMetadataValue],
  [ConsumerGroupPartitionMetadataKey, ConsumerGroupPartitionMetadataValue],
  [ConsumerGroupRegularExpressionKey, ConsumerGroupRegularExpressionValue],
  [ConsumerGroupTargetAssignmentMemberKey, ConsumerGroupTargetAssignmentMemberValue],
  [ConsumerGroupTargetAssignmentMetadataKey, ConsumerGroupTargetAssignmentMetadataValue],
  [GroupMetadataKey, GroupMetadataValue],
  [LegacyOffsetCommitKey, LegacyOffsetCommitValue],
  [OffsetCommitKey, OffsetCommitValue],
  [ShareGroupCurrentMemberAssignmentKey, ShareGroupCurrentMemberAssignmentValue],
  [ShareGroupMemberMetadataKey, ShareGroupMemberMetadataValue],
  [ShareGroupMetadataKey, ShareGroupMetadataValue],
  [ShareGroupStatePartitionMetadataKey, ShareGroupStatePartitionMetadataValue],
  [ShareGroupTargetAssignmentMemberKey, ShareGroupTargetAssignmentMemberValue],
  [ShareGroupTargetAssignmentMetadataKey, ShareGroupTargetAssignmentMetadataValue],
  [StreamsGroupCurrentMemberAssignmentKey, StreamsGroupCurrentMemberAssignmentValue],
  [StreamsGroupMemberMetadataKey, StreamsGroupMemberMetadataValue],
  [StreamsGroupMetadataKey, StreamsGroupMetadataValue],
  [StreamsGroupTargetAssignmentMemberKey, StreamsGroupTargetAssignmentMemberValue],
  [StreamsGroupTargetAssignmentMetadataKey, StreamsGroupTargetAssignmentMetadataValue],
  [StreamsGroupTopologyKey, StreamsGroupTopologyValue],
]);

/** `__transaction_state` */
export const TRANSACTION_RECORDS = table([[TransactionLogKey, TransactionLogValue]]);

/** `__share_group_state` */
export const SHARE_RECORDS = table([
  [ShareSnapshotKey, ShareSnapshotValue],
  [ShareUpdateKey, ShareUpdateValue],
]);
