// Plays a recorded case of Kafka's log layer on ours, step by step, and answers each step in the recorded form.
import { seededRandom } from "../../base/random.ts";
import type { Disk } from "../../ports/disk.ts";
import { ErrorCode } from "../../protocol/errors.ts";
import { batchHeaders } from "../../records/batch.ts";
import { baseOffsetOf, LOG_SUFFIX, PARTITION_METADATA } from "../file-names.ts";
import { AppendError, type LogConfig } from "../log.ts";
import { DEFAULT_LOG_CONFIG } from "../log-config.ts";
import type { LogPorts } from "../log-ports.ts";
import { LocalPartitionLog } from "../partition-log.ts";
import { formatPartitionMetadata, parsePartitionMetadata } from "../partition-metadata.ts";
import type { TransactionContext } from "../producer-checks.ts";
import { PRODUCER_ID_EXPIRATION_MS } from "../producer-state.ts";
import { newLog, recoverLog } from "../recovery.ts";
import { readTextFile, writeTextFile } from "../text-file.ts";
import type { Json, RecordedBatch, RecordedCase, StepAction } from "./case.ts";
import { stepBytes } from "./case-batches.ts";
import { withConfigs } from "./case-config.ts";
import { playClean, playCleanPlan } from "./clean-steps.ts";
import { contentOf, playFileStep, restore } from "./file-steps.ts";
import { NotOpenError, shownRefusal } from "./refusal.ts";
import { playRead } from "./shown-read.ts";
import { shownState } from "./shown-state.ts";
import { type VirtualClock, virtualClock } from "./virtual-clock.ts";

const EXPIRATION_CHECK_MS = 600_000;

export interface PlayedStep {
  readonly result: Json;
  readonly state: Json;
}

export class CaseReplay {
  readonly directory: string;
  private readonly clock: VirtualClock;
  private readonly ports: LogPorts;
  private readonly saved = new Map<string, Map<string, Uint8Array>>();
  private config: LogConfig;
  private log: LocalPartitionLog | null = null;
  /** As the checkpoint files would say. */
  private checkpoint = { recoveryPoint: 0, logStartOffset: 0 };
  /** The disk keeps no times of change. */
  private modifiedMs = new Map<number, number>();

  constructor(
    private readonly recorded: RecordedCase,
    private readonly disk: Disk,
  ) {
    this.directory = `${recorded.topic}-${recorded.partition}`;
    this.clock = virtualClock(recorded.startMs);
    this.ports = { disk, rng: seededRandom(1), clock: this.clock, trace: { emit: () => "replay:0" } };
    this.config = withConfigs(DEFAULT_LOG_CONFIG, recorded.config);
  }

  async play(step: StepAction): Promise<PlayedStep> {
    let result: Json;
    try {
      const changed = await playFileStep(this.disk, this.directory, step);
      if (changed !== null) this.noteChange(step);
      result = changed ?? (await this.playOnLog(step));
      if (step.op.startsWith("append") && this.recorded.autoHw === true) {
        this.opened.updateHighWatermark(this.opened.logEndOffset);
      }
    } catch (error) {
      const refusal = shownRefusal(error);
      if (refusal === undefined) throw error;
      result = refusal;
    }
    await this.log?.settled();
    const nowMs = this.clock.wallMs();
    return {
      result,
      state: this.log === null ? { nowMs, closed: true } : { nowMs, ...shownState(this.log) },
    };
  }

  /** A segment's file was changed behind the back of the log. */
  private noteChange({ op, file, to }: StepAction): void {
    const name = (op === "copyFile" ? to : file) as string | undefined;
    const baseOffset = name === undefined ? null : baseOffsetOf(name, LOG_SUFFIX);
    if (baseOffset !== null) this.modifiedMs.set(baseOffset, this.clock.wallMs());
  }

  /** All files of the log directory as they are now. */
  files(): Promise<Map<string, Uint8Array>> {
    return contentOf(this.disk, "");
  }

  private get opened(): LocalPartitionLog {
    if (this.log === null) throw new NotOpenError("the log is not open");
    return this.log;
  }

