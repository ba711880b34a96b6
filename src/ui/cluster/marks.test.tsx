// Colour is never the only difference: drawn in grey, no two marks have the same outline, pattern and word.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { en } from "../i18n/en.ts";
import { ko } from "../i18n/ko.ts";
import { MARKS, type MarkName } from "./marks.tsx";

const css = readFileSync(new URL("./marks.module.css", import.meta.url), "utf8");
const names = Object.keys(MARKS) as MarkName[];

/** The rule of a class in one grey: what is left is fill or none, thick or thin, and dashes. */
function greyRule(name: string): string {
  const rule = new RegExp(`\\.${name} \\{([^}]*)\\}`).exec(css)?.[1];
  if (rule === undefined) throw new Error(`no rule for ${name}`);
  return rule
    .replace(/var\(--[\w-]*fill\)/g, "light")
    .replace(/var\(--[\w-]+\)/g, "dark")
    .replace(/stroke-width: ([\d.]+)/g, (_, width) => (Number(width) >= 1.75 ? "thick" : "thin"))
    .replace(/\s+/g, " ")
    .trim();
}

function look(name: MarkName): string {
  const { path, over } = MARKS[name];
  return [path, greyRule(name), over ?? "", over === undefined ? "" : greyRule(`${name}Over`)].join(" | ");
}

test.each([
  ["ko", ko],
  ["en", en],
] as const)("in grey no two marks are alike (%s)", (_language, words) => {
  const seen = new Map<string, MarkName>();
  for (const name of names) {
    const all = `${look(name)} | ${MARKS[name].label(words)}`;
    expect(seen.get(all), `${name} looks like ${seen.get(all)}`).toBeUndefined();
    seen.set(all, name);
  }
});

test("replica states differ in grey by their form alone, without their words", () => {
  const states: readonly MarkName[] = [
    "leaderCommitted",
    "leaderUncommitted",
    "isrCommitted",
    "isrUncommitted",
    "out",
    "offline",
    "absent",
  ];
  expect(new Set(states.map(look)).size).toBe(states.length);
});

test("so do brokers and controllers", () => {
  const nodes: readonly MarkName[] = [
    "voter",
    "controllerLeader",
    "controllerCandidate",
    "controllerAdrift",
    "controllerStarting",
    "controllerFrozen",
    "controllerDown",
    "brokerRunning",
    "brokerStarting",
    "brokerDown",
    "brokerDiskless",
    "brokerFenced",
    "brokerFrozen",
    "producer",
    "consumer",
    "admin",
  ];
  expect(new Set(nodes.map(look)).size).toBe(nodes.length);
});
