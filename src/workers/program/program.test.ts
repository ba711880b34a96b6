import { expect, test } from "vitest";
import { transpileProgram } from "./compose-script.ts";
import { captureConsole } from "./console-capture.ts";
import { formatLine, formatValue } from "./format-value.ts";
import type { PrintedLine } from "./messages.ts";
import { sourceColumnOf } from "./source-map.ts";
import { placeInStack } from "./stack.ts";

test("a program keeps its lines, and its columns can be found again", () => {
  const source =
    'import { A } from "samsa";\nconst a: Map<string, number> = new A(); throw new Error("x");\n';
  const program = transpileProgram(source);
  if (program.kind !== "program") throw new Error(program.message);
  const line = program.script.split("\n")[program.linesBefore + 1]!;
  expect(line).toContain("throw new Error");
  const column = line.indexOf("throw") + 1;
  expect(sourceColumnOf(program.columns, 2, column)).toBe(source.split("\n")[1]!.indexOf("throw") + 1);
});

test("a syntax error has a place and a message without it", () => {
  expect(transpileProgram("const a = 1;\nfoo(1;\n")).toEqual({
    kind: "error",
    message: 'Unexpected token, expected ","',
    line: 2,
    column: 6,
  });
});

test("places in stacks are the learner's own, in both notations", () => {
  const chrome = "Error: x\n  at send (samsa-program.js:90:3)\n  at async samsa-program.js:103:9";
  expect(placeInStack(chrome, 100)).toEqual({ line: 3, column: 9 });
  expect(placeInStack("run@samsa-program.js:101:7\n", 100)).toEqual({ line: 1, column: 7 });
  expect(placeInStack("at other.js:103:9", 100)).toBeNull();
});

test("values read as a learner expects", () => {
  class Order {
    id = 7;
  }
  class Named {
    toString(): string {
      return "Named(7)";
    }
  }
  const circle: Record<string, unknown> = {};
  circle["self"] = circle;
  expect(formatLine(["offset", 3, 4n, null, undefined])).toBe("offset 3 4n null undefined");
  expect(formatValue({ a: [1, "b"], m: new Map([["k", new Order()]]) })).toBe(
    '{ a: [1, "b"], m: Map(1) { "k" => Order { id: 7 } } }',
  );
  expect(formatValue(circle)).toBe("{ self: [circular] }");
  expect(formatValue(new Named())).toBe("Named(7)");
  expect(formatValue(Promise.resolve(1))).toContain("await");
  expect(formatValue(new TypeError("no"))).toBe("TypeError: no");
  expect(formatValue(new Array(1_000).fill(0))).toContain("… 900 more");
  expect(
    formatValue({
      get trap(): never {
        throw new Error("ouch");
      },
    }),
  ).toBe("[could not be shown: ouch]");
});

test("a flood of lines is bounded, and the rest is counted", () => {
  let now = 0;
  const sent: PrintedLine[] = [];
  let dropped = 0;
  const captured = captureConsole({
    realNowMs: () => now,
    playNowMs: () => now,
    later: () => {},
    place: () => null,
    send: (lines, lost) => {
      sent.push(...lines);
      dropped += lost;
    },
  });
  for (let i = 0; i < 10_000; i++) {
    captured.console.log(i);
    now += 0.01;
  }
  captured.flush();
  expect([sent.length, dropped]).toEqual([500, 9_500]);
  now += 1_000;
  captured.console.warn("again");
  captured.flush();
  expect(sent.at(-1)).toMatchObject({ kind: "warn", text: "again" });
});
