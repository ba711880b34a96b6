// What `kafka-storage format` does for a controller of a dynamic quorum (KIP-853): its directory gets the id by which the
// first voters know it, and the first snapshot says who they are. A disk that has something on it is left alone.
import type { NodeConfig } from "../cluster/cluster-config.ts";
import { META_PROPERTIES } from "../log/file-names.ts";
import { formatMetaProperties } from "../log/meta-properties.ts";
import { writeTextFile } from "../log/text-file.ts";
import type { NodePorts } from "../ports/ports.ts";
import { CONTROLLER_LISTENER } from "../raft/metadata-batch.ts";
import { METADATA_DIRECTORY } from "../raft/metadata-topic.ts";
import { isDynamic } from "../raft/quorum-layout.ts";
import { MAX_KRAFT_VERSION, MIN_KRAFT_VERSION } from "../raft/raft.ts";
import { BOOTSTRAP_SNAPSHOT, encodeSnapshot, snapshotFileName } from "../raft/snapshot-file.ts";
import { voterSet } from "../raft/voter-set.ts";

export function formatDirectory(node: NodeConfig, { disk, clock }: Pick<NodePorts, "disk" | "clock">): void {
  const { id: nodeId, clusterId, voters, isInitialVoter = true } = node;
  const directoryId = voters.find(({ id }) => id === nodeId)?.directoryId;
  if (!isDynamic(node) || !isInitialVoter || directoryId === undefined) return;
  if (disk.list().length > 0) return;
  const nowMs = clock.wallMs();
  writeTextFile(disk, META_PROPERTIES, formatMetaProperties({ clusterId, nodeId, directoryId }, nowMs));
  const content = {
    id: BOOTSTRAP_SNAPSHOT,
    lastContainedMs: nowMs,
    kraftVersion: 1,
    voters: voterSet(
      voters.map((voter) => ({
        id: voter.id,
        directoryId: voter.directoryId!,
        endpoints: [{ name: CONTROLLER_LISTENER, host: voter.host, port: voter.port }],
        minKraftVersion: MIN_KRAFT_VERSION,
        maxKraftVersion: MAX_KRAFT_VERSION,
      })),
    ),
    records: [],
  };
  const name = `${METADATA_DIRECTORY}/${snapshotFileName(BOOTSTRAP_SNAPSHOT)}`;
  disk.open(name).append(encodeSnapshot(content, nowMs));
}
