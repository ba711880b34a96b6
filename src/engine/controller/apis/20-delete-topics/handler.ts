// DeleteTopics (key 20), versions 1-6: by name, and from version 6 by id.

import { ZERO_UUID } from "../../../base/uuid.ts";
import type { ApiHandler } from "../../../net/server.ts";
import { ErrorCode } from "../../../protocol/errors.ts";
import type { RequestOf, ResponseInput } from "../../../protocol/schema.ts";
import { DeleteTopics } from "../../../protocol/schemas/20-delete-topics.ts";
import type { ControllerState } from "../../decision.ts";
import { deleteTopics } from "../../topics/delete-topics.ts";
import { type ControllerContext, decidingHandler } from "../controller-context.ts";

type DeleteRequest = RequestOf<typeof DeleteTopics>;
type TopicResult = NonNullable<ResponseInput<typeof DeleteTopics>["responses"]>[number];

const FIRST_WITH_IDS = 6;

export function deleteTopicsHandler(context: ControllerContext): ApiHandler {
  return decidingHandler(
    context,
    DeleteTopics,
    (state, request, { apiVersion }) => {
      const refused: TopicResult[] = [];
      const topics = distinctTopics(state, asked(request, apiVersion), refused);
      const { records, response } = deleteTopics(state, { ...request, topics }, FIRST_WITH_IDS);
      return { records, response: { responses: [...(response.responses ?? []), ...refused] } };
    },
    (request, errorCode, errorMessage, apiVersion) => ({
      responses: asked(request, apiVersion).map((topic) => ({ ...topic, errorCode, errorMessage })),
    }),
  );
}

function asked(request: DeleteRequest, apiVersion: number): DeleteRequest["topics"] {
  return apiVersion >= FIRST_WITH_IDS
    ? request.topics
    : request.topicNames.map((name) => ({ name, topicId: ZERO_UUID }));
}

/** Topics that are named once, by name or by id. */
function distinctTopics(
  { image }: ControllerState,
  topics: DeleteRequest["topics"],
  refused: TopicResult[],
): DeleteRequest["topics"] {
  const refuse = (topic: DeleteRequest["topics"][number], errorMessage: string): false => {
    refused.push({ ...topic, errorCode: ErrorCode.INVALID_REQUEST, errorMessage });
    return false;
  };
  const key = ({ name, topicId }: DeleteRequest["topics"][number]): string =>
    name === null ? topicId : (image.topicsByName.get(name)?.id ?? `name ${name}`);
  const keys = topics.map(key);
  return topics.filter((topic, index) => {
    const hasId = topic.topicId !== ZERO_UUID;
    if (topic.name === null && !hasId) return refuse(topic, "Neither topic name nor id were specified.");
    if (topic.name !== null && hasId) {
      return refuse(topic, "You may not specify both topic name and topic id.");
    }
    const isTwice = keys.indexOf(keys[index]!) !== keys.lastIndexOf(keys[index]!);
    return isTwice ? refuse(topic, `Duplicate topic ${topic.name === null ? "id" : "name"}.`) : true;
  });
}
