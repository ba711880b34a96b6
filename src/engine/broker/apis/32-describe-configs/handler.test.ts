import { describe, expect, test } from "vitest";
import { describeConfigsHandler } from "../../../controller/apis/32-describe-configs/handler.ts";
import { DescribeConfigs } from "../../../protocol/schemas/32-describe-configs.ts";
import { answer, testBroker } from "../../testing/test-broker.ts";

const image = {
  topics: [{ name: "t", partitions: [{ replicas: [1] }] }],
  configs: { "2:t": { "retention.ms": "120000" }, "4:": { "min.insync.replicas": "1" } },
};

async function described(resourceType: number, resourceName: string, keys: string[] | null = null) {
  const broker = testBroker(image, { properties: { "num.partitions": "3", "my.own": "x" } });
  broker.config.updateDynamic(new Map([["min.insync.replicas", "1"]]), new Map());
  const resources = [{ resourceType, resourceName, configurationKeys: keys }];
  const body = { resources, includeSynonyms: true };
  const response = await answer(
    describeConfigsHandler({ nodeId: broker.brokerId, config: broker.config, image: broker.image }),
    DescribeConfigs,
    4,
    body,
  );
  return response.results[0]!;
}
const one = async (type: number, name: string, key: string) =>
  (await described(type, name, [key])).configs[0]!;

describe("a topic", () => {
  test("shows every config that is not internal", async () => {
    const { configs, errorCode, errorMessage } = await described(2, "t");
    expect([configs.length, errorCode, errorMessage]).toEqual([33, 0, ""]);
    expect(configs.map(({ name }) => name)).not.toContain("internal.segment.bytes");
  });

  test("its own value, and no synonym that the broker has only under another name", async () => {
    expect(await one(2, "t", "retention.ms")).toMatchObject({
      value: "120000",
      configSource: 1,
      configType: 5,
      synonyms: [{ name: "retention.ms", value: "120000", source: 1 }],
    });
    expect(await one(2, "t", "segment.ms")).toMatchObject({
      value: "604800000",
      configSource: 5,
      synonyms: [],
    });
  });

  test("what all brokers were told, and the default under it", async () => {
    expect(await one(2, "t", "min.insync.replicas")).toMatchObject({
      value: "1",
      configSource: 3,
      synonyms: [
        { name: "min.insync.replicas", value: "1", source: 3 },
        { name: "min.insync.replicas", value: "1", source: 5 },
      ],
    });
    expect((await one(2, "t", "cleanup.policy")).synonyms).toEqual([
      { name: "log.cleanup.policy", value: "delete", source: 5 },
    ]);
  });

  test("that is unknown: 3 with an empty message", async () => {
    expect(await described(2, "nope")).toMatchObject({ errorCode: 3, errorMessage: "", configs: [] });
    expect((await described(2, "a b")).errorCode).toBe(17);
  });
});