  private async playOnLog(step: StepAction): Promise<Json> {
    const number = (key: string, fallback: number): number => (step[key] as number | undefined) ?? fallback;
    const offset = number("offset", 0);
    switch (step.op) {
      case "open":
        await this.open(step);
        return {};
      case "append":
      case "appendFollower":
        return await this.append(step);
      case "roll":
        this.opened.roll(Math.max(number("expectedNextOffset", 0), this.opened.logEndOffset));
        return { baseOffset: this.opened.segmentList.at(-1)!.baseOffset };
      case "flush":
        await this.opened.flush();
        return {};
      case "flushUpto":
        await this.opened.flushUpTo(offset);
        return {};
      case "hw":
        this.opened.updateHighWatermark(step["offset"] === "leo" ? this.opened.logEndOffset : offset);
        return { hw: this.opened.highWatermark };
      case "truncateTo":
        return { truncated: this.opened.truncateTo(offset) };
      case "truncateFullyAndStartAt":
        this.opened.truncateFullyAndStartAt(offset);
        return {};
      case "deleteRecords":
        return { incremented: this.opened.deleteRecords(offset) };
      case "retention":
        return this.retention();
      case "config":
        this.config = withConfigs(this.config, step["config"] as Json);
        this.opened.updateConfig(this.config);
        return {};
      case "expireProducers":
        this.opened.expireProducers(this.clock.wallMs(), this.expirationMs);
        return {};
      case "assignEpoch":
        this.opened.assignEpochStart(number("epoch", 0), number("startOffset", offset));
        return {};
      case "clean":
        return await playClean(this.disk, this.opened, this.clock.wallMs(), step);
      case "cleanPlan":
        return await playCleanPlan(this.disk, this.opened, this.clock.wallMs());
      case "read":
        return await playRead(this.opened, step);
      case "offsetForTimestamp": {
        const found = await this.opened.offsetForTimestamp(number("ts", 0));
        return found === null ? { offset: null } : { ...found };
      }
      case "epochEnd": {
        const { epoch, endOffset } = this.opened.endOffsetForEpoch(number("epoch", 0));
        const known = endOffset < 0 ? { offset: null } : { offset: endOffset, epoch };
        return { ...known, cache: [epoch, endOffset] };
      }
      case "epochForOffset": {
        const epoch = this.opened.epochForOffset(offset);
        return { epoch: epoch < 0 ? null : epoch };
      }
      case "close":
        await this.opened.flush();
        await this.opened.seal();
        return this.left(true);
      case "crash":
        return this.left(true);
      case "abandon":
        return this.left(false);
      case "clock":
        return { tasksRun: this.clock.moveTo(number("to", this.clock.wallMs() + number("ms", 0))) };
      case "setLastModified":
        this.segmentAt(number("base", 0)).modifiedMs = number("ms", 0);
        return {};
      case "save":
        this.saved.set(step["name"] as string, await contentOf(this.disk, `${this.directory}/`));
        return {};
      case "restore":
        restore(this.disk, `${this.directory}/`, this.saved.get(step["name"] as string)!);
        return {};
      case "files":
        return {};
      default:
        throw new Error(`no such step: ${step.op}`);
    }
  }

  private get expirationMs(): number {
    return this.recorded.producer?.expirationMs ?? PRODUCER_ID_EXPIRATION_MS;
  }

  private segmentAt(baseOffset: number) {
    return this.opened.segmentList.find((segment) => segment.baseOffset === baseOffset)!;
  }

  // ---- a life of the log ----

