// KIP-227 by the book of Kafka's FetchManager.
import { describe, expect, test } from "vitest";
import { seededRandom } from "../../../base/random.ts";
import { ErrorCode } from "../../../protocol/errors.ts";
import type { RequestOf } from "../../../protocol/schema.ts";
import type { Fetch } from "../../../protocol/schemas/01-fetch.ts";
import { type FetchContext, FetchSessions, type ResponseRow } from "./fetch-sessions.ts";

type Request = RequestOf<typeof Fetch>;

const T = "TopicAAAAAAAAAAAAAAAAA";
const WITH_IDS = 18;
const WITH_NAMES = 12;

function sessions(slots = 10) {
  const clock = { nowMs: 0 };
  const ports = {
    clock: { monotonicMs: () => clock.nowMs, wallMs: () => 0, setTimer: () => ({ cancel() {} }) },
    rng: seededRandom(1),
  };
  return { clock, cache: new FetchSessions({ ports, slots }) };
}

function request(
  sessionId: number,
  sessionEpoch: number,
  offsets: Readonly<Record<number, number>> = {},
  forgotten: readonly number[] = [],
): Request {
  const partitions = Object.entries(offsets).map(([partition, offset]) => ({
    partition: Number(partition),
    fetchOffset: BigInt(offset),
  }));
  return {
    sessionId,
    sessionEpoch,
    topics: partitions.length === 0 ? [] : [{ topic: "t", topicId: T, partitions }],
    forgottenTopicsData: forgotten.length === 0 ? [] : [{ topic: "t", topicId: T, partitions: forgotten }],
  } as unknown as Request;
}

const row = (over: Partial<ResponseRow> = {}): ResponseRow => ({
  ...{ errorCode: 0, highWatermark: 5n, logStartOffset: 0n, records: new Uint8Array(0) },
  ...over,
});

function opened(cache: FetchSessions, asked: Request, version = WITH_IDS, isFollower = false): FetchContext {
  const context = cache.open(asked, version, isFollower);
  if (typeof context === "number") throw new Error(`refused: ${context}`);
  return context;
}

/** Answers every partition with `rows`, and says the session id and which partitions are sent. */
function answered(context: FetchContext, rows: Readonly<Record<number, ResponseRow>> = {}) {
  const all = context.asked.map((asked) => ({ asked, row: rows[asked.row.partition] ?? row() }));
  const { errorCode, sessionId, rows: sent } = context.answer(all);
  return { errorCode, sessionId, sent: sent.map(({ asked }) => asked.row.partition) };
}

const offsetsOf = ({ asked }: FetchContext): Record<number, number> =>
  Object.fromEntries(asked.map(({ row: one }) => [one.partition, Number(one.fetchOffset)]));

describe("a session", () => {
  test("tells the high watermark again to who had to cut its log, and took nothing else from the answer", () => {
    const { cache } = sessions();
    const { sessionId } = answered(opened(cache, request(0, 0, { 0: 1 })));
    const diverging = row({ divergingEpoch: { epoch: 0, endOffset: 1n } });
    expect(answered(opened(cache, request(sessionId, 1)), { 0: diverging }).sent).toEqual([0]);
    expect(answered(opened(cache, request(sessionId, 2))).sent).toEqual([0]);
    expect(answered(opened(cache, request(sessionId, 3))).sent).toEqual([]);
  });

  test("tells the high watermark again in a new leader epoch: the answer before may have been passed over", () => {
    const { cache } = sessions();
    const inEpoch = (asked: Request, currentLeaderEpoch: number): Request => ({
      ...asked,
      topics: asked.topics.map((topic) => ({
        ...topic,
        partitions: topic.partitions.map((one) => ({ ...one, currentLeaderEpoch })),
      })),
    });
    const { sessionId } = answered(opened(cache, inEpoch(request(0, 0, { 0: 1 }), 2)));
    expect(answered(opened(cache, inEpoch(request(sessionId, 1, { 0: 1 }), 2))).sent).toEqual([]);
    expect(answered(opened(cache, inEpoch(request(sessionId, 2, { 0: 1 }), 3))).sent).toEqual([0]);
    expect(answered(opened(cache, request(sessionId, 3))).sent).toEqual([]);
  });

  test("begins with a full answer; later answers bring only news", () => {
    const { cache } = sessions();
    const first = answered(opened(cache, request(0, 0, { 0: 1, 1: 2 })));
    expect(first.sent).toEqual([0, 1]);
    expect(first.sessionId).toBeGreaterThan(0);
    const { sessionId } = first;
    const second = opened(cache, request(sessionId, 1));
    expect(offsetsOf(second)).toEqual({ 0: 1, 1: 2 });
    expect(answered(second)).toEqual({ errorCode: 0, sessionId, sent: [] });
    const third = answered(opened(cache, request(sessionId, 2)), { 1: row({ highWatermark: 6n }) });
    expect(third.sent).toEqual([1]);
    expect(answered(opened(cache, request(sessionId, 3)), { 1: row({ highWatermark: 6n }) }).sent).toEqual(
      [],
    );
  });

  test("takes on new offsets and partitions, and forgets others", () => {
    const { cache } = sessions();
    const { sessionId } = answered(opened(cache, request(0, 0, { 0: 1, 1: 2 })));
    const changed = opened(cache, request(sessionId, 1, { 0: 9, 2: 3 }, [1]));
    expect(offsetsOf(changed)).toEqual({ 0: 9, 2: 3 });
    // The new partition was never told.
    expect(answered(changed).sent).toEqual([2]);
  });

  test.each([
    ["records", { records: Uint8Array.of(1) }],
    ["a log start", { logStartOffset: 2n }],
    ["a diverging epoch", { divergingEpoch: { epoch: 1, endOffset: 2n } }],
    ["a nearer replica", { preferredReadReplica: 2 }],
    ["an error", { errorCode: 6 }],
  ])("sends %s", (_what, over) => {
    const { cache } = sessions();
    const { sessionId } = answered(opened(cache, request(0, 0, { 0: 1 })));
    expect(answered(opened(cache, request(sessionId, 1)), { 0: row(over) }).sent).toEqual([0]);
  });

  test("tells a partition again when its error is over", () => {
    const { cache } = sessions();
    const { sessionId } = answered(opened(cache, request(0, 0, { 0: 1 })));
    answered(opened(cache, request(sessionId, 1)), { 0: row({ errorCode: 6, highWatermark: -1n }) });
    expect(answered(opened(cache, request(sessionId, 2))).sent).toEqual([0]);
  });

  test("lets who was served wait for the others", () => {
    const { cache } = sessions();
    const { sessionId } = answered(opened(cache, request(0, 0, { 0: 1, 1: 1, 2: 1 })));
    answered(opened(cache, request(sessionId, 1)), { 0: row({ records: Uint8Array.of(1) }) });
    const next = opened(cache, request(sessionId, 2));
    expect(next.asked.map(({ row: one }) => one.partition)).toEqual([1, 2, 0]);
  });

  test("ends with its last partition, with epoch -1, and with a new full request", () => {
    const { cache } = sessions();
    const { sessionId: first } = answered(opened(cache, request(0, 0, { 0: 1 })));
    expect(answered(opened(cache, request(first, 1, {}, [0]))).sessionId).toBe(0);
    expect(cache.open(request(first, 2), WITH_IDS, false)).toBe(ErrorCode.FETCH_SESSION_ID_NOT_FOUND);
    const { sessionId: second } = answered(opened(cache, request(0, 0, { 0: 1 })));
    expect(answered(opened(cache, request(second, -1, { 0: 1 }))).sessionId).toBe(0);
    const { sessionId: third } = answered(opened(cache, request(0, 0, { 0: 1 })));
    expect(answered(opened(cache, request(third, 0, { 0: 1 }))).sessionId).not.toBe(third);
    expect(cache.size).toBe(1);
  });
});

