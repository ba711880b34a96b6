// Held against the recorded definitions of Apache Kafka 4.3.1: every name, default and bound, and every bad value.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { BrokerConfig, ConfigSource } from "./broker-config.ts";
import { BROKER_CONFIGS } from "./broker-config-table.ts";
import { type ConfigDef, parseConfig } from "./config-def.ts";
import { inheritedText, logConfigOf, topicConfigDef, topicValue } from "./topic-config.ts";
import { TOPIC_CONFIGS } from "./topic-config-table.ts";

const golden = (name: string): string =>
  gunzipSync(readFileSync(new URL(`../../../e2e/golden/configs/${name}.gz`, import.meta.url))).toString();

interface RecordedConfig {
  name: string;
  type: string;
  default: string | null;
  updateMode?: string;
  synonyms?: string[];
}
const recorded = (name: string): RecordedConfig[] => JSON.parse(golden(name)).configs;

describe("definitions", () => {
  test("broker configs have Kafka's names, types, defaults, update modes and synonyms", () => {
    const ours = BROKER_CONFIGS.map((def) => [
      def.name,
      def.type,
      def.default,
      def.updateMode ?? "read-only",
      def.synonyms,
    ]);
    const theirs = recorded("broker.json").map((c) => [c.name, c.type, c.default, c.updateMode, c.synonyms]);
    expect(ours).toEqual(theirs);
  });

  test("topic configs have Kafka's names, types and defaults", () => {
    const ours = TOPIC_CONFIGS.map((def) => [def.name, def.type, def.default]);
    expect(ours).toEqual(recorded("topic.json").map((c) => [c.name, c.type, c.default]));
  });

  test("every recorded bad value is refused with Kafka's sentence", () => {
    const defs: Record<string, Map<string, ConfigDef>> = {
      broker: new Map(BROKER_CONFIGS.map((def) => [def.name, def])),
      topic: new Map(TOPIC_CONFIGS.map((def) => [def.name, def])),
    };
    const wrong: unknown[] = [];
    let checked = 0;
    for (const line of golden("bad-values.jsonl").trim().split("\n")) {
      const row = JSON.parse(line);
      const def = defs[row.def]?.get(row.name);
      // Classes do not exist here: any name of one is accepted.
      if (def === undefined || row.missing === true || def.type === "CLASS") continue;
      checked++;
      let said = "accepted";
      try {
        parseConfig(def, row.value);
      } catch (error) {
        said = (error as Error).message;
      }
      if (said !== row.error.message) wrong.push([row.name, row.value, said, row.error.message]);
    }
    expect(wrong).toEqual([]);
    expect(checked).toBeGreaterThan(800);
  });
});

describe("a broker's values", () => {
  test("defaults, then the file, then all brokers', then its own", () => {
    const config = new BrokerConfig({ "log.cleaner.threads": "2", "no.such.name": "x" });
    expect(config.number("log.cleaner.threads")).toBe(2);
    expect(config.number("replica.lag.time.max.ms")).toBe(30000);
    config.updateDynamic(new Map([["log.cleaner.threads", "3"]]), new Map());
    expect(config.number("log.cleaner.threads")).toBe(3);
    config.updateDynamic(new Map([["log.cleaner.threads", "3"]]), new Map([["log.cleaner.threads", "4"]]));
    expect(config.number("log.cleaner.threads")).toBe(4);
    expect(config.synonymsOf("log.cleaner.threads").map((s) => [s.value, s.source])).toEqual([
      ["4", ConfigSource.DYNAMIC_BROKER],
      ["3", ConfigSource.DYNAMIC_DEFAULT_BROKER],
      ["2", ConfigSource.STATIC_BROKER],
      ["1", ConfigSource.DEFAULT],
    ]);
  });

  test("what cannot change while a broker runs does not", () => {
    const config = new BrokerConfig({});
    config.updateDynamic(new Map([["num.partitions", "7"]]), new Map());
    expect(config.number("num.partitions")).toBe(1);
  });

  test.each([
    [{ "num.partitions": "0" }, "Invalid value 0 for configuration num.partitions: Value must be at least 1"],
    [
      { "log.retention.hours": "0" },
      "requirement failed: log.retention.ms must be unlimited (-1) or, greater than or equal to 1",
    ],
    [{ "log.roll.ms": "0" }, "requirement failed: log.roll.ms must be greater than or equal to 1"],
  ])("%o is refused at start", (properties, message) => {
    expect(() => new BrokerConfig(properties)).toThrow(message);
  });
});

describe("a topic's values", () => {
  test("come from the broker, converted, unless the topic has its own", () => {
    const broker = new BrokerConfig({ "log.retention.minutes": "5", "log.segment.bytes": "2097152" });
    expect(inheritedText(topicConfigDef("retention.ms")!, broker)).toBe("300000");
    const log = logConfigOf(new Map([["cleanup.policy", "compact,delete"]]), broker);
    expect(log.retentionMs).toBe(300000);
    expect(log.segmentBytes).toBe(2097152);
    expect(log.segmentMs).toBe(604800000);
    expect(log.cleanupPolicy).toEqual(["compact", "delete"]);
    expect(topicValue("min.insync.replicas", new Map([["min.insync.replicas", "2"]]), broker)).toBe(2);
  });
});
