// CreateTopics (key 19), versions 2-7. A name that stands twice in the request is refused, and so is the metadata topic,
// which is no topic of users.
import type { ApiHandler } from "../../../net/server.ts";
import { ErrorCode } from "../../../protocol/errors.ts";
import { CreateTopics } from "../../../protocol/schemas/19-create-topics.ts";
import { METADATA_TOPIC } from "../../../raft/metadata-topic.ts";
import { createTopics } from "../../topics/create-topics.ts";
import { type ControllerContext, decidingHandler } from "../controller-context.ts";

export function createTopicsHandler(context: ControllerContext): ApiHandler {
  return decidingHandler(
    context,
    CreateTopics,
    (state, request) => {
      const names = request.topics.map(({ name }) => name);
      const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
      const topics = request.topics.filter(({ name }) => name !== METADATA_TOPIC && !twice.has(name));
      const { records, response } = createTopics(state, { ...request, topics });
      const results = [...(response.topics ?? [])];
      for (const name of twice) {
        results.push({
          name,
          errorCode: ErrorCode.INVALID_REQUEST,
          errorMessage: "Duplicate topic name.",
        });
      }
      if (names.includes(METADATA_TOPIC)) {
        results.push({
          name: METADATA_TOPIC,
          errorCode: ErrorCode.INVALID_REQUEST,
          errorMessage: `Creation of internal topic ${METADATA_TOPIC} is prohibited.`,
        });
      }
      return { records, response: { topics: results } };
    },
    ({ topics }, errorCode, errorMessage) => ({
      topics: topics.map(({ name }) => ({ name, errorCode, errorMessage })),
    }),
    ({ timeoutMs }) => timeoutMs <= 0,
  );
}