describe("refusals", () => {
  test("an unknown id, another epoch, names in place of ids", () => {
    const { cache } = sessions();
    expect(cache.open(request(7, 1), WITH_IDS, false)).toBe(ErrorCode.FETCH_SESSION_ID_NOT_FOUND);
    const { sessionId } = answered(opened(cache, request(0, 0, { 0: 1 })));
    expect(cache.open(request(sessionId, 2), WITH_IDS, false)).toBe(ErrorCode.INVALID_FETCH_SESSION_EPOCH);
    expect(cache.open(request(sessionId, 1), WITH_NAMES, false)).toBe(ErrorCode.FETCH_SESSION_TOPIC_ID_ERROR);
  });

  test("an answer that another request has overtaken", () => {
    const { cache } = sessions();
    const { sessionId } = answered(opened(cache, request(0, 0, { 0: 1 })));
    const slow = opened(cache, request(sessionId, 1));
    opened(cache, request(sessionId, 2));
    expect(answered(slow)).toEqual({ errorCode: ErrorCode.INVALID_FETCH_SESSION_EPOCH, sessionId, sent: [] });
  });
});

describe("room", () => {
  test("is not made for an equal, but for what is larger once the first is old", () => {
    const { cache, clock } = sessions(1);
    const { sessionId } = answered(opened(cache, request(0, 0, { 0: 1 })));
    expect(answered(opened(cache, request(0, 0, { 0: 1, 1: 1 }))).sessionId).toBe(0);
    clock.nowMs = 120_001;
    opened(cache, request(sessionId, 1));
    expect(answered(opened(cache, request(0, 0, { 0: 1 }))).sessionId).toBe(0);
    expect(answered(opened(cache, request(0, 0, { 0: 1, 1: 1 }))).sessionId).toBeGreaterThan(0);
    expect(cache.open(request(sessionId, 2), WITH_IDS, false)).toBe(ErrorCode.FETCH_SESSION_ID_NOT_FOUND);
  });

  test("is made for a follower at once, never against one", () => {
    const { cache } = sessions(1);
    answered(opened(cache, request(0, 0, { 0: 1, 1: 1 })));
    expect(answered(opened(cache, request(0, 0, { 0: 1 }), WITH_IDS, true)).sessionId).toBeGreaterThan(0);
    expect(answered(opened(cache, request(0, 0, { 0: 1, 1: 1 }))).sessionId).toBe(0);
  });

  test("is made where nobody fetches any more", () => {
    const { cache, clock } = sessions(1);
    answered(opened(cache, request(0, 0, { 0: 1 }), WITH_IDS, true));
    clock.nowMs = 120_001;
    expect(answered(opened(cache, request(0, 0, { 0: 1 }))).sessionId).toBeGreaterThan(0);
    expect(cache.size).toBe(1);
  });

  test("there may be none at all", () => {
    const { cache } = sessions(0);
    expect(answered(opened(cache, request(0, 0, { 0: 1 })))).toEqual({
      errorCode: 0,
      sessionId: 0,
      sent: [0],
    });
  });
});
