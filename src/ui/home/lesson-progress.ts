// Which steps of a lesson are verified, in order. The entry of a lesson names no step ids; progress is noted under the
// step's place, so that the home page needs no lesson loaded.
import type { LessonEntry } from "../../lessons/api/lesson.ts";
import { type Progress, type StepProgress, stepKey } from "../lesson/progress.ts";

export function lessonProgress(progress: Progress, lesson: LessonEntry): readonly (StepProgress | null)[] {
  return lesson.steps.map((_, index) => progress.steps[stepKey(lesson.id, String(index + 1))] ?? null);
}

export function passedSteps(steps: readonly (StepProgress | null)[]): number {
  return steps.filter((step) => step?.passed === true).length;
}

/** Index of the first step that is not verified; null when all are. */
export function nextStep(steps: readonly (StepProgress | null)[]): number | null {
  const index = steps.findIndex((step) => step?.passed !== true);
  return index < 0 ? null : index;
}
