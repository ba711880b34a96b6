// What each metadata.version allows, and which versions of the records it writes.
export const METADATA_VERSION = "metadata.version";
export const KRAFT_VERSION = "kraft.version";
export const ELR_VERSION = "eligible.leader.replicas.version";

/** Levels by the names that Kafka gives them. */
export const MetadataVersion = {
  IBP_3_3_IV3: 7,
  IBP_3_4_IV0: 8,
  IBP_3_6_IV0: 12,
  IBP_3_6_IV1: 13,
  IBP_3_7_IV0: 15,
  IBP_3_7_IV2: 17,
  IBP_4_0_IV1: 23,
  IBP_4_3_IV0: 30,
} as const;

type Features = ReadonlyMap<string, number>;

export function metadataVersionOf(features: Features): number {
  return features.get(METADATA_VERSION) ?? MetadataVersion.IBP_3_3_IV3;
}

const atLeast = (features: Features, level: number): boolean => metadataVersionOf(features) >= level;

export const hasTransactions = (features: Features): boolean =>
  atLeast(features, MetadataVersion.IBP_3_6_IV1);
export const hasDirectories = (features: Features): boolean => atLeast(features, MetadataVersion.IBP_3_7_IV2);
export const hasControllerRegistration = (features: Features): boolean =>
  atLeast(features, MetadataVersion.IBP_3_7_IV0);
export const hasCordonedDirs = (features: Features): boolean =>
  atLeast(features, MetadataVersion.IBP_4_3_IV0);
export const hasElr = (features: Features): boolean => (features.get(ELR_VERSION) ?? 0) > 0;
export const bumpsEpochOnIsrShrink = (features: Features): boolean =>
  !atLeast(features, MetadataVersion.IBP_3_6_IV0);

export function registerBrokerRecordVersion(features: Features): number {
  if (hasCordonedDirs(features)) return 4;
  if (hasDirectories(features)) return 3;
  return atLeast(features, MetadataVersion.IBP_3_4_IV0) ? 2 : 1;
}

/** Of PartitionRecord and PartitionChangeRecord. */
export function partitionRecordVersion(features: Features): number {
  if (atLeast(features, MetadataVersion.IBP_4_0_IV1)) return 2;
  return hasDirectories(features) ? 1 : 0;
}
