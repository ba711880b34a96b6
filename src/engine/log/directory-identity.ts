// Whose log directories these are: every one says so in its meta.properties. A new one is made this node's; one of another
// node or cluster is refused, and with it the start of the node.
import { randomUuid, type Uuid } from "../base/uuid.ts";
import { META_PROPERTIES } from "./file-names.ts";
import type { LogPorts } from "./log-ports.ts";
import { formatMetaProperties, parseMetaProperties } from "./meta-properties.ts";
import { readTextFile, writeTextFile } from "./text-file.ts";

export interface NodeIdentity {
  readonly nodeId: number;
  readonly clusterId: string;
}

/** The log directory is another node's or another cluster's, or the partition another topic's. */
export class ForeignLogError extends Error {
  override readonly name = "ForeignLogError";
}

/**
 * The id of the directory, which gets one when it is new. Rejects with ForeignLogError, with DiskError, and with
 * MalformedFileError when the file is damaged.
 */
export async function identifyDirectory(
  { disk, rng, clock }: LogPorts,
  { nodeId, clusterId }: NodeIdentity,
): Promise<Uuid> {
  const text = await readTextFile(disk, META_PROPERTIES);
  const meta = text === null ? null : parseMetaProperties(text);
  if (meta !== null && (meta.clusterId ?? clusterId) !== clusterId) {
    throw new ForeignLogError(
      `The Cluster ID ${clusterId} doesn't match stored clusterId ${meta.clusterId} in meta.properties.`,
    );
  }
  if (meta !== null && (meta.nodeId ?? nodeId) !== nodeId) {
    throw new ForeignLogError(
      `Stored node id ${meta.nodeId} doesn't match previous node id ${nodeId} in meta.properties.`,
    );
  }
  if (meta?.directoryId != null) return meta.directoryId;
  const directoryId = randomUuid(() => rng.nextUint32());
  const properties = { clusterId, nodeId, directoryId };
  writeTextFile(disk, META_PROPERTIES, formatMetaProperties(properties, clock.wallMs()));
  return directoryId;
}
