// Plays one recorded case against our controller, step by step.

import { seededRandom } from "../../../src/engine/base/random.ts";
import { ControllerError, type ControllerSettings } from "../../../src/engine/controller/decision.ts";
import { bootstrapRecords } from "../../../src/engine/controller/features/bootstrap.ts";
import { QuorumController } from "../../../src/engine/controller/quorum-controller.ts";
import type { Json } from "../../../src/engine/protocol/json.ts";
import { messageFromJson } from "../../../src/engine/protocol/json.ts";
import { UserScramCredentialRecord } from "../../../src/engine/protocol/schemas/metadata/user-scram-credential-record.ts";
import { decodeMetadataRecord, metadataRecord } from "../../../src/engine/raft/metadata-record.ts";
import { expectEqual, fromHex, hexOf, Mismatch } from "../tally.ts";
import type { ControllerCase, Step } from "./case.ts";
import { finalImage } from "./final-image.ts";
import { javaRandom } from "./java-random.ts";
import { readableRecord } from "./readable-record.ts";
import { REQUESTS } from "./requests.ts";
import { expectSnapshot } from "./snapshot.ts";
import { TestClock, TestLog, type WrittenBatch } from "./test-log.ts";

const NODE_ID = 3000;
const CLUSTER_ID = "cluster-0000000000000w";
const DEFAULT_SESSION_TIMEOUT_MS = 9000;
const DEFAULT_UNCLEAN_CHECK_MS = 300_000;
const DEFAULT_TOKEN_SECRET = "master-secret";
const DEFAULT_TOKEN_CHECK_MS = 3_600_000;
const DAY_MS = 86_400_000;

function settingsOf({ config }: ControllerCase): ControllerSettings {
  const staticConfigs = new Map(Object.entries(config.staticConfig ?? {}));
  return {
    nodeId: NODE_ID,
    clusterId: CLUSTER_ID,
    controllerIds: config.controllers ?? [NODE_ID],
    numPartitions: Number(staticConfigs.get("num.partitions") ?? 1),
    defaultReplicationFactor: Number(staticConfigs.get("default.replication.factor") ?? 3),
    sessionTimeoutMs: config.sessionTimeoutMs ?? DEFAULT_SESSION_TIMEOUT_MS,
    staticConfigs,
    leaderImbalanceCheckMs: config.imbalanceCheckMs ?? 0,
    uncleanCheckMs: config.uncleanCheckMs ?? DEFAULT_UNCLEAN_CHECK_MS,
    maxIdleMs: config.maxIdleMs ?? 0,
    tokens: {
      secretKey: (config.tokenSecret ?? DEFAULT_TOKEN_SECRET) || null,
      maxLifetimeMs: config.tokenMaxLifeMs ?? 7 * DAY_MS,
      renewLifetimeMs: config.tokenExpiryMs ?? DAY_MS,
      expiryCheckMs: config.tokenCheckMs ?? DEFAULT_TOKEN_CHECK_MS,
    },
  };
}

export async function playController(recorded: ControllerCase): Promise<void> {
  const clock = new TestClock(recorded.startMs);
  const log = new TestLog(NODE_ID, clock);
  const uuids: string[] = [];
  const { config } = recorded;
  const scram = (config.bootstrapScram ?? []).map((json) =>
    metadataRecord(
      "UserScramCredentialRecord",
      0,
      messageFromJson(UserScramCredentialRecord, 0, json as Json),
    ),
  );
  let failure: Error | null = null;
  const controller = new QuorumController({
    settings: settingsOf(recorded),
    log,
    ports: { clock, rng: seededRandom(0) },
    bootstrap: bootstrapRecords(
      new Map(Object.entries(config.bootstrapFeatures ?? {})),
      config.staticConfig?.["min.insync.replicas"] ?? "1",
      scram,
    ),
    kraft: { version: () => 1, refusal: () => null, upgrade() {} },
    // Nothing made the tokens of the recorded controller known to it.
    knownTokens: new Map(),
    placement: javaRandom(config.placerSeed ?? 0),
    newUuid: () => {
      const id = uuids.shift();
      if (id === undefined) throw new Mismatch("an id was drawn where Kafka draws none");
      return id;
    },
    onFailure: (error) => {
      failure = error;
    },
  });
  for (const [index, step] of recorded.steps.entries()) {
    const what = `step ${index} (${step.op})`;
    uuids.splice(0, uuids.length, ...(step.uuids ?? []));
    log.written = [];
    await playStep(step, what, { controller, log, clock, group: recorded.name.split("/")[0]! });
    expectRecords(log.written, step, what, clock.nowMs);
    if (uuids.length > 0) throw new Mismatch(`${what}: ${uuids.length} id(s) were not drawn`);
    if (failure !== null) throw failure;
  }
  expectEqual(finalImage(controller.image), recorded.finalImage, "final image");
  controller.stop();
}

