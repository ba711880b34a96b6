import { expect, test } from "vitest";
import { LESSONS } from "../../lessons/index.ts";
import { describeVerdict, gateStep } from "./gate.ts";

const lessons = await Promise.all(LESSONS.map((entry) => entry.load()));
const steps = lessons.flatMap((lesson) =>
  lesson.steps.map((step) => [`${lesson.id} ${step.id}`, step] as const),
);

test.each(steps)("lesson gate: %s", async (_, step) => {
  const shut: string[] = [];
  for await (const verdict of gateStep(step)) if (!verdict.ok) shut.push(describeVerdict(verdict));
  expect(shut).toEqual([]);
});
