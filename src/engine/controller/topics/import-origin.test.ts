import { expect, test } from "vitest";
import { ErrorCode } from "../../protocol/errors.ts";
import { EMPTY_IMAGE } from "../image-draft.ts";
import { importOrigin, LEADER_EPOCH_CONFIG, TOPIC_ID_CONFIG, withoutOrigin } from "./import-origin.ts";

const ID = "AAAAAAAAAAEAAAAAAAAAAg";
const image = { ...EMPTY_IMAGE, topicsById: new Map([["AAAAAAAAAAEAAAAAAAAAAw", {} as never]]) };
const config = (name: string, value: string | null) => ({ name, value });

test("a topic gets the id and the epoch that an import names, which are no configs of it", () => {
  const configs = [
    config(TOPIC_ID_CONFIG, ID),
    config(LEADER_EPOCH_CONFIG, "7"),
    config("retention.ms", "1"),
  ];
  expect(importOrigin(image, configs)).toEqual({ topicId: ID, leaderEpoch: 7 });
  expect(withoutOrigin(configs)).toEqual([config("retention.ms", "1")]);
  expect(importOrigin(image, [])).toEqual({ topicId: null, leaderEpoch: 0 });
});

test.each([
  config(TOPIC_ID_CONFIG, "AAAAAAAAAAEAAAAAAAAAAw"),
  config(TOPIC_ID_CONFIG, "AAAAAAAAAAAAAAAAAAAAAA"),
  config(TOPIC_ID_CONFIG, "no id"),
  config(LEADER_EPOCH_CONFIG, "-1"),
  config(LEADER_EPOCH_CONFIG, "99999999999"),
])("%j is refused", (wrong) => {
  expect(() => importOrigin(image, [wrong])).toThrow(
    expect.objectContaining({ code: ErrorCode.INVALID_CONFIG }),
  );
});
