import { expect, test } from "vitest";
import { fitting, roughWidth } from "./text-width.ts";

test("Hangul is wider than Latin letters, and all grow with the size", () => {
  expect(roughWidth("", 13)).toBe(0);
  expect(roughWidth("브로커", 10)).toBeCloseTo(27.6);
  expect(roughWidth("abc", 10)).toBeCloseTo(17.4);
  expect(roughWidth("브로커 1", 26)).toBeCloseTo(2 * roughWidth("브로커 1", 13));
});

test("the fullest text that fits is taken, the last where none does", () => {
  const texts = ["killed 12.3 s", "12.3 s", ""];
  expect(fitting(texts, 200, 11)).toBe("killed 12.3 s");
  expect(fitting(texts, 50, 11)).toBe("12.3 s");
  expect(fitting(texts, 5, 11)).toBe("");
  expect(fitting(["wide", "wider"], 1, 11)).toBe("wider");
  expect(fitting([], 100, 11)).toBe("");
});