  private async open(step: StepAction): Promise<void> {
    const { disk, ports, directory, config } = this;
    const { topic, partition, topicId } = this.recorded;
    const isNew = disk.list(`${directory}/`).length === 0;
    const producers = {
      expirationMs: this.expirationMs,
      verifies: this.recorded.producer?.verification === true,
    };
    const recoveryPoint = (step["recoveryPoint"] as number | undefined) ?? this.checkpoint.recoveryPoint;
    const logStartOffset = (step["logStart"] as number | undefined) ?? this.checkpoint.logStartOffset;
    const clean = step["clean"] !== false;
    const content =
      isNew && logStartOffset === 0
        ? newLog(ports, directory, config, producers)
        : await recoverLog(ports, directory, config, { clean, recoveryPoint, logStartOffset, producers });
    const metadata = `${directory}/${PARTITION_METADATA}`;
    const text = await readTextFile(disk, metadata);
    if (text === null) writeTextFile(disk, metadata, formatPartitionMetadata(topicId));
    else parsePartitionMetadata(text, PARTITION_METADATA);
    this.log = new LocalPartitionLog(ports, { topic, partition, topicId, directory }, config, content);
    for (const segment of this.log.segmentList) {
      segment.modifiedMs = this.modifiedMs.get(segment.baseOffset) ?? segment.modifiedMs;
    }
    this.clock.every(EXPIRATION_CHECK_MS, () => {
      this.log?.expireProducers(this.clock.wallMs(), this.expirationMs);
    });
  }

  private left(isRemembered: boolean): Json {
    const { log } = this;
    if (log === null) return {};
    if (isRemembered) {
      this.checkpoint = { recoveryPoint: log.flushedOffset, logStartOffset: log.logStartOffset };
    }
    this.modifiedMs = new Map(log.segmentList.map(({ baseOffset, modifiedMs }) => [baseOffset, modifiedMs]));
    this.log = null;
    this.clock.forgetTimers();
    return {};
  }

  private async append(step: StepAction): Promise<Json> {
    const log = this.opened;
    const bytes = stepBytes(step);
    const leaderEpoch = (step["leaderEpoch"] as number | undefined) ?? 0;
    const done =
      step.op === "appendFollower"
        ? log.appendAsFollower(bytes, leaderEpoch)
        : step["origin"] === "RAFT_LEADER"
          ? appendAsRaftLeader(log, bytes, leaderEpoch)
          : log.appendAsLeader(
              bytes,
              leaderEpoch,
              (step["origin"] ?? "CLIENT") === "CLIENT" ? "client" : "coordinator",
              this.transactionContext(step),
            );
    // A segment that was rolled is on the disk by then: flushes count what is left.
    await log.settled();
    await log.flushIfDue();
    // Nothing was left to append.
    const { firstOffset, lastOffset, logStartOffset, logAppendTimeMs } = done;
    if (done.records === 0 && !done.duplicate) {
      return { firstOffset: -1, lastOffset: -1, logStartOffset, logAppendTime: -1 };
    }
    return { firstOffset, lastOffset, logStartOffset, logAppendTime: logAppendTimeMs };
  }

  private transactionContext(step: StepAction): TransactionContext {
    const transactionVersion = (step["transactionVersion"] as number | undefined) ?? 0;
    const [batch] = step.batches ?? [];
    if (step["verify"] !== true || batch === undefined) return { transactionVersion };
    const { pid = -1, baseSeq = -1, pepoch = -1 }: RecordedBatch = batch;
    const guard = this.opened.startVerification(BigInt(pid), baseSeq, pepoch, transactionVersion >= 2);
    return guard === null ? { transactionVersion } : { transactionVersion, guard };
  }

  private retention(): Json {
    const log = this.opened;
    const before = log.segmentList.map(({ baseOffset }) => baseOffset);
    const deleted = log.deleteOldSegments(this.clock.wallMs(), log.highWatermark);
    const remainingBases = log.segmentList.map(({ baseOffset }) => baseOffset);
    return {
      deleted,
      removedBases: before.filter((baseOffset) => !remainingBases.includes(baseOffset)),
      remainingBases,
    };
  }
}

/** The quorum's leader gives offsets and epochs itself. */
function appendAsRaftLeader(log: LocalPartitionLog, bytes: Uint8Array, leaderEpoch: number) {
  for (const { partitionLeaderEpoch } of batchHeaders(bytes)) {
    if (partitionLeaderEpoch === leaderEpoch) continue;
    throw new AppendError(
      ErrorCode.INVALID_RECORD,
      `Append from Raft leader did not set the batch epoch correctly, expected ${leaderEpoch} but the batch has ${partitionLeaderEpoch}`,
    );
  }
  return log.appendAsFollower(bytes, leaderEpoch);
}
