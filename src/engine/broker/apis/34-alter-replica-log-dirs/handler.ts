// AlterReplicaLogDirs (key 34), versions 1-2 (KIP-113): moves replicas between the directories of a broker. What is there
// already needs no move; another move is not made yet, and says so.
import { type ApiHandler, apiHandler } from "../../../net/server.ts";
import { ErrorCode } from "../../../protocol/errors.ts";
import type { RequestOf, ResponseInput } from "../../../protocol/schema.ts";
import { AlterReplicaLogDirs } from "../../../protocol/schemas/34-alter-replica-log-dirs.ts";
import { type BrokerContext, findPartition } from "../../broker-context.ts";

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
  const { logs } = broker.replicas;
  const directory = logs.directories.find((known) => known.path === path);
  if (directory === undefined) return ErrorCode.LOG_DIR_NOT_FOUND;
  if (directory.offline !== null) return ErrorCode.KAFKA_STORAGE_ERROR;
  const found = findPartition(broker, topic, index);
  if (found === "NOT_LEADER_OR_FOLLOWER") return ErrorCode.REPLICA_NOT_AVAILABLE;
  if (typeof found === "string") return ErrorCode[found];
  if (!found.isUsable) return ErrorCode.KAFKA_STORAGE_ERROR;
  // It stays where it is.
  return logs.directoryOf(found.log) === directory ? ErrorCode.NONE : ErrorCode.UNKNOWN_SERVER_ERROR;
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
