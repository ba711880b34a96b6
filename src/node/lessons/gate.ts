// The gate that every step of every lesson must pass: its start fails, its solution passes, each wrong attempt fails.
import type { Attempt, Lesson, Step } from "../../lessons/api/lesson.ts";
import { type Played, playAttempt } from "./play-attempt.ts";

export interface Verdict {
  readonly step: string;
  readonly attempt: string;
  readonly expected: "passes" | "fails";
  readonly played: Played;
  readonly ok: boolean;
}

function expectations(step: Step): readonly (readonly [Attempt, "passes" | "fails"])[] {
  return [
    [step.start, "fails"],
    [step.solution, "passes"],
    ...step.wrong.map((attempt) => [attempt, "fails"] as const),
  ];
}

/** Plays all attempts of a step, one after the other. */
export async function* gateStep(step: Step): AsyncGenerator<Verdict> {
  for (const [attempt, expected] of expectations(step)) {
    const played = await playAttempt(step, attempt);
    yield {
      step: step.id,
      attempt: attempt.name,
      expected,
      played,
      ok: played.passed === (expected === "passes"),
    };
  }
}

export async function* gateLesson(lesson: Lesson): AsyncGenerator<Verdict> {
  for (const step of lesson.steps) yield* gateStep(step);
}

/** What was seen, for whoever must find out why the gate is shut. */
export function describeVerdict({ step, attempt, expected, played, ok }: Verdict): string {
  const seconds = (played.virtualMs / 1000).toFixed(1);
  const head = `${ok ? "ok  " : "FAIL"} ${step} · ${attempt} ${expected} (${seconds} s of virtual time)`;
  if (ok) return head;
  const checks = played.checks.map(
    ({ id, result }) => `     ${result.status.padEnd(7)} ${id}: ${result.observed.en}`,
  );
  const error = played.error === null ? [] : [`     program: ${played.error}`];
  const output = played.output.slice(-5).map((line) => `     > ${line}`);
  return [head, ...checks, ...error, ...output].join("\n");
}
