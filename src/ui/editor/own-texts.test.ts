import { expect, test } from "vitest";
import { deliveryTimeoutMs } from "../../engine/clients/config/producer-rules.ts";
import { en } from "../i18n/en.ts";
import { ko } from "../i18n/ko.ts";
import { meaningOf, ownText } from "./own-texts.ts";

const warned = (text: string) => ownText({ kind: "warn", text });

test("what the clients warn of is known by its form", () => {
  expect(warned("Connection to node 2 (broker2:9092) was lost or could not be established.")).toEqual({
    kind: "connection-lost",
    address: "broker2:9092",
  });
  expect(warned("orders-0: a batch of 20480 bytes is too large; it is split.")).toEqual({
    kind: "batch-split",
    partition: "orders-0",
    sizeBytes: 20_480,
  });
  expect(warned("These configurations '[a.b, c]' were supplied but are not used yet.")).toEqual({
    kind: "unused-configs",
    names: "a.b, c",
  });
  expect(
    warned("[producer-1] Connection to node 2 (broker2:9092) was lost or could not be established."),
  ).toEqual({
    kind: "connection-lost",
    address: "broker2:9092",
  });
  expect(warned("my own warning")).toBeNull();
});

test("the texts are those that the engine has", () => {
  let text = "";
  const numbers: Readonly<Record<string, number>> = { "linger.ms": 5, "request.timeout.ms": 200_000 };
  const config = { number: (name: string) => numbers[name] ?? 120_000, isGiven: () => false };
  deliveryTimeoutMs(config as unknown as Parameters<typeof deliveryTimeoutMs>[0], (said) => {
    text = said;
  });
  expect(warned(text)).toEqual({ kind: "delivery-timeout", ms: 200_005 });
});

test("errors of the sandbox are ours; the same words in an error of the program are not", () => {
  const text = 'fetch is not available: a program talks to the cluster, through "samsa", and to nothing else';
  const own = ownText({ kind: "exception", name: "SandboxError", text });
  expect(own).toEqual({ kind: "not-available", what: "fetch" });
  expect(ko.editor.own(own!)).toContain("fetch는 쓸 수 없습니다.");
  expect(en.editor.own(own!)).not.toBeNull();
  expect(ownText({ kind: "exception", name: "TypeError", text })).toBeNull();
  expect(ownText({ kind: "log", text })).toBeNull();
  expect(ownText({ kind: "exception", name: "ModuleError", text: '"samsa" has no KafkaProduzer' })).toEqual({
    kind: "no-such-export",
    module: "samsa",
    name: "KafkaProduzer",
  });
});

test("what Kafka's exceptions mean is told in both languages; a name of the program's own means nothing", () => {
  expect(meaningOf("InvalidTopicException", ko)).toContain("249자");
  expect(meaningOf("InvalidTopicException", en)).toContain("249");
  expect(meaningOf("OrderException", ko)).toBeNull();
  expect(meaningOf("constructor", ko)).toBeNull();
});
