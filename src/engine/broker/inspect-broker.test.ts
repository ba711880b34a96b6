import { expect, test } from "vitest";
import { BrokerConfig } from "../config/broker-config.ts";
import { dynamicConfigs } from "./inspect-broker.ts";

test("of what the metadata log sets, every value is shown, the one in force first", () => {
  const config = new BrokerConfig({ "message.max.bytes": "1500000", "num.partitions": "3" });
  expect(dynamicConfigs(config)).toEqual([]);

  const defaults = new Map([
    ["message.max.bytes", "2000000"],
    ["log.retention.ms", "1000"],
  ]);
  config.updateDynamic(defaults, new Map([["message.max.bytes", "3000000"]]));
  expect(dynamicConfigs(config)).toEqual([
    {
      name: "log.retention.ms",
      values: [{ value: "1000", source: "dynamic-default" }],
    },
    {
      name: "message.max.bytes",
      values: [
        { value: "3000000", source: "dynamic-broker" },
        { value: "2000000", source: "dynamic-default" },
        { value: "1500000", source: "static" },
        { value: "1048588", source: "default" },
      ],
    },
  ]);

  config.updateDynamic(defaults, new Map());
  expect(dynamicConfigs(config)[1]?.values[0]).toEqual({ value: "2000000", source: "dynamic-default" });
});

test("a secret is not shown", () => {
  const config = new BrokerConfig({});
  config.updateDynamic(new Map(), new Map([["my.own", "x"]]));
  expect(JSON.stringify(dynamicConfigs(config))).not.toContain('"x"');
});
