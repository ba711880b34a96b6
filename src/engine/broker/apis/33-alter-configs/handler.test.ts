// Broker configs are checked where they are to hold; what is left goes to the controller, and comes back in order.
import { describe, expect, test } from "vitest";
import { DescribeConfigs } from "../../../protocol/schemas/32-describe-configs.ts";
import { AlterConfigs } from "../../../protocol/schemas/33-alter-configs.ts";
import { IncrementalAlterConfigs } from "../../../protocol/schemas/44-incremental-alter-configs.ts";
import { askedCluster } from "../../testing/asked-cluster.ts";
import { testBroker } from "../../testing/test-broker.ts";
import { type AskedConfig, preprocess } from "./preprocess.ts";

const TOPIC = 2;
const BROKER = 4;
const LOGGER = 8;

describe("before anything is passed on", () => {
  const broker = testBroker({ configs: { "4:1": { "log.cleanup.policy": "delete" } } });
  const said = (resourceType: number, resourceName: string, configs: AskedConfig[], incremental = true) => {
    const [answer] = preprocess(broker, [{ resourceType, resourceName, configs }], incremental);
    return answer === null ? null : [answer!.errorCode, answer!.errorMessage];
  };
  const set = (name: string, value: string | null): AskedConfig => ({ name, value, configOperation: 0 });

  test.each([
    ["another broker's", BROKER, "2", [], [42, "Unexpected broker id, expected 1, but received 2"]],
    ["no broker's", BROKER, "x", [], [42, "Node id must be an integer, but it is: x"]],
    [
      "what only a restart changes",
      BROKER,
      "1",
      [set("num.partitions", "3")],
      [42, "Cannot update these configs dynamically: [num.partitions]"],
    ],
    [
      "one broker's, for all",
      BROKER,
      "",
      [set("listeners", "PLAINTEXT://:9092")],
      [42, "Cannot update these configs at default cluster level, broker id must be specified: [listeners]"],
    ],
    [
      "a bad value",
      BROKER,
      "1",
      [set("log.cleaner.threads", "x")],
      [42, "Invalid value x for configuration log.cleaner.threads: Not a number of type INT"],
    ],
    [
      "no value",
      TOPIC,
      "t",
      [set("retention.ms", null)],
      [42, "Null value not supported for : retention.ms"],
    ],
    ["a key twice", TOPIC, "t", [set("a", "1"), set("a", "2")], [42, "Error due to duplicate config keys"]],
    ["a logger", LOGGER, "1", [set("kafka", "DEBUG")], [40, "Logger kafka does not exist!"]],
    ["nothing of a logger", LOGGER, "1", [], [0, null]],
    ["an unknown thing", 3, "x", [], [42, "Unknown resource type 3"]],
    ["good broker configs", BROKER, "1", [set("log.cleaner.threads", "2"), set("any.name", "x")], null],
    ["a deletion", BROKER, "1", [{ name: "log.cleaner.threads", value: null, configOperation: 1 }], null],
    ["a topic's", TOPIC, "t", [set("retention.ms", "x")], null],
  ])("%s", (_what, type, name, configs, expected) => {
    expect(said(type, name, configs)).toEqual(expected);
  });

  test("a list that grows to what is not allowed", () => {
    const append = { name: "log.cleanup.policy", value: "shrink", configOperation: 2 };
    expect(said(BROKER, "1", [append])?.[1]).toContain("Invalid value shrink");
  });

  test("the API that replaces everything has no loggers", () => {
    expect(said(LOGGER, "1", [], false)).toEqual([42, "Unknown resource type 8"]);
  });
});

test("some are answered here, some by the controller", async () => {
  const { ask } = await askedCluster();
  const config = (name: string, value: string) => [{ name, value, configOperation: 0 }];
  const altered = await ask(1, IncrementalAlterConfigs, 1, {
    resources: [
      { resourceType: BROKER, resourceName: "2", configs: config("log.cleaner.threads", "2") },
      { resourceType: BROKER, resourceName: "1", configs: config("log.cleaner.threads", "2") },
      { resourceType: TOPIC, resourceName: "nope", configs: config("retention.ms", "2") },
    ],
  });
  expect(altered.responses.map(({ errorCode, resourceName }) => [resourceName, errorCode])).toEqual([
    ["2", 42],
    ["1", 0],
    ["nope", 3],
  ]);
  const replaced = await ask(1, AlterConfigs, 2, {
    resources: [
      { resourceType: BROKER, resourceName: "", configs: [{ name: "log.cleaner.threads", value: "3" }] },
    ],
  });
  expect(replaced.responses).toMatchObject([{ errorCode: 0, resourceType: BROKER, resourceName: "" }]);
  const threads = async (broker: number): Promise<string | null | undefined> => {
    const resource = {
      resourceType: BROKER,
      resourceName: `${broker}`,
      configurationKeys: ["log.cleaner.threads"],
    };
    return (await ask(broker, DescribeConfigs, 4, { resources: [resource] })).results[0]?.configs[0]?.value;
  };
  expect([await threads(1), await threads(2)]).toEqual(["2", "3"]);
});
