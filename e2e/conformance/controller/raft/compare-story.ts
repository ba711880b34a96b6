// What of a story is compared: what each node became, wrote and learned, in order; what it asked of each other node; the
// answers to single questions; what was left in the end. Not compared: times, correlation ids, and how often a question
// was asked that brought nothing new.

import { utf8Decode } from "../../../../src/engine/base/utf8.ts";
import { messageToJson } from "../../../../src/engine/protocol/json.ts";
import { ALL_APIS } from "../../../../src/engine/protocol/schemas/all.ts";
import { batchHeaders } from "../../../../src/engine/records/batch.ts";
import { controlSchema, readControlRecord } from "../../../../src/engine/records/control.ts";
import { readRecords } from "../../../../src/engine/records/record.ts";
import { expectEqual, Mismatch } from "../../tally.ts";
import type { StoryPlayer } from "./play-story.ts";
import type { FinalNode, RaftStory, StoryEvent } from "./story.ts";
import { quorumStateOf, type StoryNode, stateOf } from "./story-node.ts";

/** By node, in order. */
const SEQUENCES: Readonly<Record<string, readonly string[]>> = {
  state: ["state", "epoch", "leader", "voted"],
  quorumState: ["file"],
  leaderChange: ["leader", "epoch"],
  highWatermark: ["offset"],
  commit: ["offset", "epoch", "record"],
  loadSnapshot: ["lastContainedOffset", "lastContainedEpoch", "records"],
};

type Events = readonly Readonly<Record<string, unknown>>[];

export async function compareStory(story: RaftStory, player: StoryPlayer): Promise<void> {
  const played = player.played as unknown as Events;
  const recorded = story.events as unknown as Events;
  for (const [kind, fields] of Object.entries(SEQUENCES)) {
    for (const id of idsOf(recorded, kind)) {
      const pick = (events: Events) =>
        events
          .filter(({ event, node }) => event === kind && node === id)
          .map((event) => Object.fromEntries(fields.map((field) => [field, event[field]])));
      expectEqual(pick(played), pick(recorded), `${kind} of node ${id}`);
    }
  }
  compareRequests(recorded, played);
  compareAnswers(story, played);
  for (const [id, final] of Object.entries(story.final)) {
    await compareFinal(Number(id), final, player.nodes.get(Number(id)));
  }
}

function idsOf(events: Events, kind: string): Set<unknown> {
  return new Set(events.filter(({ event }) => event === kind).map(({ node }) => node));
}

