// AlterReplicaLogDirs (key 34), versions 1-2 (KIP-113): moves replicas between the log directories of a broker. A replica
// that is not here yet will be made in the directory that was named last.
import { futureDirectory } from "../../../log/file-names.ts";
import { type ApiHandler, apiHandler } from "../../../net/server.ts";
import { ErrorCode } from "../../../protocol/errors.ts";
import type { RequestOf, ResponseInput } from "../../../protocol/schema.ts";
import { AlterReplicaLogDirs } from "../../../protocol/schemas/34-alter-replica-log-dirs.ts";
import { type BrokerContext, findPartition } from "../../broker-context.ts";

type Request = RequestOf<typeof AlterReplicaLogDirs>;
type Response = ResponseInput<typeof AlterReplicaLogDirs>;

/** Of a directory, in the file systems that Kafka runs on. */
const LONGEST_NAME = 255;

export function alterReplicaLogDirsHandler(broker: BrokerContext): ApiHandler {
  return apiHandler<typeof AlterReplicaLogDirs>({
    api: AlterReplicaLogDirs,
    handle: (request) => answerOf(request, (path, topic, index) => move(broker, path, topic, index)),
    onError: (request, errorCode) => answerOf(request, () => errorCode),
  });
}

/** Begins the move. The error code says why not, or none. */
function move(broker: BrokerContext, path: string, topic: string, index: number): number {
  const { replicas } = broker;
  if (futureDirectory(topic, index, "0".repeat(32)).length > LONGEST_NAME) {
    return ErrorCode.INVALID_TOPIC_EXCEPTION;
  }
  const directory = replicas.logs.directories.find((known) => known.path === path);
  if (directory === undefined) return ErrorCode.LOG_DIR_NOT_FOUND;
  if (directory.offline !== null) return ErrorCode.KAFKA_STORAGE_ERROR;
  const found = findPartition(broker, topic, index);
  if (typeof found !== "string") {
    if (!found.isUsable) return ErrorCode.KAFKA_STORAGE_ERROR;
    replicas.mover.start(found, directory);
    return ErrorCode.NONE;
  }
  if (found === "KAFKA_STORAGE_ERROR") return ErrorCode.KAFKA_STORAGE_ERROR;
  if (directory.id !== null) replicas.preferDirectory(topic, index, directory.id);
  return found === "NOT_LEADER_OR_FOLLOWER" ? ErrorCode.REPLICA_NOT_AVAILABLE : ErrorCode[found];
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
