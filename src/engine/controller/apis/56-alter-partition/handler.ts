// AlterPartition (key 56), versions 2-3: a leader proposes an ISR (KIP-497).
import type { ApiHandler } from "../../../net/server.ts";
import { AlterPartition } from "../../../protocol/schemas/56-alter-partition.ts";
import { alterPartition } from "../../topics/alter-partition.ts";
import { type ControllerContext, decidingHandler } from "../controller-context.ts";

export function alterPartitionHandler(context: ControllerContext): ApiHandler {
  return decidingHandler(
    context,
    AlterPartition,
    (state, request, { apiVersion }) => alterPartition(state, request, apiVersion),
    (_request, errorCode) => ({ errorCode, topics: [] }),
  );
}
