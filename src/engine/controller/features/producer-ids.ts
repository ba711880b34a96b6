// AllocateProducerIds: each broker takes blocks of a thousand, so that no two producers ever get the same id.
import { ErrorCode } from "../../protocol/errors.ts";
import type { RequestOf, ResponseInput } from "../../protocol/schema.ts";
import type { AllocateProducerIds } from "../../protocol/schemas/67-allocate-producer-ids.ts";
import { metadataRecord } from "../../raft/metadata-record.ts";
import { checkBrokerEpoch } from "../cluster/broker-rules.ts";
import { ControllerError, type ControllerState, type Decision } from "../decision.ts";

const PRODUCER_ID_BLOCK_SIZE = 1000;
const LAST_PRODUCER_ID = 0x7fff_ffff_ffff_ffffn;

export function allocateProducerIds(
  { image }: ControllerState,
  request: RequestOf<typeof AllocateProducerIds>,
): Decision<ResponseInput<typeof AllocateProducerIds>> {
  const { brokerId, brokerEpoch } = request;
  checkBrokerEpoch(image, brokerId, brokerEpoch);
  const producerIdStart = image.nextProducerId;
  if (producerIdStart > LAST_PRODUCER_ID - BigInt(PRODUCER_ID_BLOCK_SIZE)) {
    throw new ControllerError(
      ErrorCode.UNKNOWN_SERVER_ERROR,
      "Exhausted all producerIds as the next block's end producerId has exceeded the int64 type limit",
    );
  }
  const nextProducerId = producerIdStart + BigInt(PRODUCER_ID_BLOCK_SIZE);
  return {
    records: [metadataRecord("ProducerIdsRecord", 0, { brokerId, brokerEpoch, nextProducerId })],
    response: { errorCode: ErrorCode.NONE, producerIdStart, producerIdLen: PRODUCER_ID_BLOCK_SIZE },
  };
}
