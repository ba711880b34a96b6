// samsa lesson: the lessons from the command line, played in the virtual world.
import { readFile } from "node:fs/promises";
import type { Lesson, LessonEntry } from "../../lessons/api/lesson.ts";
import { LESSONS } from "../../lessons/index.ts";
import { describeVerdict, gateLesson } from "../lessons/gate.ts";
import { playAttempt } from "../lessons/play-attempt.ts";
import { parseArguments } from "./arguments.ts";
import { type Command, type CommandOutput, UsageError } from "./command.ts";

const HELP = `usage: samsa lesson list
       samsa lesson gate [ID]
       samsa lesson check ID STEP --file F

  list    every lesson with its steps and the claims that they prove
  gate    plays start, solution and wrong attempts of every step: the start must fail, the solution pass, the rest fail
  check   plays the program in file F as an answer to a step (its id, or its number from 1); exit 0 when it passes`;

export const lesson: Command = {
  name: "lesson",
  summary: "lists lessons, plays their gate, checks an answer",
  help: HELP,
  run([what, ...rest], output) {
    switch (what) {
      case "list":
        return list(output);
      case "gate":
        return gate(rest, output);
      case "check":
        return check(rest, output);
      default:
        throw new UsageError(what === undefined ? "say list, gate or check" : `there is no "lesson ${what}"`);
    }
  },
};

function find(id: string): LessonEntry {
  const entry = LESSONS.find((lesson) => lesson.id === id);
  if (entry === undefined) throw new UsageError(`there is no lesson "${id}"`);
  return entry;
}

async function list({ out }: CommandOutput): Promise<number> {
  for (const entry of LESSONS) {
    const { steps } = await entry.load();
    out(`${entry.id}  ${entry.title.ko} / ${entry.title.en}`);
    for (const [at, { id, title, claims }] of steps.entries()) {
      out(`  ${at + 1}  ${id}  ${title.ko} / ${title.en}  [${claims.join(", ")}]`);
    }
  }
  return 0;
}

async function gate([id, ...more]: readonly string[], { out }: CommandOutput): Promise<number> {
  if (more.length > 0) throw new UsageError(`too many arguments: ${more.join(" ")}`);
  let passed = 0;
  let failed = 0;
  for (const entry of id === undefined ? LESSONS : [find(id)]) {
    for await (const verdict of gateLesson(await entry.load())) {
      out(describeVerdict(verdict));
      if (verdict.ok) passed++;
      else failed++;
    }
  }
  out(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

function findStep(lesson: Lesson, name: string) {
  const step = lesson.steps.find(({ id }) => id === name) ?? lesson.steps[Number(name) - 1];
  if (step === undefined) throw new UsageError(`lesson ${lesson.id} has no step "${name}"`);
  return step;
}

async function check(args: readonly string[], { out, err }: CommandOutput): Promise<number> {
  const { positionals, values } = parseArguments(args, { file: { type: "string" } }, ["ID", "STEP"]);
  const { file } = values;
  if (file === undefined) throw new UsageError("--file is missing");
  const [id, stepName] = positionals as [string, string];
  const step = findStep(await find(id).load(), stepName);
  let source: string;
  try {
    source = await readFile(file, "utf8");
  } catch (error) {
    err(`${file} cannot be read: ${(error as Error).message}`);
    return 1;
  }
  const played = await playAttempt(step, { ...step.solution, name: file, source });
  for (const { id: checkId, result } of played.checks) {
    out(`${result.status.padEnd(7)} ${checkId}: ${result.observed.ko} / ${result.observed.en}`);
  }
  if (played.error !== null) out(`program: ${played.error}`);
  return played.passed ? 0 : 1;
}
