import { expect, test } from "vitest";
import { DescribeClientQuotas } from "../../../protocol/schemas/48-describe-client-quotas.ts";
import { metadataRecord } from "../../../raft/metadata-record.ts";
import { answer, testBroker } from "../../testing/test-broker.ts";
import { describeClientQuotasHandler } from "./handler.ts";

type Names = Readonly<Record<string, string | null>>;

const limit = (names: Names, value: number) =>
  metadataRecord("ClientQuotaRecord", 0, {
    entity: Object.entries(names).map(([entityType, entityName]) => ({ entityType, entityName })),
    key: "producer_byte_rate",
    value,
    remove: false,
  });

const handler = describeClientQuotasHandler(
  testBroker({
    security: [
      limit({ user: "alice" }, 1),
      limit({ user: null }, 2),
      limit({ user: "alice", "client-id": "c" }, 3),
      limit({ ip: "127.0.0.1" }, 4),
    ],
  }),
);

const EXACT = 0;
const DEFAULT = 1;
const SPECIFIED = 2;

interface Component {
  readonly entityType: string;
  readonly matchType: number;
  readonly match: string | null;
}
const part = (entityType: string, matchType: number, match: string | null = null): Component => ({
  ...{ entityType, matchType, match },
});

test.each([
  ["everything", [], false, [1, 2, 3, 4]],
  ["a user, alone or not", [part("user", EXACT, "alice")], false, [1, 3]],
  ["a user alone", [part("user", EXACT, "alice")], true, [1]],
  ["the default user", [part("user", DEFAULT)], false, [2]],
  ["any user", [part("user", SPECIFIED)], true, [1, 2]],
  ["user and client", [part("user", SPECIFIED), part("client-id", EXACT, "c")], true, [3]],
  ["nobody", [part("client-id", DEFAULT)], false, []],
])("%s", async (_what, components, strict, expected) => {
  const { entries } = await answer(handler, DescribeClientQuotas, 1, { components, strict });
  expect(entries!.map(({ values }) => values[0]!.value)).toEqual(expected);
});

test.each([
  ["twice", [part("user", SPECIFIED), part("user", DEFAULT)], 42],
  ["no type", [part("", SPECIFIED)], 42],
  ["no name", [part("user", EXACT)], 42],
  ["a name too many", [part("user", DEFAULT, "x")], 42],
  ["an unknown way to match", [part("user", 7)], 42],
  ["an address with a user", [part("ip", SPECIFIED), part("user", SPECIFIED)], 42],
  ["an unknown type", [part("planet", SPECIFIED)], 35],
])("refused: %s", async (_what, components, errorCode) => {
  const refused = await answer(handler, DescribeClientQuotas, 0, { components, strict: false });
  expect(refused).toMatchObject({ errorCode, entries: null });
  expect(refused.errorMessage).not.toBeNull();
});
