import { expect, test } from "vitest";
import { nowEn } from "../i18n/now-en.ts";
import { nowKo } from "../i18n/now-ko.ts";
import { cutBetween, type TestCluster, testSnapshot } from "../testing/snapshots.ts";
import { viewOf } from "./model.ts";
import { nowLine } from "./now-line.ts";

const lineOf = (cluster: TestCluster) => nowLine(viewOf(testSnapshot(cluster)), "orders-0");
const ko = (cluster: TestCluster): string => {
  const line = lineOf(cluster);
  if (line === null) return "";
  const { fact, cause } = nowKo(line.fact);
  return `${fact} ${cause}`;
};

test("a healthy partition: HW, LEO and ISR as they are", () => {
  expect(lineOf({})).toEqual({
    gravity: "calm",
    fact: { kind: "replicated", partition: "orders-0", logEndOffset: 12, isr: [1, 2, 3] },
  });
  expect(ko({})).toBe("orders-0은 모두 복제되었습니다. HW와 LEO가 12로 같고 ISR은 [1, 2, 3]입니다.");
});

test("the high watermark is held by a follower behind a cut link", () => {
  const cluster: TestCluster = {
    replicas: {
      1: { leo: 15, hw: 12 },
      2: { leo: 15, hw: 12 },
      3: { leo: 12, hw: 12, caughtUpMs: 40_400 },
    },
    links: cutBetween(1, 3),
  };
  expect(lineOf(cluster)).toMatchObject({
    gravity: "warn",
    fact: { kind: "watermark-held", highWatermark: 12, broker: 3, behindMs: 19_600, why: "cut" },
  });
  expect(ko(cluster)).toBe(
    "orders-0의 HW가 12에 멈춰 있습니다. ISR에 있는 브로커 3이 리더와의 링크가 끊겨 19.6 s 동안 가져가지 못했습니다.",
  );
});

test("a follower that is behind for a moment holds nothing", () => {
  const line = lineOf({
    replicas: { 1: { leo: 15, hw: 12 }, 2: { leo: 12 }, 3: { leo: 12, caughtUpMs: 59_900 } },
  });
  expect(line).toMatchObject({
    gravity: "calm",
    fact: { kind: "replicating", highWatermark: 12, logEndOffset: 15 },
  });
});

test("fewer in sync than min.insync.replicas: acks=all is refused", () => {
  expect(lineOf({ isr: [1], status: { 2: "killed", 3: "killed" } })).toMatchObject({
    gravity: "bad",
    fact: { kind: "refuses-acks-all", isr: [1], minIsr: 2 },
  });
});

test("no leader: who could lead is down", () => {
  const cluster: TestCluster = { leader: -1, isr: [2], status: { 2: "killed" } };
  expect(lineOf(cluster)).toMatchObject({ gravity: "bad", fact: { kind: "no-leader", down: [2] } });
  expect(ko(cluster)).toContain("브로커 2가 꺼져 있습니다");
});

test("the leader is gone and nobody has taken over yet", () => {
  expect(lineOf({ status: { 1: "killed" } })).toMatchObject({
    gravity: "bad",
    fact: { kind: "leader-gone", leader: 1, status: "killed", forMs: 5_000 },
  });
});

test("a smaller ISR names who is out and why", () => {
  expect(lineOf({ isr: [1, 3], status: { 2: "stopped" } })).toMatchObject({
    gravity: "warn",
    fact: { kind: "isr-smaller", out: [{ broker: 2, running: false }] },
  });
  expect(ko({ isr: [1, 3], status: { 2: "stopped" } })).toContain("브로커 2는 꺼져 있습니다.");
});

test("without a quorum leader nothing else matters", () => {
  expect(
    lineOf({ controllerStates: ["candidate", "follower", "follower"], status: { 3002: "killed" } }),
  ).toEqual({
    gravity: "bad",
    fact: { kind: "no-quorum-leader", running: 2, voters: 3 },
  });
});

