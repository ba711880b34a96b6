// DeleteTopics: by name (versions up to 5) or by name or id. What belongs to the topic goes with its one record.
import { ZERO_UUID } from "../../base/uuid.ts";
import { ErrorCode } from "../../protocol/errors.ts";
import type { RequestOf, ResponseInput } from "../../protocol/schema.ts";
import type { DeleteTopics } from "../../protocol/schemas/20-delete-topics.ts";
import { type MetadataRecord, metadataRecord } from "../../raft/metadata-record.ts";
import { ControllerError, type ControllerState, type Decision } from "../decision.ts";

type DeleteRequest = RequestOf<typeof DeleteTopics>;
type DeleteResponse = ResponseInput<typeof DeleteTopics>;
type TopicResult = NonNullable<DeleteResponse["responses"]>[number];

export interface DeleteOptions {
  readonly countMutations?: (partitions: number) => void;
}

export function deleteTopics(
  state: ControllerState,
  request: DeleteRequest,
  apiVersion: number,
  { countMutations }: DeleteOptions = {},
): Decision<DeleteResponse> {
  const { image } = state;
  const asked =
    apiVersion < 6 ? request.topicNames.map((name) => ({ name, topicId: ZERO_UUID })) : request.topics;
  const records: MetadataRecord[] = [];
  const deleted = new Set<string>();
  const responses = asked.map(({ name, topicId }): TopicResult => {
    const topic =
      name !== null && name !== undefined ? image.topicsByName.get(name) : image.topicsById.get(topicId);
    if (topic === undefined) {
      const errorCode = name !== null ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION : ErrorCode.UNKNOWN_TOPIC_ID;
      return { name, topicId, errorCode, errorMessage: new ControllerError(errorCode).message };
    }
    try {
      countMutations?.(topic.partitions.size);
    } catch (failure) {
      if (!(failure instanceof ControllerError)) throw failure;
      return { name, topicId: topic.id, errorCode: failure.code, errorMessage: failure.message };
    }
    if (!deleted.has(topic.id)) records.push(metadataRecord("RemoveTopicRecord", 0, { topicId: topic.id }));
    deleted.add(topic.id);
    return { name: topic.name, topicId: topic.id, errorCode: ErrorCode.NONE, errorMessage: null };
  });
  return { records, response: { responses } };
}
