import { describe, expect, test } from "vitest";
import { AppendError } from "../../../log/log.ts";
import { CLOSE_CONNECTION } from "../../../net/server.ts";
import { DiskError } from "../../../ports/disk.ts";
import { ErrorCode } from "../../../protocol/errors.ts";
import type { ResponseOf } from "../../../protocol/schema.ts";
import { Produce } from "../../../protocol/schemas/00-produce.ts";
import { answer, batch, call, type TestBroker, TOPIC_ID, testBroker } from "../../testing/test-broker.ts";
import { produceHandler } from "./handler.ts";

const alone = { topics: [{ name: "t", partitions: [{ replicas: [1] }] }] };
const pair = { topics: [{ name: "t", partitions: [{ replicas: [1, 2] }] }] };

const request = (records: Uint8Array | null, acks = 1, topic = "t", index = 0) => ({
  acks,
  timeoutMs: 1000,
  topicData: [{ name: topic, topicId: TOPIC_ID, partitionData: [{ index, records }] }],
});
const produce = (broker: TestBroker, records: Uint8Array | null, acks = 1, version = 9) =>
  answer(produceHandler(broker), Produce, version, request(records, acks));
const rowOf = (response: ResponseOf<typeof Produce>) => response.responses[0]!.partitionResponses[0]!;

describe("what is accepted", () => {
  test("acks=1 is answered with the offset of the first record", async () => {
    const broker = testBroker(alone);
    await produce(broker, batch(["a", "b"]));
    const row = rowOf(await produce(broker, batch(["c"])));
    expect(row).toMatchObject({ errorCode: 0, baseOffset: 2n, logAppendTimeMs: -1n, logStartOffset: 0n });
    expect(broker.log("t", 0).logEndOffset).toBe(3);
  });

  test("acks=0 has no answer", async () => {
    const broker = testBroker(alone);
    expect(await call(produceHandler(broker), Produce, 9, request(batch(["a"]), 0))).toBeNull();
    expect(broker.log("t", 0).logEndOffset).toBe(1);
  });

  test("version 13 names topics by id", async () => {
    const response = await produce(testBroker(alone), batch(["a"]), 1, 13);
    expect(response.responses[0]!.topicId).toBe(TOPIC_ID);
    expect(rowOf(response).errorCode).toBe(0);
  });
});

describe("acks=all", () => {
  test("waits until the followers have the records", async () => {
    const broker = testBroker(pair);
    let done = false;
    const answered = produce(broker, batch(["a", "b"]), -1).then((response) => {
      done = true;
      return response;
    });
    await broker.world.run(100);
    expect(done).toBe(false);
    const partition = broker.replicas.partition("t", 0)!;
    partition.followerFetched(2, 1, 102, null);
    await broker.world.run(0);
    expect(done).toBe(false);
    partition.followerFetched(2, 2, 102, null);
    expect(rowOf(await answered)).toMatchObject({ errorCode: 0, baseOffset: 0n });
    expect(broker.events().map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(["request-parked", "request-unparked", "high-watermark-advanced"]),
    );
  });

  test("a duplicate waits for the followers too, and is answered with its first offset", async () => {
    const broker = testBroker(pair);
    await produce(broker, batch(["a", "b"]), 1);
    const log = broker.log("t", 0);
    log.appendAsLeader = () => ({
      firstOffset: 0,
      lastOffset: 1,
      logAppendTimeMs: 77,
      logStartOffset: 0,
      records: 0,
      sizeBytes: 0,
      duplicate: true,
    });
    let done = false;
    const answered = produce(broker, batch(["a", "b"]), -1).then((response) => {
      done = true;
      return response;
    });
    broker.replicas.partition("t", 0)!.followerFetched(2, 1, 102, null);
    await broker.world.run(100);
    expect(done).toBe(false);
    broker.replicas.partition("t", 0)!.followerFetched(2, 2, 102, null);
    expect(rowOf(await answered)).toMatchObject({ errorCode: 0, baseOffset: 0n, logAppendTimeMs: 77n });
    expect(broker.events().filter(({ kind }) => kind === "records-appended")).toHaveLength(1);
  });

  test("after the request's timeout: REQUEST_TIMED_OUT, and the record stays", async () => {
    const broker = testBroker(pair);
    const answered = produce(broker, batch(["a"]), -1);
    await broker.world.run(1001);
    expect(rowOf(await answered)).toMatchObject({ errorCode: ErrorCode.REQUEST_TIMED_OUT, baseOffset: 0n });
    expect(broker.log("t", 0).logEndOffset).toBe(1);
  });

  test("below min.insync.replicas: NOT_ENOUGH_REPLICAS, nothing is written", async () => {
    const broker = testBroker({
      topics: [{ name: "t", partitions: [{ replicas: [1, 2], isr: [1] }] }],
      configs: { "2:t": { "min.insync.replicas": "2" } },
    });
    const row = rowOf(await produce(broker, batch(["a"]), -1, 13));
    expect(row).toMatchObject({ errorCode: 19, baseOffset: -1n, logStartOffset: 0n, errorMessage: null });
    expect(broker.log("t", 0).logEndOffset).toBe(0);
    // acks=1 is accepted, but stays invisible: the high watermark does not move (KIP-966).
    expect(rowOf(await produce(broker, batch(["a"]), 1)).errorCode).toBe(0);
    expect(broker.replicas.partition("t", 0)!.highWatermark).toBe(0);
  });

  test("min.insync.replicas above the replication factor counts as the replication factor", async () => {
    const broker = testBroker({ ...alone, configs: { "2:t": { "min.insync.replicas": "2" } } });
    expect(rowOf(await produce(broker, batch(["a"]), -1)).errorCode).toBe(0);
  });

  test("a leader that is deposed tells those who wait", async () => {
    const broker = testBroker(pair);
    const answered = produce(broker, batch(["a"]), -1, 10);
    await broker.world.run(10);
    broker.apply({
      topics: [
        { name: "t", partitions: [{ replicas: [1, 2], leader: 2, leaderEpoch: 1, partitionEpoch: 1 }] },
      ],
    });
    const response = await answered;
    expect(rowOf(response)).toMatchObject({
      errorCode: ErrorCode.NOT_LEADER_OR_FOLLOWER,
      currentLeader: { leaderId: 2, leaderEpoch: 1 },
    });
    expect(response.nodeEndpoints).toMatchObject([{ nodeId: 2, host: "localhost", port: 9093 }]);
  });
});

