// InitProducerId (key 22), versions 0-5: an id for an idempotent producer. Ids come in blocks of a thousand from the
// controller (KIP-730). Any broker answers.
// Not here: transactional ids. They are told that there is no coordinator, as FindCoordinator tells them.
import { type ApiHandler, apiHandler } from "../../../net/server.ts";
import { ErrorCode } from "../../../protocol/errors.ts";
import type { RequestOf, ResponseInput } from "../../../protocol/schema.ts";
import { InitProducerId } from "../../../protocol/schemas/22-init-producer-id.ts";
import type { ProducerIds } from "./producer-ids.ts";

type Request = RequestOf<typeof InitProducerId>;
type Response = ResponseInput<typeof InitProducerId>;

/** Version 6 (KIP-939) is not stable in 4.3 and not offered. */
const StableInitProducerId = {
  ...InitProducerId,
  latestVersionUnstable: false,
  request: { ...InitProducerId.request, versions: "0-5" },
} as const;

const NO_PRODUCER_ID = -1n;
const NO_PRODUCER_EPOCH = -1;

export function initProducerIdHandler(ids: ProducerIds): ApiHandler {
  return apiHandler<typeof StableInitProducerId>({
    api: StableInitProducerId,
    handle: (request) => initProducerId(ids, request),
    onError: (_request, errorCode) => ({ errorCode, producerEpoch: -1 }),
  });
}

async function initProducerId(ids: ProducerIds, request: Request): Promise<Response> {
  const { transactionalId } = request;
  if (transactionalId === "") return { errorCode: ErrorCode.INVALID_REQUEST, producerEpoch: -1 };
  // Both or neither: an id and its epoch.
  const isHalf = (request.producerId === NO_PRODUCER_ID) !== (request.producerEpoch === NO_PRODUCER_EPOCH);
  if (isHalf) return { errorCode: ErrorCode.INVALID_REQUEST, producerEpoch: -1 };
  if (transactionalId !== null) return { errorCode: ErrorCode.COORDINATOR_NOT_AVAILABLE, producerEpoch: -1 };
  const producerId = await ids.next();
  if (producerId === null) return { errorCode: ErrorCode.COORDINATOR_LOAD_IN_PROGRESS, producerEpoch: -1 };
  return { producerId, producerEpoch: 0 };
}
