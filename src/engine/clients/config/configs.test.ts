// Held against the recorded definitions of Apache Kafka 4.3.1: every name, type and default, and every bad value.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { ADMIN_CONFIGS } from "./admin-table.ts";
import { isKnownClass } from "./class-choice.ts";
import { ClientConfig } from "./client-config.ts";
import type { ConfigKey } from "./config-def.ts";
import { CONSUMER_CONFIGS } from "./consumer-table.ts";
import { applyProducerRules } from "./producer-rules.ts";
import { PRODUCER_CONFIGS } from "./producer-table.ts";

const golden = (name: string): string =>
  gunzipSync(readFileSync(new URL(`../../../../e2e/golden/configs/${name}.gz`, import.meta.url))).toString();
const lines = (name: string) =>
  golden(name)
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

const TABLES: Readonly<Record<string, readonly ConfigKey[]>> = {
  producer: PRODUCER_CONFIGS,
  consumer: CONSUMER_CONFIGS,
  admin: ADMIN_CONFIGS,
};

test.each(Object.entries(TABLES))("%s configs have Kafka's names, types, defaults", (name, table) => {
  const ours = table
    .map((key) => [key.name, key.type, key.defaultText, key.importance, key.required, key.internal])
    .sort();
  const theirs = JSON.parse(golden(`${name}.json`))
    .configs.map((c: Record<string, unknown>) => [
      c["name"],
      c["type"],
      c["default"],
      c["importance"],
      c["required"] === true,
      c["internal"] === true,
    ])
    .sort();
  expect(ours).toEqual(theirs);
});

const STRING = "org.apache.kafka.common.serialization.String";
const REQUIRED: Readonly<Record<string, string>> = {
  "bootstrap.servers": "localhost:9092",
  "key.serializer": `${STRING}Serializer`,
  "value.serializer": `${STRING}Serializer`,
  "key.deserializer": `${STRING}Deserializer`,
  "value.deserializer": `${STRING}Deserializer`,
};

function saidOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
  return "accepted";
}
const recordedError = (error: { exception: string; message: string }): string =>
  `${error.exception.split(".").at(-1)}: ${error.message}`;

function given(
  table: readonly ConfigKey[],
  changes: Readonly<Record<string, string | null>>,
): Map<string, unknown> {
  const known = new Set(table.map((key) => key.name));
  const props = new Map<string, unknown>(Object.entries(REQUIRED).filter(([name]) => known.has(name)));
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) props.delete(name);
    else props.set(name, value);
  }
  return props;
}

test("every recorded bad value is refused with Kafka's sentence", () => {
  const wrong: unknown[] = [];
  let checked = 0;
  for (const { def, name, value, missing, error } of lines("bad-values.jsonl")) {
    const table = TABLES[def];
    if (table === undefined) continue;
    checked++;
    const props = given(table, { [name]: missing === true ? null : value });
    const said = saidOf(() => new ClientConfig(table, props, isKnownClass));
    if (said !== recordedError(error)) wrong.push([def, name, value, said, error.message]);
  }
  expect(wrong).toEqual([]);
  expect(checked).toBeGreaterThan(400);
});

test("whole configurations, good and bad", () => {
  for (const { kind, props, ok, error } of lines("bad-configurations-clients.jsonl")) {
    const table = TABLES[kind]!;
    const changes = Object.fromEntries(
      Object.entries(props as Record<string, string>).map(([name, value]) => [
        name,
        value === "<unset>" ? null : value,
      ]),
    );
    const said = saidOf(() => {
      const config = new ClientConfig(table, given(table, changes), isKnownClass);
      if (kind === "producer") applyProducerRules(config, () => undefined);
    });
    expect(said, JSON.stringify(props)).toBe(ok ? "accepted" : recordedError(error));
  }
});
