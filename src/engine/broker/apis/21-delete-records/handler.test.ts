import { expect, test } from "vitest";
import { ErrorCode } from "../../../protocol/errors.ts";
import type { ResponseOf } from "../../../protocol/schema.ts";
import { DeleteRecords } from "../../../protocol/schemas/21-delete-records.ts";
import { answer, batch, type TestBroker, testBroker } from "../../testing/test-broker.ts";
import { deleteRecordsHandler } from "./handler.ts";

const alone = { topics: [{ name: "t", partitions: [{ replicas: [1] }] }] };
const pair = { topics: [{ name: "t", partitions: [{ replicas: [1, 2] }] }] };

function deleteRecords(
  broker: TestBroker,
  offset: number,
  topic = "t",
  timeoutMs = 1000,
): Promise<ResponseOf<typeof DeleteRecords>> {
  return answer(deleteRecordsHandler(broker), DeleteRecords, 2, {
    topics: [{ name: topic, partitions: [{ partitionIndex: 0, offset: BigInt(offset) }] }],
    timeoutMs,
  });
}

const rowOf = (response: ResponseOf<typeof DeleteRecords>) => response.topics[0]!.partitions[0]!;

function written(image: Parameters<typeof testBroker>[0]): TestBroker {
  const broker = testBroker(image);
  const partition = broker.replicas.partition("t", 0)!;
  for (const value of ["a", "b", "c"]) partition.appendAsLeader(batch([value]), 1, null);
  return broker;
}

test("the log start moves, as far as the high watermark", async () => {
  const broker = written(alone);
  expect(rowOf(await deleteRecords(broker, 2))).toMatchObject({ errorCode: 0, lowWatermark: 2n });
  expect(rowOf(await deleteRecords(broker, 1))).toMatchObject({ errorCode: 0, lowWatermark: 2n });
  expect(rowOf(await deleteRecords(broker, 4)).errorCode).toBe(ErrorCode.OFFSET_OUT_OF_RANGE);
  expect(rowOf(await deleteRecords(broker, -1))).toMatchObject({ errorCode: 0, lowWatermark: 3n });
  expect(rowOf(await deleteRecords(broker, -2)).errorCode).toBe(ErrorCode.OFFSET_OUT_OF_RANGE);
});

test("not of internal topics, unknown ones, or topics that are only compacted", async () => {
  const broker = written({ ...alone, configs: { "2:t": { "cleanup.policy": "compact" } } });
  expect(rowOf(await deleteRecords(broker, 1)).errorCode).toBe(ErrorCode.POLICY_VIOLATION);
  expect(rowOf(await deleteRecords(broker, 1, "nope")).errorCode).toBe(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
  expect(rowOf(await deleteRecords(broker, 1, "__consumer_offsets")).errorCode).toBe(
    ErrorCode.INVALID_TOPIC_EXCEPTION,
  );
});

test("the answer waits for the followers, or for the time to be up", async () => {
  const broker = written(pair);
  const partition = broker.replicas.partition("t", 0)!;
  partition.followerFetched(2, 3, 102, null);
  partition.followerStarts(2, 0);
  let answered = false;
  const waiting = deleteRecords(broker, 2).then((response) => {
    answered = true;
    return rowOf(response);
  });
  await broker.world.run(10);
  expect(answered).toBe(false);
  partition.followerStarts(2, 2);
  expect(await waiting).toMatchObject({ errorCode: 0, lowWatermark: 2n });
  const late = deleteRecords(broker, 3, "t", 100);
  await broker.world.run(200);
  expect(rowOf(await late)).toMatchObject({ errorCode: ErrorCode.REQUEST_TIMED_OUT, lowWatermark: -1n });
});
