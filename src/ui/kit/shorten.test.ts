import { expect, test } from "vitest";
import { shorten } from "./shorten.ts";

test("of a long name the beginning and the end stay", () => {
  expect(shorten("orders-0", 20)).toBe("orders-0");
  const long = shorten(`${"department.".repeat(20)}orders-12`, 40);
  expect(long).toHaveLength(40);
  expect(long).toMatch(/^department\..*…rders-12$/);
});
