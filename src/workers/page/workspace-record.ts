// What a workspace is, as its record has it: which cluster, of which nodes, on which disks. Made when it is opened, of what
// was stored and of what is asked for.
import { randomUuid } from "../../engine/base/uuid.ts";
import { FIRST_BROKER_ID, FIRST_CONTROLLER_ID } from "../../engine/cluster/cluster-config.ts";
import type { WorkspaceSize } from "./workspace.ts";
import type { WorkspaceRecord } from "./workspace-store.ts";

/** As it was made, where the record says that. */
export function sizeOf({ brokers, controllers }: WorkspaceRecord, asked: WorkspaceSize): WorkspaceSize {
  return { brokers: brokers ?? asked.brokers, controllers: controllers ?? asked.controllers };
}

export function recordOf(stored: WorkspaceRecord | null, asked: WorkspaceSize): WorkspaceRecord {
  const { brokers, controllers } = stored === null ? asked : sizeOf(stored, asked);
  const nodes = [
    ...Array.from({ length: brokers }, (_, i) => FIRST_BROKER_ID + i),
    ...Array.from({ length: controllers }, (_, i) => FIRST_CONTROLLER_ID + i),
  ];
  const random = new Uint32Array(1);
  return {
    clusterId: stored?.clusterId ?? randomUuid(() => crypto.getRandomValues(random)[0]!),
    nodes: [...new Set([...(stored?.nodes ?? []), ...nodes])],
    wallAheadMs: stored?.wallAheadMs ?? 0,
    generation: stored?.generation ?? 0,
    brokers,
    controllers,
  };
}
