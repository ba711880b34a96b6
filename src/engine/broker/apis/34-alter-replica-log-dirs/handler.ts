// AlterReplicaLogDirs (key 34), versions 1-2 (KIP-113): moves replicas between the directories of a broker. A broker of
// the playground has one directory, so that a replica either is there already or cannot be put anywhere else.
import { type ApiHandler, apiHandler } from "../../../net/server.ts";
import { ErrorCode } from "../../../protocol/errors.ts";
import type { RequestOf, ResponseInput } from "../../../protocol/schema.ts";
import { AlterReplicaLogDirs } from "../../../protocol/schemas/34-alter-replica-log-dirs.ts";
import { type BrokerContext, findPartition } from "../../broker-context.ts";
import { logDirOf } from "../35-describe-log-dirs/handler.ts";

type Request = RequestOf<typeof AlterReplicaLogDirs>;
type Response = ResponseInput<typeof AlterReplicaLogDirs>;

export function alterReplicaLogDirsHandler(broker: BrokerContext): ApiHandler {
  return apiHandler<typeof AlterReplicaLogDirs>({
    api: AlterReplicaLogDirs,
    handle: (request) => answerOf(request, (path, topic, index) => moveProblem(broker, path, topic, index)),
    onError: (request, errorCode) => answerOf(request, () => errorCode),
  });
}

function moveProblem(broker: BrokerContext, path: string, topic: string, index: number): number {
  if (path !== logDirOf(broker)) return ErrorCode.LOG_DIR_NOT_FOUND;
  if (broker.replicas.offline !== null) return ErrorCode.KAFKA_STORAGE_ERROR;
  const found = findPartition(broker, topic, index);
  return typeof found === "string" ? ErrorCode[found] : ErrorCode.NONE;
}

function answerOf(
  { dirs }: Request,
  errorOf: (path: string, topic: string, index: number) => number,
): Response {
  const byTopic = new Map<string, { partitionIndex: number; errorCode: number }[]>();
  for (const { path, topics } of dirs) {
    for (const { name, partitions } of topics) {
      const results = byTopic.get(name) ?? [];
      for (const index of partitions) {
        results.push({ partitionIndex: index, errorCode: errorOf(path, name, index) });
      }
      byTopic.set(name, results);
    }
  }
  return { results: [...byTopic].map(([topicName, partitions]) => ({ topicName, partitions })) };
}
