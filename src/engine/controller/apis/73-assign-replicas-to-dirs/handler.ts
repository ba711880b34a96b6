// AssignReplicasToDirs (key 73), version 0 (KIP-858).
import type { ApiHandler } from "../../../net/server.ts";
import { AssignReplicasToDirs } from "../../../protocol/schemas/73-assign-replicas-to-dirs.ts";
import { assignReplicasToDirs } from "../../topics/replica-directories.ts";
import { type ControllerContext, decidingHandler } from "../controller-context.ts";

export function assignReplicasToDirsHandler(context: ControllerContext): ApiHandler {
  return decidingHandler(context, AssignReplicasToDirs, assignReplicasToDirs, (_request, errorCode) => ({
    errorCode,
    directories: [],
  }));
}