test("a link that is cut one way only: who is not heard", () => {
  const links = cutBetween(1, 3).filter(({ from }) => from === 3);
  expect(lineOf({ links })).toMatchObject({ fact: { kind: "link-cut", unheard: 3 } });
  expect(lineOf({ links: cutBetween(1, 3) })).toMatchObject({ fact: { kind: "link-cut", unheard: null } });
});

test("a cut link that holds up nothing yet, a broker without partitions, an empty cluster", () => {
  expect(lineOf({ links: cutBetween(1, 3) })).toMatchObject({ fact: { kind: "link-cut", a: 1, b: 3 } });
  expect(lineOf({ replicas: { 1: { leo: 1 }, 2: { leo: 1 } }, status: { 3: "killed" } })).toMatchObject({
    fact: { kind: "broker-down", broker: 3 },
  });
  expect(lineOf({ topics: false })).toMatchObject({ fact: { kind: "no-topics", brokers: 3 } });
});

test("every fact has words in both languages", () => {
  const clusters: readonly TestCluster[] = [
    {},
    { topics: false },
    { links: cutBetween(1, 3) },
    { leader: -1, isr: [2], status: { 2: "killed" } },
    { status: { 1: "frozen" } },
    { isr: [1] },
    { isr: [1, 2] },
    { controllerStates: ["candidate"] },
  ];
  for (const cluster of clusters) {
    const line = lineOf(cluster);
    if (line === null) throw new Error("nothing to say");
    const korean = nowKo(line.fact);
    const english = nowEn(line.fact);
    expect(korean.fact).toMatch(/[가-힣].*\.$/);
    expect(english.fact).toMatch(/^[\x20-\x7e]+\.$/);
    expect(`${korean.cause}${english.cause}`).not.toContain("undefined");
  }
});

test("what was lost just now comes before lesser trouble, after present danger, and is news for a while", () => {
  const loss = {
    node: 2,
    topic: "orders",
    partition: 0,
    cut: "killed",
    fromOffset: 5,
    toOffset: 12,
    atLeast: true,
    returning: 7,
    gone: 0,
    goneCommitted: 0,
    damaged: 0,
    atMs: 50_000,
  } as const;
  const told = (cluster: TestCluster, ...losses: (typeof loss)[]) =>
    nowLine({ ...viewOf(testSnapshot(cluster)), losses }, null);
  const line = told({ isr: [1, 3] }, { ...loss, returning: 7 }, loss);
  expect(line).toEqual({ gravity: "warn", fact: { kind: "records-lost", loss } });
  const { fact, cause } = nowKo(line!.fact);
  expect(`${fact} ${cause}`).toBe(
    "브로커 2의 orders-0이 레코드 7건 이상을 잃었습니다. 꺼질 때 아직 flush되지 않은 레코드입니다. 모두 리더에 있어 다시 받아 옵니다.",
  );
  expect(nowEn(line!.fact).fact).toBe("Broker 2 lost at least 7 records of orders-0.");
  const worse = { ...loss, returning: 6, gone: 1 } as unknown as typeof loss;
  expect(told({}, loss, worse, loss)).toEqual({
    gravity: "bad",
    fact: { kind: "records-lost", loss: worse },
  });
  expect(told({ isr: [1], minIsr: 2 }, loss)?.fact.kind).toBe("refuses-acks-all");
  expect(told({ nowMs: 90_000 }, loss)?.fact.kind).toBe("replicated");
});

test("brokers and controllers without a disk are told apart", () => {
  const fact = { kind: "disk-failed", message: "", browserFull: true } as const;
  const both = { ...fact, brokers: [1, 2, 3], controllers: ["C1"] };
  expect(nowKo(both).fact).toBe(
    "브라우저의 저장 공간이 부족해 브로커 1, 2, 3과 컨트롤러 C1이 기록하지 못합니다.",
  );
  expect(nowEn(both).fact).toBe(
    "The browser's storage is full: brokers 1, 2, 3 and controller C1 cannot write.",
  );
  expect(nowEn({ ...fact, brokers: [], controllers: ["C1", "C2"] }).fact).toBe(
    "The browser's storage is full: controllers C1, C2 cannot write.",
  );
});
