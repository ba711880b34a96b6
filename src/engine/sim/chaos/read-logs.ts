// The bytes of all logs as they lie on the disks of the nodes that run, read past the engine: an invariant must not
// believe what it checks.
import { batchHeaders } from "../../records/batch.ts";
import type { ReplicaLog, StoredBatch } from "../invariants/checker.ts";
import type { SimCluster } from "../start-cluster.ts";
import { untilSettled } from "../until-settled.ts";

const METADATA = { topic: "__cluster_metadata", partition: 0 };
const LONGEST_READ_MS = 10_000;

export async function readLogs(cluster: SimCluster): Promise<ReplicaLog[]> {
  const logs: ReplicaLog[] = [];
  for (const { id, status, detail } of cluster.snapshot().nodes) {
    if (status !== "running" || detail === null) continue;
    const highWatermark = detail.role === "broker" ? detail.metadataOffset + 1 : detail.highWatermark;
    logs.push({ ...METADATA, node: id, highWatermark, batches: await readLog(cluster, id, METADATA) });
    if (detail.role !== "broker") continue;
    for (const replica of detail.replicas) {
      const { topic, partition } = replica;
      const batches = await readLog(cluster, id, replica);
      logs.push({ node: id, topic, partition, highWatermark: replica.highWatermark, batches });
    }
  }
  return logs;
}

async function readLog(
  { world }: SimCluster,
  node: number,
  { topic, partition }: { readonly topic: string; readonly partition: number },
): Promise<StoredBatch[]> {
  const disk = world.disk(`${node}`);
  const batches: StoredBatch[] = [];
  for (const name of disk.list(`${topic}-${partition}/`)) {
    if (!name.endsWith(".log")) continue;
    const file = disk.open(name);
    const reading = file.read(0, file.sizeBytes);
    const bytes = reading instanceof Uint8Array ? reading : await waitFor(world, reading);
    for (const header of batchHeaders(bytes)) {
      const { position, sizeBytes } = header;
      batches.push({ header, bytes: bytes.subarray(position, position + sizeBytes) });
    }
  }
  return batches;
}

function waitFor<T>(world: SimCluster["world"], promise: Promise<T>): Promise<T> {
  return untilSettled(world, promise, LONGEST_READ_MS);
}
