// The dependency directions of ARCHITECTURE.md. A layer may import itself and what stands in its row, nothing else.
import { expect, test } from "vitest";
import { importsOf, sourceFiles } from "./sources.ts";

/** Values that every layer may know: plain types of what is told and shown. */
const VOCABULARY = ["src/engine/trace", "src/engine/inspect"];

const ENGINE_LAYERS: Readonly<Record<string, readonly string[]>> = {
  base: [],
  trace: [],
  inspect: [],
  ports: ["base"],
  protocol: ["base", "ports"],
  security: ["base"],
  records: ["base", "ports", "protocol"],
  net: ["base", "ports", "protocol"],
  disk: ["base", "ports"],
  log: ["base", "ports", "protocol", "records", "disk"],
  // Kafka's config definitions: controllers check values with them, brokers obey them.
  config: ["base", "log"],
  raft: ["base", "ports", "protocol", "records", "net", "log", "controller/image"],
  controller: [
    "base",
    "config",
    "ports",
    "protocol",
    "records",
    "net",
    "log",
    "raft",
    "security",
    "cluster/vocabulary",
  ],
  broker: [
    "base",
    "config",
    "ports",
    "protocol",
    "records",
    "net",
    "log",
    "raft",
    "controller",
    "security",
    "cluster/vocabulary",
  ],
  clients: ["base", "ports", "protocol", "records", "net", "security"],
  cluster: ["base", "ports", "protocol", "records", "net", "log", "raft", "controller", "broker", "disk"],
  archive: ["base", "config", "ports", "protocol", "records", "net", "log", "raft", "disk", "cluster"],
  sim: [
    "base",
    "ports",
    "protocol",
    "records",
    "net",
    "log",
    "raft",
    "controller",
    "broker",
    "disk",
    "cluster",
    "clients",
  ],
};

/** What nodes and hosts say to each other about a cluster, without the composition that lives beside it. */
const CLUSTER_VOCABULARY = [
  "src/engine/cluster/node.ts",
  "src/engine/cluster/command.ts",
  "src/engine/cluster/cluster-config.ts",
];

/** Packages that the engine may use: codecs, loaded lazily. */
const ENGINE_PACKAGES = ["fflate", "@bokuweb/zstd-wasm", "fzstd", "@noble/hashes"];

const isTest = (file: string): boolean => /\.test\.tsx?$|\/testing\/|^e2e\//.test(file);
const production = sourceFiles().filter((file) => /\.(ts|tsx)$/.test(file) && !isTest(file));

const layerOf = (path: string): string | undefined => /^src\/engine\/([^/]+)\//.exec(path)?.[1];

function allowedInEngine(layer: string, target: string): boolean {
  if (layerOf(target) === layer) return true;
  if (VOCABULARY.some((folder) => target.startsWith(`${folder}/`))) return true;
  const allowed = ENGINE_LAYERS[layer] ?? [];
  if (allowed.includes("cluster/vocabulary") && CLUSTER_VOCABULARY.includes(target)) return true;
  return allowed.some((entry) =>
    entry.includes("/") ? target.startsWith(`src/engine/${entry}`) : layerOf(target) === entry,
  );
}

test("engine layers import only what lies below them", () => {
  const wrong: string[] = [];
  for (const file of production.filter((path) => path.startsWith("src/engine/"))) {
    const layer = layerOf(file);
    if (layer === undefined || !(layer in ENGINE_LAYERS)) {
      wrong.push(`${file}: no such layer; name it in this test and in ARCHITECTURE.md`);
      continue;
    }
    for (const target of importsOf(file)) {
      const fine = target.startsWith("src/")
        ? allowedInEngine(layer, target)
        : ENGINE_PACKAGES.some((name) => target === name || target.startsWith(`${name}/`));
      if (!fine) wrong.push(`${file} imports ${target}`);
    }
  }
  expect(wrong).toEqual([]);
});

/** What each world outside the engine may import from src/. */
const WORLDS: readonly (readonly [world: string, allowed: readonly RegExp[]])[] = [
  ["src/workers/", [/^src\/workers\//, /^src\/engine\/(?!sim\/)/]],
  // sim: the headless gate plays lessons in the virtual world.
  [
    "src/node/",
    [/^src\/node\//, /^src\/engine\//, /^src\/lessons\//, /^src\/workers\/program\/compose-script\.ts$/],
  ],
  [
    "src/lessons/",
    [/^src\/lessons\//, /^src\/engine\/(trace|inspect|base)\//, /^src\/engine\/cluster\/command\.ts$/],
  ],
  [
    "src/ui/",
    [
      /^src\/ui\//,
      /^src\/workers\/page\//,
      /^src\/lessons\//,
      /^src\/engine\/(trace|inspect|base)\//,
      /^src\/engine\/cluster\/command\.ts$/,
    ],
  ],
];

test.each(WORLDS)("%s imports only its neighbours", (world, allowed) => {
  const wrong: string[] = [];
  for (const file of production.filter((path) => path.startsWith(world))) {
    for (const target of importsOf(file)) {
      if (target.startsWith("src/") && !allowed.some((pattern) => pattern.test(target))) {
        wrong.push(`${file} imports ${target}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});

test("nothing imports a test", () => {
  const wrong = production.flatMap((file) =>
    importsOf(file)
      .filter(isTest)
      .map((target) => `${file} imports ${target}`),
  );
  expect(wrong).toEqual([]);
});
