// DescribeLogDirs (key 35), versions 1-5: what lies in each of the broker's log directories, and how far replicas lag. A
// disk of the playground has no size of its own: total and usable bytes are unknown (-1).
import { toLong } from "../../../base/long.ts";
import type { LogDirectory, PartitionLog } from "../../../log/log.ts";
import { type ApiHandler, apiHandler } from "../../../net/server.ts";
import { ErrorCode } from "../../../protocol/errors.ts";
import type { RequestOf } from "../../../protocol/schema.ts";
import { DescribeLogDirs } from "../../../protocol/schemas/35-describe-log-dirs.ts";
import type { BrokerContext } from "../../broker-context.ts";
import type { Partition } from "../../replication/partition.ts";

type Request = RequestOf<typeof DescribeLogDirs>;

export function describeLogDirsHandler(broker: BrokerContext): ApiHandler {
  const { replicas } = broker;
  return apiHandler<typeof DescribeLogDirs>({
    api: DescribeLogDirs,
    handle: (request) => ({
      results: replicas.logs.directories.map((directory) => {
        const logDir = directory.path;
        if (directory.offline !== null) return { errorCode: ErrorCode.KAFKA_STORAGE_ERROR, logDir };
        return { logDir, topics: topicsIn(broker, directory, request) };
      }),
    }),
    onError: (_request, errorCode) => ({ errorCode }),
  });
}

interface Row {
  readonly partitionIndex: number;
  readonly partitionSize: bigint;
  readonly offsetLag: bigint;
  readonly isFutureKey: boolean;
}

function topicsIn({ replicas }: BrokerContext, directory: LogDirectory, { topics }: Request) {
  const byTopic = new Map<string, Row[]>();
  const add = ({ topic, index }: Partition, log: PartitionLog, end: number, isFutureKey: boolean): void => {
    if (replicas.logs.directoryOf(log) !== directory) return;
    const row = {
      partitionIndex: index,
      partitionSize: toLong(log.sizeBytes),
      offsetLag: toLong(Math.max(0, end - log.logEndOffset)),
      isFutureKey,
    };
    byTopic.set(topic, [...(byTopic.get(topic) ?? []), row]);
  };
  for (const partition of replicas.partitions()) {
    const { topic, index, log, future, highWatermark } = partition;
    const isWanted =
      topics === null || topics.some((one) => one.topic === topic && one.partitions.includes(index));
    if (!isWanted) continue;
    add(partition, log, highWatermark, false);
    if (future !== null) add(partition, future, log.logEndOffset, true);
  }
  return [...byTopic].map(([name, partitions]) => ({ name, partitions }));
}