interface Stage {
  readonly controller: QuorumController;
  readonly log: TestLog;
  readonly clock: TestClock;
  readonly group: string;
}

async function playStep(step: Step, what: string, stage: Stage): Promise<void> {
  const { controller, log, clock, group } = stage;
  const request = step.request ?? {};
  switch (step.op) {
    case "start":
      await log.start(controller);
      return;
    case "clock":
      return clock.pass(Number(request["ms"]), Number(request["stepMs"]));
    case "leaderChange":
      return log.lead({ leaderId: Number(request["leader"]), epoch: Number(request["epoch"]) });
    case "snapshot":
      return expectSnapshot(controller.image, step, what);
    case "foreignCommit":
      log.commit((step.records ?? []).map(({ hex }) => decodeMetadataRecord(fromHex(hex))));
      return;
  }
  const play = REQUESTS[step.op];
  if (play === undefined) throw new Mismatch(`${what}: not played`);
  let response: Json;
  try {
    response = await play(controller, step, group);
  } catch (error) {
    if (!(error instanceof ControllerError)) throw error;
    const { code, message } = error;
    if (step.error === undefined) throw new Mismatch(`${what}: failed with ${code} ${message}`);
    expectEqual({ code, message }, { code: step.error.code, message: step.error.message }, `${what} error`);
    return;
  }
  if (step.error !== undefined) {
    throw new Mismatch(`${what}: accepted, where Kafka answers ${step.error.error}: ${step.error.message}`);
  }
  expectEqual(response, step.response, `${what} response`);
}

interface PlainRecord {
  readonly type: string;
  readonly hex: string;
}

/** Partition changes of one batch come in hash order: by partition they are compared, and what differs is shown. */
function expectRecords(written: readonly WrittenBatch[], step: Step, what: string, endMs: number): void {
  const expectedRecords = step.records ?? [];
  expectEqual(
    written.map(({ records }) => records.length),
    step.batches ?? [],
    `${what} batches`,
  );
  let at = 0;
  for (const { records, baseOffset, atMs } of written) {
    const expected = expectedRecords.slice(at, at + records.length);
    at += records.length;
    const [first] = expected;
    if (first !== undefined) {
      expectEqual(baseOffset, first.offset, `${what} offset`);
      expectEqual(atMs, first.atMs ?? endMs, `${what} time of offset ${first.offset}`);
    }
    const isSet = step.op === "updateFeatures";
    const actual = records.map(({ type, value }): PlainRecord => ({ type, hex: hexOf(value) }));
    const recordedOnes = expected.map(({ hex }): PlainRecord => ({ type: typeOf(hex), hex }));
    const ours = ordered(actual, isSet);
    const theirs = ordered(recordedOnes, isSet);
    expectEqual(
      ours.map(({ hex }) => readableRecord(hex)),
      theirs.map(({ hex }) => readableRecord(hex)),
      `${what} records`,
    );
    expectEqual(
      ours.map(({ hex }) => hex),
      theirs.map(({ hex }) => hex),
      `${what} bytes`,
    );
  }
}

const typeOf = (hex: string): string => decodeMetadataRecord(fromHex(hex)).type;

/** Of a partition change: the partition it is about. */
function partitionOf({ hex }: PlainRecord): string {
  const { type, data } = decodeMetadataRecord(fromHex(hex));
  return type === "PartitionChangeRecord" ? `${data.topicId}-${data.partitionId}` : "";
}

function ordered(records: readonly PlainRecord[], isSet: boolean): PlainRecord[] {
  if (isSet) return [...records].sort((a, b) => (a.hex < b.hex ? -1 : 1));
  const result: PlainRecord[] = [];
  let run: PlainRecord[] = [];
  const flush = (): void => {
    const byPartition = (a: PlainRecord, b: PlainRecord): number =>
      partitionOf(a) < partitionOf(b) ? -1 : partitionOf(a) > partitionOf(b) ? 1 : 0;
    result.push(...run.sort(byPartition));
    run = [];
  };
  for (const record of records) {
    if (record.type === "PartitionChangeRecord") run.push(record);
    else {
      flush();
      result.push(record);
    }
  }
  flush();
  return result;
}
