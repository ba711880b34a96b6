// What a follower asks of one partition. As long as nothing changes there, the row of the fetch before serves again: most
// partitions are idle most of the time, and a session then has nothing to say of them.
import { toLong } from "../../base/long.ts";
import type { WantedRow } from "../../net/fetch-session.ts";
import type { Partition } from "./partition.ts";

export interface FetchedRow extends WantedRow {
  readonly leaderEpoch: number;
  readonly offset: number;
  readonly lastEpoch: number;
  readonly logStart: number;
  readonly maxBytes: number;
}

export function fetchedRow(
  before: FetchedRow | null,
  partition: Partition,
  leaderEpoch: number,
  offset: number,
  maxBytes: number,
): FetchedRow {
  const { topic, topicId, index, log } = partition;
  const lastEpoch = log.latestEpoch;
  const logStart = log.logStartOffset;
  if (
    before !== null &&
    before.offset === offset &&
    before.leaderEpoch === leaderEpoch &&
    before.lastEpoch === lastEpoch &&
    before.logStart === logStart &&
    before.maxBytes === maxBytes
  ) {
    return before;
  }
  const row = {
    partition: index,
    currentLeaderEpoch: leaderEpoch,
    fetchOffset: toLong(offset),
    lastFetchedEpoch: lastEpoch,
    logStartOffset: toLong(logStart),
    partitionMaxBytes: maxBytes,
  };
  return { leaderEpoch, offset, lastEpoch, logStart, maxBytes, topic, topicId, row };
}