describe("a broker", () => {
  test("shows its file, unknown names as secrets, and what can change while it runs", async () => {
    expect(await one(4, "1", "num.partitions")).toMatchObject({
      value: "3",
      readOnly: true,
      configSource: 4,
      configType: 3,
      synonyms: [
        { name: "num.partitions", value: "3", source: 4 },
        { name: "num.partitions", value: "1", source: 5 },
      ],
    });
    expect(await one(4, "1", "my.own")).toMatchObject({ value: null, isSensitive: true, configSource: 4 });
    expect(await one(4, "1", "log.cleaner.threads")).toMatchObject({ readOnly: false, configSource: 5 });
    expect((await described(4, "1")).configs.length).toBeGreaterThan(300);
  });

  test("the empty name shows what was set for all", async () => {
    const { configs } = await described(4, "");
    expect(configs).toMatchObject([{ name: "min.insync.replicas", value: "1", configSource: 3 }]);
  });

  test("what was set while it runs is shown, also what no file can say, and unknown names as secrets", async () => {
    const broker = testBroker(image);
    const defaults = new Map([["leader.replication.throttled.rate", "9"]]);
    const own = new Map([
      ["follower.replication.throttled.rate", "5"],
      ["quite.own", "x"],
    ]);
    broker.config.updateDynamic(defaults, own);
    const resources = [{ resourceType: 4, resourceName: "1", configurationKeys: null }];
    const all = (
      await answer(
        describeConfigsHandler({ nodeId: broker.brokerId, config: broker.config, image: broker.image }),
        DescribeConfigs,
        4,
        { resources },
      )
    ).results[0]!;
    const found = (name: string) => all.configs.find((config) => config.name === name);
    const plain = { readOnly: false, isSensitive: false, configType: 5, documentation: null };
    expect(found("follower.replication.throttled.rate")).toMatchObject({
      ...plain,
      value: "5",
      configSource: 2,
    });
    expect(found("leader.replication.throttled.rate")).toMatchObject({
      ...plain,
      value: "9",
      configSource: 3,
    });
    expect(found("quite.own")).toMatchObject({
      value: null,
      isSensitive: true,
      readOnly: true,
      configSource: 2,
    });
  });

  test("another broker, or no number, is refused", async () => {
    expect(await described(4, "2")).toMatchObject({
      errorCode: 42,
      errorMessage: "Unexpected broker id, expected 1 or empty string, but received 2",
    });
    expect((await described(4, "x")).errorMessage).toBe("Broker id must be an integer, but it is: x");
  });
});

describe("a group, and a subscription to client metrics", () => {
  const own = {
    ...image,
    configs: { "32:g": { "consumer.session.timeout.ms": "50000" }, "16:m": { "interval.ms": "5000" } },
  };
  const ofOwn = async (resourceType: number, resourceName: string) => {
    const broker = testBroker(own, { properties: { "group.consumer.heartbeat.interval.ms": "6000" } });
    const resources = [{ resourceType, resourceName, configurationKeys: null }];
    const body = { resources, includeSynonyms: true };
    return (
      await answer(
        describeConfigsHandler({ nodeId: broker.brokerId, config: broker.config, image: broker.image }),
        DescribeConfigs,
        4,
        body,
      )
    ).results[0]!;
  };
  const named = async (type: number, resource: string, name: string) =>
    (await ofOwn(type, resource)).configs.find((config) => config.name === name);

  test("its own values, the broker's where it has none, the defaults under both", async () => {
    expect((await ofOwn(32, "g")).configs).toHaveLength(17);
    const broker = "group.consumer.session.timeout.ms";
    expect(await named(32, "g", "consumer.session.timeout.ms")).toMatchObject({
      value: "50000",
      configSource: 8,
      readOnly: false,
      synonyms: [
        { name: "consumer.session.timeout.ms", value: "50000", source: 8 },
        { name: broker, value: "45000", source: 5 },
      ],
    });
    expect(await named(32, "nobody", "consumer.heartbeat.interval.ms")).toMatchObject({
      value: "6000",
      configSource: 4,
    });
    expect(await named(32, "g", "share.isolation.level")).toMatchObject({
      value: "read_uncommitted",
      configSource: 5,
      synonyms: [{ name: "share.isolation.level", source: 5 }],
    });
    expect(await named(16, "m", "interval.ms")).toMatchObject({
      value: "5000",
      configSource: 7,
      synonyms: [{ name: "interval.ms", value: "5000", source: 7 }],
    });
    expect(await named(16, "m", "match")).toMatchObject({ value: "", configSource: 5, synonyms: [] });
  });

  test("has a name", async () => {
    expect(await ofOwn(32, "")).toMatchObject({
      errorCode: 42,
      errorMessage: "Group name must not be empty",
    });
    expect(await ofOwn(16, "")).toMatchObject({
      errorCode: 42,
      errorMessage: "Client metrics subscription name must not be empty",
    });
    expect(await ofOwn(8, "7")).toMatchObject({
      errorCode: 42,
      errorMessage: "Unexpected broker id, expected 1 but received 7",
    });
  });
});
