// CreatePartitions (key 37), versions 0-3.
import type { ApiHandler } from "../../../net/server.ts";
import { ErrorCode } from "../../../protocol/errors.ts";
import { CreatePartitions } from "../../../protocol/schemas/37-create-partitions.ts";
import { createPartitions } from "../../topics/create-partitions.ts";
import { type ControllerContext, decidingHandler } from "../controller-context.ts";

export function createPartitionsHandler(context: ControllerContext): ApiHandler {
  return decidingHandler(
    context,
    CreatePartitions,
    (state, request) => {
      const names = request.topics.map(({ name }) => name);
      const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
      const topics = request.topics.filter(({ name }) => !twice.has(name));
      const { records, response } = createPartitions(state, { ...request, topics });
      const refused = [...twice].map((name) => ({
        name,
        errorCode: ErrorCode.INVALID_REQUEST,
        errorMessage: "Duplicate topic name.",
      }));
      return { records, response: { results: [...refused, ...(response.results ?? [])] } };
    },
    ({ topics }, errorCode, errorMessage) => ({
      results: topics.map(({ name }) => ({ name, errorCode, errorMessage })),
    }),
    ({ timeoutMs }) => timeoutMs <= 0,
  );
}
