// What can be said of lessons without running them; the gate in src/node/lessons runs them.
import { expect, test } from "vitest";
import type { Text } from "./api/lesson.ts";
import { LESSONS } from "./index.ts";

function bothLanguages(text: Text): boolean {
  return /[가-힣]/.test(text.ko) && text.en.trim() !== "" && !/[가-힣]/.test(text.en);
}

test.each(LESSONS.map((entry) => [entry.id, entry] as const))("lesson %s is whole", async (id, entry) => {
  const lesson = await entry.load();
  expect(lesson.id).toBe(id);
  expect(entry.steps).toEqual(lesson.steps.map(({ id, title }) => ({ id, ...title })));
  expect(new Set(lesson.steps.map((step) => step.id)).size).toBe(lesson.steps.length);
  expect(lesson.steps.length).toBeGreaterThanOrEqual(6);
  for (const step of lesson.steps) {
    const { question, options, answer } = step.prediction;
    expect(options[answer], `${step.id}: the answer is one of the options`).toBeDefined();
    expect(step.wrong.length, `${step.id}: two wrong variants`).toBeGreaterThanOrEqual(2);
    expect(step.hints.length).toBeGreaterThanOrEqual(3);
    expect(step.claims.length).toBeGreaterThan(0);
    const texts = [step.title, step.page, question, step.see, step.explain, ...step.hints];
    for (const text of texts) expect(bothLanguages(text), `${step.id}: ${text.en.slice(0, 40)}`).toBe(true);
    for (const check of step.checks) expect(bothLanguages(check.goal)).toBe(true);
    const paragraphs = step.page.ko
      .replace(/<[^>]+>/g, "")
      .split("\n")
      .filter((line) => line.trim() !== "");
    expect(paragraphs.length, `${step.id}: a page stays near 25 lines`).toBeLessThan(30);
  }
});
