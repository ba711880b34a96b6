// The first records of a newly formatted cluster, in one metadata transaction: the finalized features of version 4.3,
// and a cluster-wide min.insync.replicas, which eligible leader replicas need to mean one thing everywhere.
import { type MetadataRecord, metadataRecord } from "../../raft/metadata-record.ts";
import { CLUSTER_DEFAULT, MIN_INSYNC_REPLICAS, ResourceType } from "../configs/effective-config.ts";
import { ELR_VERSION, hasTransactions, METADATA_VERSION, MetadataVersion } from "./metadata-version.ts";

export const DEFAULT_FEATURES: ReadonlyMap<string, number> = new Map([
  [METADATA_VERSION, MetadataVersion.IBP_4_3_IV0],
  [ELR_VERSION, 1],
  ["group.version", 1],
  ["share.version", 1],
  ["streams.version", 1],
  ["transaction.version", 2],
]);

/** `minIsr`: what server.properties say. `others`: what else the cluster was formatted with, as SCRAM users. */
export function bootstrapRecords(
  features: ReadonlyMap<string, number>,
  minIsr: string,
  others: readonly MetadataRecord[] = [],
): MetadataRecord[] {
  const levels = [...features].map(([name, featureLevel]) =>
    metadataRecord("FeatureLevelRecord", 0, { name, featureLevel }),
  );
  const isElrOn = (features.get(ELR_VERSION) ?? 0) > 0;
  const records = [...levels, ...others, ...(isElrOn ? [minIsrRecord(minIsr)] : [])];
  if (!hasTransactions(features)) return records;
  return [
    metadataRecord("BeginTransactionRecord", 0, { name: "Bootstrap records" }),
    ...records,
    metadataRecord("EndTransactionRecord", 0, {}),
  ];
}

export function minIsrRecord(value: string): MetadataRecord {
  return metadataRecord("ConfigRecord", 0, {
    resourceType: ResourceType.BROKER,
    resourceName: CLUSTER_DEFAULT,
    name: MIN_INSYNC_REPLICAS,
    value,
  });
}
