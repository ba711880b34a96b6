// Which steps of a lesson are verified, in order. Progress is noted by the step's id: a step that gets another place keeps
// it.
import type { LessonEntry } from "../../lessons/api/lesson.ts";
import { type Progress, type StepProgress, stepKey } from "../lesson/progress.ts";

export function lessonProgress(progress: Progress, lesson: LessonEntry): readonly (StepProgress | null)[] {
  return lesson.steps.map(({ id }) => progress.steps[stepKey(lesson.id, id)] ?? null);
}

export function passedSteps(steps: readonly (StepProgress | null)[]): number {
  return steps.filter((step) => step?.passed === true).length;
}

/** Index of the first step that is not verified; null when all are. */
export function nextStep(steps: readonly (StepProgress | null)[]): number | null {
  const index = steps.findIndex((step) => step?.passed !== true);
  return index < 0 ? null : index;
}
