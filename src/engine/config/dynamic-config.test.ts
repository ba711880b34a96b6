import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { BrokerConfig } from "./broker-config.ts";
import { checkConfigsTogether, checkDynamicConfigs } from "./dynamic-config.ts";

interface Row {
  readonly kind: string;
  readonly props: Readonly<Record<string, string>>;
  readonly ok: boolean;
  readonly error?: { readonly message: string };
}

const rows = gunzipSync(
  readFileSync(new URL("../../../e2e/golden/configs/bad-configurations-dynamic.jsonl.gz", import.meta.url)),
)
  .toString()
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Row);

test("every recorded dynamic update is accepted, or refused with Kafka's sentence", () => {
  expect(rows.length).toBeGreaterThan(50);
  const said = rows.map(({ kind, props }) => {
    try {
      checkDynamicConfigs(new Map(Object.entries(props)), kind === "dynamic-broker");
      return null;
    } catch (error) {
      return (error as Error).message;
    }
  });
  expect(said).toEqual(rows.map(({ error }) => error?.message ?? null));
});

test("what is good by itself must be good together with the file", () => {
  const config = new BrokerConfig({ "log.roll.hours": "1" });
  expect(() => checkConfigsTogether(config, new Map([["log.roll.ms", "0"]]))).toThrow(
    "log.roll.ms must be greater than or equal to 1",
  );
});
