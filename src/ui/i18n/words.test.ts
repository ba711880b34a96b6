import { expect, test } from "vitest";
import type { TraceEvent } from "../../engine/trace/event.ts";
import { bytesEn } from "./bytes-en.ts";
import { bytesKo } from "./bytes-ko.ts";
import { en } from "./en.ts";
import { ko } from "./ko.ts";
import { nodeNames } from "./node-names.ts";
import { bytes, factor, moment, span } from "./numbers.ts";
import { withParticle } from "./particle.ts";

/** Every text, with its path; functions are called elsewhere. */
function texts(value: unknown, path: string): readonly (readonly [string, string])[] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => texts(each, `${path}.${key}`));
}

test("particles follow how numbers and names are read", () => {
  expect(withParticle("브로커 1", "이/가")).toBe("브로커 1이");
  expect(withParticle("브로커 2", "이/가")).toBe("브로커 2가");
  expect(withParticle("브로커 3", "은/는")).toBe("브로커 3은");
  expect(withParticle("orders-0", "은/는")).toBe("orders-0은");
  expect(withParticle("C2", "이/가")).toBe("C2가");
  expect(withParticle("HW", "이/가")).toBe("HW가");
  expect(withParticle("리더", "을/를")).toBe("리더를");
  expect(withParticle("12", "으로/로")).toBe("12로");
  expect(withParticle("13", "으로/로")).toBe("13으로");
});

test("no text is empty, Korean is Korean and English is English", () => {
  const mixed = new Set([
    "app.switchLanguage",
    "app.languageMark",
    "app.name",
    "cluster.fenced",
    "cluster.replica.isr",
  ]);
  const korean = texts(ko, "").map(([path, text]) => [path.slice(1), text] as const);
  for (const [path, text] of korean) {
    expect(text, path).not.toBe("");
    if (!mixed.has(path) && /[a-z]{3}/i.test(text))
      expect(text, path).toMatch(/[가-힣]|Streams|ISR|epoch|HW|LEO|min|\+\d/);
  }
  for (const [path, text] of texts(en, "")) {
    if (mixed.has(path.slice(1))) continue;
    expect(text, path).not.toMatch(/[가-힣]/);
  }
});

test("the inspector's English has no Korean, and none of its texts is empty", () => {
  for (const [path, text] of texts(bytesEn, "en")) expect(text, path).not.toMatch(/[가-힣]/);
  for (const [path, text] of [...texts(bytesKo, "ko"), ...texts(bytesEn, "en")])
    expect(text, path).not.toBe("");
});

test("no exclamation marks, no please, no oops", () => {
  const all = [...texts(ko, "ko"), ...texts(en, "en"), ...texts(bytesKo, "ko"), ...texts(bytesEn, "en")];
  for (const [path, text] of all) {
    expect(text, path).not.toMatch(/!|please|oops|여러분/i);
  }
});

test("quantities have a space before their unit", () => {
  expect([span(412), span(11_600), span(200_000), span(7_500_000), span(604_800_000)]).toEqual([
    "412 ms",
    "11.6 s",
    "3 min 20 s",
    "2 h 5 min",
    "7 d 0 h",
  ]);
  expect(bytes(1_631)).toBe("1,631 B");
  expect([moment(31_600), moment(72_408), moment(7_272_408)]).toEqual([
    "31.600 s",
    "01:12.408",
    "2:01:12.408",
  ]);
  expect([factor(0.01), factor(0.3), factor(1), factor(10_000)]).toEqual(["0.01×", "0.3×", "1×", "10,000×"]);
});

test("events are told in both languages", () => {
  const events: readonly TraceEvent[] = [
    { kind: "command", command: { kind: "cutLink", a: 1, b: 3 } },
    {
      kind: "leader-elected",
      topic: "orders",
      topicId: "4L6g3nShT-eMCtK--X86sw",
      partition: 0,
      from: 1,
      to: 2,
      epoch: 4,
      isr: [2, 3],
      unclean: false,
    },
    { kind: "batch-acked", topic: "orders", partition: 0, baseOffset: 12, records: 3, acks: -1 },
  ];
  expect(events.map((event) => ko.events(event))).toEqual([
    "링크 끊기 1↔3",
    "orders-0 리더 1 → 2",
    "orders-0 성공 · 오프셋 12–14",
  ]);
  expect(events.map((event) => en.events(event))).toEqual([
    "Cut link 1↔3",
    "orders-0 leader 1 → 2",
    "orders-0 acknowledged · offsets 12–14",
  ]);
});

test("events call a controller as the drawings do, and tell its number where tools ask for it", () => {
  const names = (broker: (id: number) => string) => nodeNames([3001, 3002, 3003], broker);
  const events: readonly TraceEvent[] = [
    { kind: "command", command: { kind: "kill", node: 3003 } },
    { kind: "command", command: { kind: "cutLink", a: 2, b: 3001 } },
    { kind: "command", command: { kind: "restart", node: 2 } },
    { kind: "vote-granted", candidate: 3003, epoch: 4, preVote: false },
    { kind: "voters-changed", from: [3001, 3002], to: [3001, 3002, 3003] },
  ];
  expect(events.map((event) => ko.events(event, names(ko.cluster.broker)))).toEqual([
    "강제 종료 · C3",
    "링크 끊기 2↔C1",
    "다시 시작 · 브로커 2",
    "C3에게 투표 · epoch 4",
    "투표자 [C1 (3001), C2 (3002)] → [C1 (3001), C2 (3002), C3 (3003)]",
  ]);
  expect(events.map((event) => en.events(event, names(en.cluster.broker)))).toEqual([
    "Kill · C3",
    "Cut link 2↔C1",
    "Restart · Broker 2",
    "vote for C3 · epoch 4",
    "voters [C1 (3001), C2 (3002)] → [C1 (3001), C2 (3002), C3 (3003)]",
  ]);
});
