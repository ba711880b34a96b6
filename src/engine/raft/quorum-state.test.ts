import { expect, test } from "vitest";
import { ZERO_UUID } from "../base/uuid.ts";
import { parseQuorumState, QuorumStateError, quorumStateText } from "./quorum-state.ts";

test("what is written is read", () => {
  const state = { leaderId: 3001, leaderEpoch: 7, votedId: 3001, votedDirectoryId: "KcVaNhoIE3zpLOmqo0DmlQ" };
  expect(parseQuorumState(quorumStateText(state, 1, [3001]))).toEqual(state);
  expect(parseQuorumState(quorumStateText(state, 0, [3001]))).toEqual({
    ...state,
    votedDirectoryId: ZERO_UUID,
  });
});

test("a file of data_version 0 is read too", () => {
  const text =
    '{"clusterId":"","leaderId":1,"leaderEpoch":4,"votedId":-1,"appliedOffset":0,"currentVoters":[{"voterId":1}],"data_version":0}';
  expect(parseQuorumState(text)).toEqual({
    leaderId: 1,
    leaderEpoch: 4,
    votedId: -1,
    votedDirectoryId: ZERO_UUID,
  });
});

test.each(["", "{", '{"leaderId":1,"data_version":2}', '{"leaderId":1,"data_version":1}'])(
  "a damaged file is refused: %s",
  (text) => {
    expect(() => parseQuorumState(text)).toThrow(QuorumStateError);
  },
);