describe("what is refused", () => {
  const twice = new Uint8Array([...batch(["a"]), ...batch(["b"])]);
  const magic = (value: number): Uint8Array => {
    const bytes = batch(["a"]);
    bytes[16] = value;
    return bytes;
  };
  const transactional = (): Uint8Array => {
    const bytes = batch(["a"]);
    bytes[22] = 0x10;
    return bytes;
  };
  test.each([
    ["no bytes", new Uint8Array(0), 87],
    ["cut bytes", batch(["a"]).subarray(0, 40), 87],
    ["two batches", twice, 87],
    ["magic 1", magic(1), 87],
    ["magic 3", magic(3), 2],
    ["the transactional bit without a transactional id", transactional(), 53],
  ])("%s", async (_what, records, errorCode) => {
    const row = rowOf(await produce(testBroker(alone), records, 1, 7));
    expect(row).toMatchObject({ errorCode, baseOffset: -1n, logAppendTimeMs: -1n, logStartOffset: -1n });
  });

  test.each([2, -2, 100])("acks=%i: INVALID_REQUIRED_ACKS", async (acks) => {
    expect(rowOf(await produce(testBroker(alone), batch(["a"]), acks)).errorCode).toBe(21);
  });

  test("zstd before version 7", async () => {
    const records = batch(["a"]);
    records[22] = 4;
    expect(rowOf(await produce(testBroker(alone), records, 1, 6)).errorCode).toBe(76);
  });

  test("a topic or partition that is not there: 3, by unknown id 100", async () => {
    const handler = produceHandler(testBroker(alone));
    for (const [topic, index] of [
      ["nope", 0],
      ["t", 9],
    ] as const) {
      const response = await answer(handler, Produce, 9, request(batch(["a"]), 1, topic, index));
      expect(rowOf(response).errorCode).toBe(3);
    }
    const topicId = "UnknownAAAAAAAAAAAAAAA";
    const body = {
      acks: 1,
      timeoutMs: 1,
      topicData: [{ topicId, partitionData: [{ index: 0, records: batch(["a"]) }] }],
    };
    expect(rowOf(await answer(handler, Produce, 13, body)).errorCode).toBe(100);
  });

  test("not the leader: 6 with the leader's address from version 10 on", async () => {
    const broker = testBroker({ topics: [{ name: "t", partitions: [{ replicas: [2, 1] }] }] });
    const response = await produce(broker, batch(["a"]), 1, 10);
    expect(rowOf(response)).toMatchObject({ errorCode: 6, currentLeader: { leaderId: 2, leaderEpoch: 0 } });
    expect(response.nodeEndpoints[0]!.nodeId).toBe(2);
    broker.replicas.stop();
  });

  test("what the log refuses carries its errors, and the log's start unless nothing is known of it", async () => {
    const broker = testBroker(alone);
    broker.log("t", 0).refuseWith = new AppendError(87, "One or more records have been rejected", [
      { batchIndex: 0, message: "no key" },
    ]);
    expect(rowOf(await produce(broker, batch(["a"]), 1, 8))).toMatchObject({
      errorCode: 87,
      logStartOffset: 0n,
      errorMessage: "One or more records have been rejected",
      recordErrors: [{ batchIndex: 0, batchIndexErrorMessage: "no key" }],
    });
    broker.log("t", 0).refuseWith = new AppendError(10, "too large");
    expect(rowOf(await produce(broker, batch(["a"]), 1, 8))).toMatchObject({
      errorCode: 10,
      logStartOffset: -1n,
      errorMessage: null,
    });
  });

  test("acks=0 with any error closes the connection", async () => {
    const broker = testBroker(alone);
    const result = await call(produceHandler(broker), Produce, 9, request(batch(["a"]), 0, "nope"));
    expect(result).toBe(CLOSE_CONNECTION);
    broker.log("t", 0).refuseWith = new TypeError("a defect");
    expect(await call(produceHandler(broker), Produce, 9, request(batch(["a"]), 0))).toBe(CLOSE_CONNECTION);
  });

  test("a disk that fails takes all partitions offline, and the broker lives on", async () => {
    const broker = testBroker(alone);
    broker.log("t", 0).refuseWith = new DiskError("full", "the quota is used up");
    expect(rowOf(await produce(broker, batch(["a"])))).toMatchObject({ errorCode: 56, logStartOffset: -1n });
    expect(rowOf(await produce(broker, batch(["a"]))).errorCode).toBe(56);
    expect(broker.events()).toContainEqual({
      kind: "disk-failed",
      reason: "full",
      message: "the quota is used up",
    });
  });
});
