// DeleteTopics (key 20), versions 1-6: by name, and from version 6 by id.

import { type Uuid, ZERO_UUID } from "../../../base/uuid.ts";
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
    ({ timeoutMs }) => timeoutMs <= 0,
  );
}

function asked(request: DeleteRequest, apiVersion: number): DeleteRequest["topics"] {
  return apiVersion >= FIRST_WITH_IDS
    ? request.topics
    : request.topicNames.map((name) => ({ name, topicId: ZERO_UUID }));
}

/** Topics that are meant once, by name or by id. What is meant twice is refused in one answer. */
function distinctTopics(
  { image }: ControllerState,
  topics: DeleteRequest["topics"],
  refused: TopicResult[],
): DeleteRequest["topics"] {
  const refuse = (name: string | null, topicId: Uuid, errorMessage: string): void => {
    refused.push({ name, topicId, errorCode: ErrorCode.INVALID_REQUEST, errorMessage });
  };
  const names: string[] = [];
  const ids: Uuid[] = [];
  for (const { name, topicId } of topics) {
    const hasId = topicId !== ZERO_UUID;
    if (name === null && hasId) ids.push(topicId);
    else if (name === null) refuse(name, topicId, "Neither topic name nor id were specified.");
    else if (hasId) refuse(name, topicId, "You may not specify both topic name and topic id.");
    else names.push(name);
  }
  for (const name of namedTwice(names)) refuse(name, ZERO_UUID, "Duplicate topic name.");
  for (const id of namedTwice(ids)) refuse(null, id, "Duplicate topic id.");
  const once = new Set(namedOnce(ids));
  const byName = namedOnce(names).filter((name) => {
    const id = image.topicsByName.get(name)?.id;
    if (id === undefined || !ids.includes(id)) return true;
    refuse(name, id, "The provided topic name maps to an ID that was already supplied.");
    once.delete(id);
    return false;
  });
  return [
    ...byName.map((name) => ({ name, topicId: ZERO_UUID })),
    ...[...once].map((topicId) => ({ name: null, topicId })),
  ];
}

const countOf = <T>(all: readonly T[], one: T): number => all.filter((other) => other === one).length;
const namedOnce = <T>(all: readonly T[]): T[] => all.filter((one) => countOf(all, one) === 1);
const namedTwice = <T>(all: readonly T[]): Set<T> => new Set(all.filter((one) => countOf(all, one) > 1));
