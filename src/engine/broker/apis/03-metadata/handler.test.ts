import { describe, expect, test } from "vitest";
import { topicNameProblem } from "../../../controller/topics/topic-name.ts";
import { Metadata } from "../../../protocol/schemas/03-metadata.ts";
import { answer, TOPIC_ID, testBroker } from "../../testing/test-broker.ts";
import { metadataHandler } from "./handler.ts";

const image = {
  brokers: [3, 1, 2],
  fenced: [3],
  topics: [
    { name: "t", partitions: [{ replicas: [1, 3], isr: [1] }] },
    { name: "lost", id: "LostAAAAAAAAAAAAAAAAAA", partitions: [{ replicas: [2], leader: -1, isr: [2] }] },
  ],
};
const ZERO = "AAAAAAAAAAAAAAAAAAAAAA";

describe("topics", () => {
  test("null asks for all, empty for none; in version 0 empty asks for all", async () => {
    const handler = metadataHandler(testBroker(image));
    expect((await answer(handler, Metadata, 12, { topics: null })).topics).toHaveLength(2);
    expect((await answer(handler, Metadata, 12, { topics: [] })).topics).toHaveLength(0);
    expect((await answer(handler, Metadata, 0, { topics: [] })).topics).toHaveLength(2);
  });

  test("by name and, from version 12, by id", async () => {
    const handler = metadataHandler(testBroker(image));
    const topics = [
      { topicId: TOPIC_ID, name: null },
      { topicId: "UnknownAAAAAAAAAAAAAAA", name: null },
    ];
    const rows = (await answer(handler, Metadata, 13, { topics, allowAutoTopicCreation: false })).topics;
    expect(rows[0]).toMatchObject({ errorCode: 0, name: "t", topicId: TOPIC_ID, isInternal: false });
    expect(rows[1]).toMatchObject({ errorCode: 100, name: null });
    const named = await answer(handler, Metadata, 12, { topics: [{ topicId: ZERO, name: "t" }] });
    expect(named.topics[0]).toMatchObject({ errorCode: 0, topicId: TOPIC_ID });
  });

  test("a topic that is asked for twice is answered once", async () => {
    const handler = metadataHandler(testBroker(image));
    const topics = [{ name: "t" }, { name: "nope" }, { name: "t" }, { name: "nope" }];
    const body = { topics, allowAutoTopicCreation: false };
    const rows = (await answer(handler, Metadata, 12, body)).topics;
    expect(rows.map(({ name, errorCode }) => [name, errorCode])).toEqual([
      ["t", 0],
      ["nope", 3],
    ]);
  });

  test("partitions name their offline replicas, and what has no leader says so", async () => {
    const handler = metadataHandler(testBroker(image));
    const { topics } = await answer(handler, Metadata, 13, { topics: null });
    expect(topics[0]!.partitions[0]).toMatchObject({
      errorCode: 0,
      leaderId: 1,
      replicaNodes: [1, 3],
      isrNodes: [1],
      offlineReplicas: [3],
    });
    expect(topics[1]!.partitions[0]).toMatchObject({ errorCode: 5, leaderId: -1, isrNodes: [2] });
  });

  test("operations only when asked for", async () => {
    const handler = metadataHandler(testBroker(image));
    const body = { topics: [{ name: "t" }], includeTopicAuthorizedOperations: true };
    const asked = await answer(handler, Metadata, 8, { ...body, includeClusterAuthorizedOperations: true });
    expect(asked.topics[0]!.topicAuthorizedOperations).toBe(3576);
    expect(asked.clusterAuthorizedOperations).toBe(8096);
    const plain = await answer(handler, Metadata, 8, { topics: [{ name: "t" }] });
    expect(plain.topics[0]!.topicAuthorizedOperations).toBe(-2147483648);
  });
});

test("brokers are the unfenced ones by id, and the controller is one of them", async () => {
  const response = await answer(metadataHandler(testBroker(image)), Metadata, 13, { topics: [] });
  expect(response.brokers.map(({ nodeId, port }) => [nodeId, port])).toEqual([
    [1, 9092],
    [2, 9093],
  ]);
  expect([1, 2]).toContain(response.controllerId);
  expect(response.clusterId).toBe("test-cluster");
});

describe("topics that are not there", () => {
  const controller = () => ({ topics: [] });
  const ask = async (version: number, allowAutoTopicCreation: boolean, properties = {}, name = "new") => {
    const broker = testBroker(image, { controller, properties });
    const handler = metadataHandler(broker);
    const topics = [{ topicId: ZERO, name }];
    const response = await answer(handler, Metadata, version, { topics, allowAutoTopicCreation });
    return { row: response.topics[0]!, requests: broker.requests };
  };

  test("are made with the broker's defaults, and unknown meanwhile", async () => {
    const { row, requests } = await ask(13, true, { "num.partitions": "4" });
    expect(row).toMatchObject({ errorCode: 3, topicId: ZERO, partitions: [] });
    expect(requests).toMatchObject([
      {
        api: "CreateTopics",
        body: { topics: [{ name: "new", numPartitions: 4, replicationFactor: 1 }] },
      },
    ]);
  });

  test("are left alone when the client or the broker does not want it", async () => {
    expect((await ask(13, false)).requests).toEqual([]);
    expect((await ask(13, true, { "auto.create.topics.enable": "false" })).requests).toEqual([]);
  });

  test("are refused by an impossible name", async () => {
    const { row, requests } = await ask(13, true, {}, "a b");
    expect(row.errorCode).toBe(17);
    expect(requests).toEqual([]);
    expect(topicNameProblem("..")).not.toBeNull();
    expect(topicNameProblem("x".repeat(250))).not.toBeNull();
    expect(topicNameProblem("a.b_c-9")).toBeNull();
  });
});
