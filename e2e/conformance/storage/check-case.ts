// One recorded case: each step's answer and state, the files, and what the dump tool says of them.
import { createMemoryStore } from "../../../src/engine/disk/memory-store.ts";
import { mountDisk } from "../../../src/engine/disk/page-cache.ts";
import type { Json, RecordedCase, RecordedStep } from "../../../src/engine/log/replay/case.ts";
import { CaseReplay } from "../../../src/engine/log/replay/case-replay.ts";
import { ErrorCode, errorInfo } from "../../../src/engine/protocol/errors.ts";
import { expectEqual, Mismatch } from "../tally.ts";
import { checkDumps } from "./check-dumps.ts";
import { checkFiles, type RecordedFile, withoutZeroTails } from "./check-files.ts";

/** Exceptions that never reach a client under their own name. */
const UNNAMED = new Set([
  "UnexpectedAppendOffsetException",
  "OffsetsOutOfOrderException",
  "IllegalArgumentException",
  "KafkaException",
  "BufferOverflowException",
  "IndexOffsetOverflowException",
  "InvalidOffsetException",
  "LogSegmentOffsetOverflowException",
]);

export async function checkCase(recorded: RecordedCase): Promise<void> {
  const replay = new CaseReplay(recorded, await mountDisk(createMemoryStore()));
  const isLoose = recompresses(recorded);
  let known: Json = {};
  for (const [index, step] of recorded.steps.entries()) {
    const label = `step ${index} ${step.do.op}`;
    const { result, state } = await replay.play(step.do);
    checkResult(step, result, isLoose, label);
    if (step.state !== undefined) {
      // What is not shown has not changed, but after it was hidden for a while nobody can tell.
      const isWhole = "closed" in step.state || step.do.op === "open";
      known = isWhole ? step.state : { ...known, ...step.state };
      expectEqual(comparable(pick(state, known), isLoose), comparable(known, isLoose), `${label}: state`);
    } else if (changes(step.do.op)) known = {};
    const files = step.result["files"] as readonly RecordedFile[] | undefined;
    if (files === undefined) continue;
    const ours = await replay.files();
    checkFiles(ours, files, recorded.blobs ?? {}, isLoose, label);
    if (!isLoose) await checkDumps(recorded, step.do["name"] as string, withoutZeroTails(ours, files), label);
  }
}

function changes(op: string): boolean {
  return !["read", "offsetForTimestamp", "epochEnd", "epochForOffset", "files"].includes(op);
}

function pick(state: Json, keys: Json): Json {
  return Object.fromEntries(Object.keys(keys).map((key) => [key, state[key]]));
}

/** Compressed bytes that the broker itself makes depend on the library: then sizes are not compared. */
function recompresses({ config, steps }: RecordedCase): boolean {
  const type = config["compression.type"] ?? "producer";
  if (type !== "producer" && type !== "uncompressed") return true;
  const cleans = steps.some((step) => step.do.op === "clean");
  const compressed = (step: RecordedStep): boolean =>
    (step.do.batches ?? []).some(({ codec = "none" }) => codec !== "none");
  return cleans && steps.some(compressed);
}

/** What Kafka's classes tell of an append beside what ours do. */
const UNTOLD = new Set([
  ...["lastLeaderEpoch", "maxTimestamp", "sourceCompression", "validBytes", "leaderHwChange"],
  // Follows from the offsets.
  "numMessages",
  // Looked at in a way of its own.
  "files",
]);

const SIZES = new Set(["size", "bytes", "bytesRead", "bytesWritten", "position", "sha256", "b64"]);
const PLAN_SIZES = new Set(["cleanBytes", "cleanableBytes", "totalBytes", "cleanableRatio"]);

function comparable(value: unknown, isLoose: boolean): unknown {
  if (!isLoose || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => comparable(item, true));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !SIZES.has(key) && !PLAN_SIZES.has(key))
      .map(([key, item]) => [
        key,
        key === "segments"
          ? (item as readonly (readonly number[])[]).map(([base, , , , timestamp]) => [base, timestamp])
          : comparable(item, true),
      ]),
  );
}

function checkResult(step: RecordedStep, ours: Json, isLoose: boolean, label: string): void {
  const { result: theirs } = step;
  const [error, expected] = [ours["error"], theirs["error"]];
  if (error !== undefined || expected !== undefined) {
    const wanted = (theirs["invalid"] ?? expected) as string | undefined;
    if (!sameError(ours, wanted)) {
      throw new Mismatch(
        `${label}: expected ${wanted ?? "success"}, got ${String(error ?? "success")}: ${String(ours["message"] ?? "")}`,
      );
    }
    if (theirs["recordErrors"] !== undefined) {
      expectEqual(ours["recordErrors"], theirs["recordErrors"], `${label}: record errors`);
    }
    return;
  }
  const keys = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].filter((key) => !UNTOLD.has(key));
  const compared = toKeys(keys.filter((key) => key !== "cleanMessage"));
  const [left, right] = [{ ...pick(ours, compared) }, { ...pick(theirs, compared) }];
  if (step.do.op === "clock") right["tasksRun"] = sum(right["tasksRun"] as Readonly<Record<string, number>>);
  if ("leaderEpoch" in right) right["leaderEpoch"] ??= -1;
  expectEqual(comparable(left, isLoose), comparable(right, isLoose), `${label}: result`);
}

const toKeys = (keys: readonly string[]): Json => Object.fromEntries(keys.map((key) => [key, null]));

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

function sameError(ours: Json, wanted: string | undefined): boolean {
  if (ours["error"] === undefined || wanted === undefined) return false;
  if (ours["error"] === wanted) return true;
  const code = ours["errorCode"];
  if (code === ErrorCode.UNKNOWN_SERVER_ERROR) return UNNAMED.has(wanted);
  return typeof code === "number" && errorInfo(code).exception === wanted;
}
