import { expect, test } from "vitest";
import { ErrorCode } from "../../protocol/errors.ts";
import { imageOfRecords } from "../snapshot/image-records.ts";
import { testState } from "../testing/test-state.ts";
import { alterClientQuotas } from "./client-quotas.ts";

const ALICE = [{ entityType: "user", entityName: "alice" }];

const request = (
  entity: { entityType: string; entityName: string | null }[],
  ops: readonly { readonly key: string; readonly value?: number; readonly remove?: boolean }[],
) => ({
  entries: [{ entity, ops: ops.map((op) => ({ value: 0, remove: false, ...op })) }],
  validateOnly: false,
});

test("a limit is set, changed once and removed, and then nothing is left of the entity", () => {
  const set = alterClientQuotas(testState(), request(ALICE, [{ key: "producer_byte_rate", value: 5 }]));
  const state = testState({ records: set.records });
  expect([...state.image.clientQuotas.values()].map(({ values }) => [...values])).toEqual([
    [["producer_byte_rate", 5]],
  ]);
  const same = alterClientQuotas(state, request(ALICE, [{ key: "producer_byte_rate", value: 5 }]));
  expect(same.records).toEqual([]);
  const removed = alterClientQuotas(state, request(ALICE, [{ key: "producer_byte_rate", remove: true }]));
  expect(imageOfRecords([...set.records, ...removed.records], 0, 0).clientQuotas.size).toBe(0);
});

test("one bad limit leaves the others of its entity unwritten, and other entities written", () => {
  const both = request(ALICE, [
    { key: "consumer_byte_rate", value: 7 },
    { key: "producer_byte_rate", value: 1.5 },
  ]);
  const other = request(
    [{ entityType: "client-id", entityName: null }],
    [{ key: "request_percentage", value: 0.5 }],
  );
  const { records, response } = alterClientQuotas(testState(), {
    entries: [...both.entries, ...other.entries],
    validateOnly: false,
  });
  expect(response.entries?.map(({ errorCode }) => errorCode)).toEqual([
    ErrorCode.INVALID_REQUEST,
    ErrorCode.NONE,
  ]);
  expect(records).toHaveLength(1);
});

test.each([
  ["::1", true],
  ["fe80::1:2", true],
  ["1:2:3:4:5:6:7:8", true],
  ["::ffff:1.2.3.4", true],
  ["127.0.0.1", true],
  ["localhost", true],
  ["1.2.3.256", false],
  ["1:2:3", false],
  ["1::2::3", false],
  ["example", false],
])("the address %s", (entityName, isKnown) => {
  const entity = [{ entityType: "ip", entityName }];
  const { response } = alterClientQuotas(
    testState(),
    request(entity, [{ key: "connection_creation_rate", value: 1 }]),
  );
  expect(response.entries?.[0]?.errorCode).toBe(isKnown ? ErrorCode.NONE : ErrorCode.INVALID_REQUEST);
});
