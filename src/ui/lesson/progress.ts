// How far the person has come, for each step: kept in this browser, with a version, so that a later form can read it.
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { Text } from "../../lessons/api/lesson.ts";
import { isRecord, keep, readKept } from "../session/kept.ts";

export interface StepProgress {
  /** Index of the option chosen before the first run. */
  readonly predicted: number | null;
  readonly ran: boolean;
  readonly passed: boolean;
  readonly hints: number;
  /** Passed after the solution was put into the editor: noted, not counted against anyone. */
  readonly solutionUsed: boolean;
  /** What the checks had seen when all had passed, by check id. */
  readonly observed: Readonly<Record<string, Text>>;
}

export interface Progress {
  readonly version: 1;
  /** By `<lesson>/<step id>`. */
  readonly steps: Readonly<Record<string, StepProgress>>;
  readonly last: { readonly lesson: string; readonly step: number } | null;
}

const KEY = "progress";
const NOTHING: Progress = { version: 1, steps: {}, last: null };
export const FRESH: StepProgress = {
  predicted: null,
  ran: false,
  passed: false,
  hints: 0,
  solutionUsed: false,
  observed: {},
};

function parseObserved(value: unknown): StepProgress["observed"] {
  if (!isRecord(value)) return {};
  const observed: Record<string, Text> = {};
  for (const [id, text] of Object.entries(value)) {
    const ko = isRecord(text) ? text["ko"] : null;
    const en = isRecord(text) ? text["en"] : null;
    if (typeof ko === "string" && typeof en === "string") observed[id] = { ko, en };
  }
  return observed;
}

function parseStep(value: unknown): StepProgress | null {
  if (!isRecord(value)) return null;
  const { predicted, hints } = value;
  return {
    predicted: typeof predicted === "number" ? predicted : null,
    ran: value["ran"] === true,
    passed: value["passed"] === true,
    hints: typeof hints === "number" ? hints : 0,
    solutionUsed: value["solutionUsed"] === true,
    observed: parseObserved(value["observed"]),
  };
}

/** Null for anything that is not progress of this version; a step that cannot be read is left out. */
export function parseProgress(value: unknown): Progress | null {
  if (!isRecord(value) || value["version"] !== 1 || !isRecord(value["steps"])) return null;
  const steps: Record<string, StepProgress> = {};
  for (const [id, each] of Object.entries(value["steps"])) {
    const step = parseStep(each);
    if (step !== null) steps[id] = step;
  }
  const last = value["last"];
  const lesson = isRecord(last) ? last["lesson"] : null;
  const step = isRecord(last) ? last["step"] : null;
  return {
    version: 1,
    steps,
    last: typeof lesson === "string" && typeof step === "number" ? { lesson, step } : null,
  };
}

interface Kept {
  readonly progress: Progress;
  /** False when the browser refused to keep it. */
  readonly stored: boolean;
}

const progressStore = createStore<Kept>(() => ({
  progress: readKept(KEY, parseProgress) ?? NOTHING,
  stored: true,
}));

export function stepKey(lesson: string, step: string): string {
  return `${lesson}/${step}`;
}

export function stepProgress(key: string): StepProgress {
  return progressStore.getState().progress.steps[key] ?? FRESH;
}

export function noteStep(key: string, change: Partial<StepProgress>): void {
  const { progress } = progressStore.getState();
  const next: Progress = {
    ...progress,
    steps: { ...progress.steps, [key]: { ...(progress.steps[key] ?? FRESH), ...change } },
  };
  progressStore.setState({ progress: next, stored: keep(KEY, next) });
}

export function noteLast(lesson: string, step: number): void {
  const { progress } = progressStore.getState();
  if (progress.last?.lesson === lesson && progress.last.step === step) return;
  const next: Progress = { ...progress, last: { lesson, step } };
  progressStore.setState({ progress: next, stored: keep(KEY, next) });
}

export function useProgress(): Progress {
  return useStore(progressStore, (state) => state.progress);
}

export function useStored(): boolean {
  return useStore(progressStore, (state) => state.stored);
}

export function useStepProgress(key: string): StepProgress {
  return useStore(progressStore, (state) => state.progress.steps[key] ?? FRESH);
}
