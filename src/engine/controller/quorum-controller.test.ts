import { expect, test } from "vitest";
import { seededRandom } from "../base/random.ts";
import { ErrorCode } from "../protocol/errors.ts";
import type { LeaderAndEpoch, MetadataLog, MetadataLogListener } from "../raft/metadata-log.ts";
import { type MetadataRecord, metadataRecord } from "../raft/metadata-record.ts";
import { QuorumController } from "./quorum-controller.ts";
import { testState } from "./testing/test-state.ts";

const NODE = 3001;
const NOBODY: LeaderAndEpoch = { leaderId: -1, epoch: 1 };

/** A log whose leader may notice, in the middle of an append, that it has not been heard of for too long. */
function noticingLog() {
  let listener: MetadataLogListener | null = null;
  let end = 0;
  const log = {
    nodeId: NODE,
    leader: NOBODY,
    noticesAtNextAppend: false,
    get isLeader(): boolean {
      return log.leader.leaderId === NODE;
    },
    get highWatermark() {
      return end;
    },
    get logEndOffset() {
      return end;
    },
    async start(heard: MetadataLogListener) {
      listener = heard;
      log.lead({ leaderId: NODE, epoch: 1 });
    },
    lead(leader: LeaderAndEpoch) {
      log.leader = leader;
      listener?.onLeaderChange(leader);
    },
    append(_epoch: number, records: readonly MetadataRecord[]) {
      const first = end;
      if (log.noticesAtNextAppend) log.lead(NOBODY);
      else log.commit(records, 1);
      return first;
    },
    commit(records: readonly MetadataRecord[], epoch: number) {
      const baseOffset = end;
      end += records.length;
      listener?.onCommit({ baseOffset, lastOffset: end - 1, epoch, appendMs: 0, records });
    },
    resign() {},
    async stop() {},
  } satisfies MetadataLog & Record<string, unknown>;
  return log;
}

const topicRecord = (name: string): MetadataRecord =>
  metadataRecord("TopicRecord", 0, { name, topicId: "4L6g3nShT-eMCtK--X86sw" });

test("a leadership that ends while its decision is appended vouches for nothing, whatever comes to that offset later", async () => {
  const log = noticingLog();
  const clock = { monotonicMs: () => 0, wallMs: () => 0, setTimer: () => ({ cancel() {} }) };
  const controller = new QuorumController({
    settings: testState().settings,
    log,
    ports: { clock, rng: seededRandom(1) },
    kraft: { version: () => 1, refusal: () => null, upgrade() {} },
    onFailure: (error) => {
      throw error;
    },
  });
  await log.start(controller);
  log.noticesAtNextAppend = true;
  const answer = controller.submit(() => ({ records: [topicRecord("mine")], response: "created" }));
  const said = expect(answer).rejects.toMatchObject({ code: ErrorCode.NOT_CONTROLLER });
  // Another leader's record takes the place.
  log.commit([topicRecord("theirs")], 2);
  await said;
  expect([...controller.image.topicsByName.keys()]).toEqual(["theirs"]);
});
