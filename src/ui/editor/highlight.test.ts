import { expect, test } from "vitest";
import { tokensOf } from "./highlight.ts";

test("tokens put together are the source, whatever it is", () => {
  const sources = [
    'const a = new KafkaProducer({ acks: "all" }); // 한글',
    ["`o-$", "{i} → $", "{x}`"].join(""),
    'unfinished "string\nnext /* and comment',
    "a / b /= c",
    "",
  ];
  for (const source of sources)
    expect(
      tokensOf(source)
        .map(({ text }) => text)
        .join(""),
    ).toBe(source);
});

test("keywords, strings, types, comments and calls are told apart", () => {
  const kinds = tokensOf('await producer.send(new ProducerRecord("orders")) // sent').filter(
    ({ kind }) => kind !== "plain",
  );
  expect(kinds.map(({ kind, text }) => `${kind}:${text}`)).toEqual([
    "keyword:await",
    "call:send",
    "keyword:new",
    "type:ProducerRecord",
    'string:"orders"',
    "comment:// sent",
  ]);
});