/** Each different question once, in the order in which it was first asked. */
function compareRequests(recorded: Events, played: Events): void {
  const asked = (events: Events): Map<string, string[]> => {
    const byWay = new Map<string, string[]>();
    for (const { event, from, to, api, version, request } of events) {
      if (event !== "send" || from === -1) continue;
      const key = `${from} asks ${to} ${api} v${version}`;
      const text = sorted(request);
      const before = byWay.get(key) ?? [];
      if (!before.includes(text)) byWay.set(key, [...before, text]);
    }
    return byWay;
  };
  const expected = asked(recorded);
  const actual = asked(played);
  for (const key of new Set([...expected.keys(), ...actual.keys()])) {
    const parse = (texts: string[] | undefined) => texts?.map((text) => JSON.parse(text) as unknown);
    expectEqual(parse(actual.get(key)), parse(expected.get(key)), key);
  }
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

const TIMES = ["lastFetchTimestamp", "lastCaughtUpTimestamp"];

function compareAnswers(story: RaftStory, played: Events): void {
  for (const event of story.events) {
    if (event.event !== "receive" || event.to !== -1) continue;
    const answer = played.find(({ to, id }) => to === -1 && id === event.id);
    const what = `answer #${event.id} of ${event.from} to ${event.api}`;
    if (answer === undefined) throw new Mismatch(`${what}: none came`);
    const api = ALL_APIS.find(({ name }) => upperSnake(name) === event.api)!;
    const json = messageToJson(api.response, event.version!, answer["response"] as object);
    expectEqual(only(json, event.response, event), event.response, what);
  }
}

const upperSnake = (name: string): string => name.replace(/([a-z])([A-Z])/g, "$1_$2").toUpperCase();

/** The fields that were recorded; times are as they are, defaults that our own form leaves out are put in. */
function only(actual: unknown, expected: unknown, event: StoryEvent, key = ""): unknown {
  if (TIMES.includes(key)) return expected;
  if (actual === undefined) return isEmpty(expected) ? expected : actual;
  if (Array.isArray(expected) && Array.isArray(actual)) {
    if (expected.length !== actual.length) return actual;
    return expected.map((element, index) => only(actual[index], element, event));
  }
  if (typeof expected === "object" && expected !== null && typeof actual === "object" && actual !== null) {
    const fields = actual as Readonly<Record<string, unknown>>;
    return Object.fromEntries(
      Object.entries(expected).map(([name, value]) => {
        if (name === "recordsSize" || name === "unalignedRecordsSizeInBytes") {
          const bytes = fields["records"] ?? fields["unalignedRecords"] ?? "";
          return [name, Buffer.from(String(bytes), "base64").length];
        }
        if (name === "batches") {
          return [name, decoded(Buffer.from(String(fields["records"] ?? ""), "base64"))];
        }
        return [name, only(fields[name], value, event, name)];
      }),
    );
  }
  return actual;
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (typeof value === "object" && value !== null) return Object.values(value).every(isEmpty);
  return value === 0 || value === -1 || value === "" || value === null || value === false;
}

async function compareFinal(id: number, final: FinalNode, node: StoryNode | undefined): Promise<void> {
  const what = `node ${id} in the end`;
  expectEqual(node !== undefined, final.running, `${what}, running`);
  if (node === undefined) return;
  const { raft } = node.machine;
  const { log } = raft.log;
  expectEqual(stateOf(node), final.state, `${what}, state`);
  const actual = {
    logStart: log.logStartOffset,
    logEnd: log.logEndOffset,
    highWatermark: raft.state.highWatermark ?? -1,
    quorumState: quorumStateOf(node),
    applied: node.applied,
    batches: await batchesOf(node),
  };
  const { logStart, logEnd, highWatermark, quorumState, applied, batches } = final;
  const expected = {
    logStart,
    logEnd,
    highWatermark,
    quorumState,
    applied,
    batches: batches?.map(unordered),
  };
  expectEqual({ ...actual, batches: actual.batches.map(unordered) }, expected, what);
  expectEqual(filesOf(node), final.files?.filter(isCompared), `${what}, files`);
}

/** Of producers there are none in this log: whether their snapshot is written says nothing. */
const isCompared = (name: string): boolean => !name.endsWith(".snapshot") && !name.includes(".deleted");

function filesOf({ disk }: StoryNode): string[] {
  const directory = "__cluster_metadata-0/";
  return disk
    .list(directory)
    .map((name) => name.slice(directory.length))
    .filter(isCompared);
}

/** Who granted a vote is a set: its order differs from one run of Kafka to the next. */
function unordered(batch: unknown): unknown {
  return JSON.parse(
    JSON.stringify(batch, (key, value: unknown) =>
      key === "grantingVoters" && Array.isArray(value)
        ? value.map(({ voterId }: { readonly voterId: number }) => voterId).sort((a, b) => a - b)
        : value,
    ),
  );
}

async function batchesOf({ machine }: StoryNode): Promise<unknown[]> {
  const { log } = machine.raft.log;
  return decoded(await log.read(log.logStartOffset, log.logEndOffset, 1 << 26, true));
}

function decoded(bytes: Uint8Array): unknown[] {
  return [...batchHeaders(bytes)].map((header) => ({
    baseOffset: header.baseOffset,
    lastOffset: header.lastOffset,
    epoch: header.partitionLeaderEpoch,
    control: header.control,
    records: readRecords(bytes, header).map((record) => {
      if (!header.control) return utf8Decode(record.value!);
      const control = readControlRecord(record)!;
      return {
        controlType: control.type,
        value: messageToJson(controlSchema(control.type), 0, control.message),
      };
    }),
  }));
}
