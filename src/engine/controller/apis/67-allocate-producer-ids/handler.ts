// AllocateProducerIds (key 67), version 0 (KIP-730).
import type { ApiHandler } from "../../../net/server.ts";
import { AllocateProducerIds } from "../../../protocol/schemas/67-allocate-producer-ids.ts";
import { allocateProducerIds } from "../../features/producer-ids.ts";
import { type ControllerContext, decidingHandler } from "../controller-context.ts";

export function allocateProducerIdsHandler(context: ControllerContext): ApiHandler {
  return decidingHandler(context, AllocateProducerIds, allocateProducerIds, (_request, errorCode) => ({
    errorCode,
  }));
}
