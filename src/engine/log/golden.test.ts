import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { playCase } from "./testing/golden-case.ts";

const CASES = new URL("../../../e2e/golden/storage/cases/", import.meta.url);

const paths = readdirSync(CASES, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".json.gz"))
  .map((name) => name.slice(0, -".json.gz".length))
  .sort();

test.each(paths)("as recorded of Apache Kafka: %s", async (path) => {
  expect(await playCase(path)).toEqual([]);
});
