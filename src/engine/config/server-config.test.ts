// Configs of topics, groups, client metrics and brokers as wholes, held against what Apache Kafka 4.3.1 said of them.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { BrokerConfig } from "./broker-config.ts";
import { CLIENT_METRICS_CONFIGS, checkClientMetricsConfigs } from "./client-metrics-config.ts";
import { checkGroupConfigs, GROUP_CONFIGS } from "./group-config.ts";
import { checkTopicConfigs } from "./topic-config-check.ts";

const golden = (name: string): string =>
  gunzipSync(readFileSync(new URL(`../../../e2e/golden/configs/${name}.gz`, import.meta.url))).toString();

interface Row {
  readonly kind: string;
  readonly props: Readonly<Record<string, string>>;
  readonly ok: boolean;
  readonly error?: { readonly exception: string; readonly message: string };
}

const rows = golden("bad-configurations-server.jsonl")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Row);

const BROKER = { "node.id": "1", "log.dirs": "/a" };
const NOTHING = new Map<string, string>();
const TIERED = { "remote.log.storage.system.enable": "true" };
type Check = (own: ReadonlyMap<string, string>) => void;

/** Where nodes are and what they are is not told by properties here, and there are no classes. */
const NOT_VALUES =
  /listener|^process\.roles$|^controller\.quorum|protocol\.map$|^group\.consumer\.assignors$|^principal\.builder/;

function isOfValues({ props }: Row): boolean {
  const isNodeId = props["node.id"] !== undefined && props["node.id"] !== "-1";
  return !isNodeId && !Object.keys(props).some((name) => NOT_VALUES.test(name));
}

function verdicts(
  kind: string,
  check: Check,
  isMeant = (_: Row) => true,
): readonly [said: unknown[], recorded: unknown[]] {
  const said: unknown[] = [];
  const recorded: unknown[] = [];
  for (const row of rows.filter((one) => one.kind === kind && isMeant(one))) {
    let message: string | null = null;
    try {
      const given = { ...(kind === "broker" ? BROKER : {}), ...row.props };
      check(new Map(Object.entries(given).filter(([, value]) => value !== "<unset>")));
    } catch (error) {
      message = (error as Error).message;
    }
    said.push([row.props, message]);
    recorded.push([row.props, row.error?.message ?? null]);
  }
  expect(said.length).toBeGreaterThan(7);
  return [said, recorded];
}

describe("every recorded configuration is accepted, or refused with Kafka's sentence", () => {
  test("of a topic", () => {
    // Recorded without a broker, which is where tiered storage is on or off.
    const [said, recorded] = verdicts("topic", (own) =>
      checkTopicConfigs(
        { before: NOTHING, own: without(own, "remote.storage.enable") },
        new BrokerConfig({}),
      ),
    );
    expect(said).toEqual(recorded);
  });

  test("of a topic, where tiered storage is on", () => {
    const [said, recorded] = verdicts("topic-remote-enabled", (own) =>
      checkTopicConfigs({ before: NOTHING, own }, new BrokerConfig(TIERED)),
    );
    expect(said).toEqual(recorded);
  });

  test("of a group", () => {
    const [said, recorded] = verdicts("group", (own) => checkGroupConfigs(own, new BrokerConfig({})));
    expect(said).toEqual(recorded);
  });

  test("of a broker, but for listeners, roles, voters and classes", () => {
    const [said, recorded] = verdicts(
      "broker",
      (own) => new BrokerConfig(Object.fromEntries(own)),
      isOfValues,
    );
    expect(said).toEqual(recorded);
    expect(said.length).toBeGreaterThan(70);
  });

  test("of a subscription to client metrics", () => {
    const [said, recorded] = verdicts("client-metrics", checkClientMetricsConfigs);
    // The last one was recorded without a name, which is the controller's to refuse.
    expect(said.slice(0, -1)).toEqual(recorded.slice(0, -1));
  });
});

function without(own: ReadonlyMap<string, string>, name: string): ReadonlyMap<string, string> {
  return new Map([...own].filter(([key]) => key !== name));
}

test("tiered storage is refused where the brokers have it off, and not left without deleting", () => {
  const tiered = new Map([["remote.storage.enable", "true"]]);
  expect(() => checkTopicConfigs({ before: NOTHING, own: tiered }, new BrokerConfig({}))).toThrow(
    "Tiered Storage functionality is disabled in the broker",
  );
  expect(() => checkTopicConfigs({ before: tiered, own: NOTHING }, new BrokerConfig(TIERED))).toThrow(
    "It is invalid to disable remote storage without deleting remote data",
  );
});

test.each([
  ["group.json", GROUP_CONFIGS],
  ["client-metrics.json", CLIENT_METRICS_CONFIGS],
] as const)("%s: Kafka's names, types, defaults and synonyms", (file, defs) => {
  const { configs } = JSON.parse(golden(file)) as {
    configs: { name: string; type: string; default: string; brokerSynonym?: string | null }[];
  };
  expect(defs.map((def) => [def.name, def.type, def.default, brokerSynonymOf(def)])).toEqual(
    configs.map((def) => [def.name, def.type, def.default, def.brokerSynonym ?? null]),
  );
});

function brokerSynonymOf(def: object): string | null {
  return "brokerSynonym" in def ? (def.brokerSynonym as string) : null;
}
