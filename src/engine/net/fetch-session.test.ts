import { expect, test } from "vitest";
import { ErrorCode } from "../protocol/errors.ts";
import { FetchSession, type WantedRow } from "./fetch-session.ts";

const ID = "TopicAAAAAAAAAAAAAAAAA";

const want = (partition: number, fetchOffset: number, topicId: string | null = ID): WantedRow => ({
  ...{ topic: "t", topicId },
  row: { partition, fetchOffset: BigInt(fetchOffset), partitionMaxBytes: 1000 },
});

/** What a request says: `partition@offset`, and what it forgets. */
function said(session: FetchSession, ...wanted: WantedRow[]) {
  const { sessionId, sessionEpoch, topics, forgottenTopicsData } = session.build(wanted);
  return {
    at: [sessionId, sessionEpoch],
    asks: topics.flatMap(({ partitions = [] }) =>
      partitions.map((row) => `${row.partition}@${row.fetchOffset}`),
    ),
    forgets: forgottenTopicsData.flatMap(({ partitions }) => partitions),
  };
}

test("all at first, then what is new", () => {
  const session = new FetchSession();
  expect(said(session, want(0, 1), want(1, 2))).toEqual({ at: [0, 0], asks: ["0@1", "1@2"], forgets: [] });
  session.answered(ErrorCode.NONE, 7);
  expect(said(session, want(0, 1), want(1, 3))).toEqual({ at: [7, 1], asks: ["1@3"], forgets: [] });
  session.answered(ErrorCode.NONE, 7);
  expect(said(session, want(1, 3), want(2, 0))).toEqual({ at: [7, 2], asks: ["2@0"], forgets: [0] });
});

test("without a session all of it again", () => {
  const session = new FetchSession();
  said(session, want(0, 1));
  session.answered(ErrorCode.NONE, 0);
  expect(said(session, want(0, 1))).toEqual({ at: [0, 0], asks: ["0@1"], forgets: [] });
});

test("a session that is not known is begun anew, another that went wrong is ended with it", () => {
  const session = new FetchSession();
  said(session, want(0, 1));
  session.answered(ErrorCode.NONE, 7);
  said(session, want(0, 2));
  session.answered(ErrorCode.INVALID_FETCH_SESSION_EPOCH, 0);
  expect(said(session, want(0, 2))).toMatchObject({ at: [7, 0], asks: ["0@2"] });
  session.answered(ErrorCode.FETCH_SESSION_ID_NOT_FOUND, 0);
  expect(said(session, want(0, 2))).toMatchObject({ at: [0, 0], asks: ["0@2"] });
});

test("after a lost answer, and when topics lose their ids, it begins anew", () => {
  const session = new FetchSession();
  said(session, want(0, 1));
  session.answered(ErrorCode.NONE, 7);
  said(session, want(0, 2));
  session.failed();
  expect(said(session, want(0, 2))).toMatchObject({ at: [7, 0], asks: ["0@2"] });
  session.answered(ErrorCode.NONE, 8);
  expect(said(session, want(0, 2, null))).toMatchObject({ at: [8, 0], asks: ["0@2"] });
});
