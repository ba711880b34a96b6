// Mistakes of a log: what it keeps, cuts, and remembers of producers.
import type { PlantedBug } from "./planted-bug.ts";

const EPOCHS = "src/engine/log/leader-epoch-cache.ts";
const PRODUCER_CHECKS = "src/engine/log/producer-checks.ts";

export const LOG_BUGS: readonly PlantedBug[] = [
  {
    name: "duplicate-appended",
    about: "an idempotent producer's batch that is in the log already is appended again",
    file: PRODUCER_CHECKS,
    find: "if (duplicate !== undefined) return duplicate;",
    replace: "if (duplicate !== undefined) return undefined;",
    profile: "exactly-once",
  },
  {
    name: "epochs-survive-truncation",
    about: "leader epochs of records that were cut stay in the cache",
    file: EPOCHS,
    find: "const kept = this.list.filter((entry) => entry.startOffset < offset);",
    replace: "const kept = this.list.slice();",
    profile: "isolation",
  },
  {
    name: "epoch-ends-at-log-end",
    about: "the end of an older leader epoch is told as the end of the log",
    file: EPOCHS,
    find: "return { epoch: floor?.epoch ?? epoch, endOffset: higher.startOffset };",
    replace: "return { epoch: floor?.epoch ?? epoch, endOffset: logEndOffset };",
    profile: "storm",
  },
  {
    name: "no-sequence-check",
    about: "an idempotent producer's batch is taken although the one before it is missing",
    file: "src/engine/log/producer-entry.ts",
    find: "if (baseSequence === expected) return;",
    replace: "return;",
    profile: "in-flight",
  },
  {
    name: "corrupt-batch-followed",
    about: "a follower appends what its leader sends, without a look at the checksum",
    file: "src/engine/log/fetched-batches.ts",
    find: "ensureValid(records.subarray(at, at + size));",
    replace: "",
    profile: "rot",
  },
  {
    name: "duplicate-of-what-was-cut",
    about: "the sequences of records that were cut stay known: their retry is taken for a duplicate",
    file: "src/engine/log/producer-state.ts",
    find: "if (this.endOffset === logEndOffset) return;",
    replace: "return;",
    profile: "handover",
  },
  {
    name: "high-watermark-not-checkpointed",
    about: "a broker that stops in order does not write down what is committed",
    file: "src/engine/log/log-directory.ts",
    find: "return this.highWatermarks.get(partitionDirectory(log.topic, log.partition)) ?? null;",
    replace: "return 0;",
    profile: "storm",
  },
  {
    name: "retention-past-high-watermark",
    about: "old segments are deleted before they are committed",
    file: "src/engine/log/retention.ts",
    find: "return prefix(log, highWatermark, (segment) => nowMs",
    replace: "return prefix(log, log.logEndOffset, (segment) => nowMs",
    profile: "retention",
  },
  {
    name: "retention-too-early",
    about: "segments are deleted at half their age",
    file: "src/engine/log/retention.ts",
    find: "nowMs - segment.largestTimestamp > retentionMs)",
    replace: "nowMs - segment.largestTimestamp > retentionMs / 2)",
    profile: "retention",
  },
];
