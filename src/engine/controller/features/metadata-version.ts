// What each metadata.version allows, and which versions of the records it writes.
export const METADATA_VERSION = "metadata.version";
export const KRAFT_VERSION = "kraft.version";
export const ELR_VERSION = "eligible.leader.replicas.version";

/** Levels by the names that Kafka gives them. */
export const MetadataVersion = {
  IBP_3_3_IV3: 7,
  IBP_3_4_IV0: 8,
  IBP_3_5_IV2: 11,
  IBP_3_6_IV0: 12,
  IBP_3_6_IV1: 13,
  IBP_3_6_IV2: 14,
  IBP_3_7_IV0: 15,
  IBP_3_7_IV2: 17,
  IBP_4_0_IV1: 23,
  IBP_4_3_IV0: 30,
} as const;

/** From level 7 on. */
const NAMES: readonly string[] = [
  "3.3-IV3",
  "3.4-IV0",
  "3.5-IV0",
  "3.5-IV1",
  "3.5-IV2",
  "3.6-IV0",
  "3.6-IV1",
  "3.6-IV2",
  "3.7-IV0",
  "3.7-IV1",
  "3.7-IV2",
  "3.7-IV3",
  "3.7-IV4",
  "3.8-IV0",
  "3.9-IV0",
  "4.0-IV0",
  "4.0-IV1",
  "4.0-IV2",
  "4.0-IV3",
  "4.1-IV0",
  "4.1-IV1",
  "4.2-IV0",
  "4.2-IV1",
  "4.3-IV0",
];

/** `4.3-IV0` of 30; undefined for what this version does not know. */
export function metadataVersionName(level: number): string | undefined {
  return NAMES[level - MetadataVersion.IBP_3_3_IV3];
}

export function metadataVersionLevel(name: string): number | undefined {
  const index = NAMES.indexOf(name);
  return index < 0 ? undefined : index + MetadataVersion.IBP_3_3_IV3;
}

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
export const hasScram = (features: Features): boolean => atLeast(features, MetadataVersion.IBP_3_5_IV2);
export const hasDelegationTokens = (features: Features): boolean =>
  atLeast(features, MetadataVersion.IBP_3_6_IV2);
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
