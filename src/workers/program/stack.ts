// Finds the learner's own line in a stack, in the two notations that browsers have.

/** A place in the script that was run, lines and columns from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** The name that the program has in stacks, given by its sourceURL. */
export const SCRIPT_NAME = "samsa-program.js";

const FRAME = new RegExp(`${SCRIPT_NAME.replace(".", "\\.")}:(\\d+):(\\d+)`, "g");

/** The innermost place that is behind `linesBefore`, the lines of the runtime. */
export function placeInStack(stack: string | undefined, linesBefore: number): Place | null {
  if (stack === undefined) return null;
  for (const [, line, column] of stack.matchAll(FRAME)) {
    const own = Number(line) - linesBefore;
    if (own > 0) return { line: own, column: Number(column) };
  }
  return null;
}
