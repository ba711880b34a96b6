// DescribeLogDirs (key 35), versions 1-5: what lies in the broker's one log directory, and how far replicas lag. A disk
// of the playground has no size of its own: total and usable bytes are unknown (-1).
import { toLong } from "../../../base/long.ts";
import { type ApiHandler, apiHandler } from "../../../net/server.ts";
import { ErrorCode } from "../../../protocol/errors.ts";
import { DescribeLogDirs } from "../../../protocol/schemas/35-describe-log-dirs.ts";
import type { BrokerContext } from "../../broker-context.ts";
import type { Partition } from "../../replication/partition.ts";

export function describeLogDirsHandler(broker: BrokerContext): ApiHandler {
  return apiHandler<typeof DescribeLogDirs>({
    api: DescribeLogDirs,
    handle(request) {
      const logDir = logDirOf(broker);
      if (broker.replicas.offline !== null)
        return { results: [{ errorCode: ErrorCode.KAFKA_STORAGE_ERROR, logDir }] };
      const wanted = ({ topic, index }: Partition): boolean =>
        request.topics === null ||
        request.topics.some((one) => one.topic === topic && one.partitions.includes(index));
      const byTopic = new Map<string, Partition[]>();
      for (const partition of broker.replicas.partitions()) {
        if (!wanted(partition)) continue;
        byTopic.set(partition.topic, [...(byTopic.get(partition.topic) ?? []), partition]);
      }
      const topics = [...byTopic].map(([name, partitions]) => ({
        name,
        partitions: partitions.map(({ index, log, highWatermark }) => ({
          partitionIndex: index,
          partitionSize: toLong(log.sizeBytes),
          offsetLag: toLong(Math.max(0, highWatermark - log.logEndOffset)),
        })),
      }));
      return { results: [{ logDir, topics }] };
    },
    onError: (_request, errorCode) => ({ errorCode }),
  });
}

/** Where it says that its logs are. */
export function logDirOf({ config }: Pick<BrokerContext, "config">): string {
  return (config.value("log.dir") as readonly string[])[0] ?? "";
}
