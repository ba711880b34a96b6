// A learner's text becomes a script: TypeScript goes, imports become calls of `require`, and a function that may await
// goes around it. Lines stay where they were, counted from the end of the runtime.
import { transform } from "sucrase";
import { type ColumnMap, readColumnMap } from "./source-map.ts";
import { SCRIPT_NAME } from "./stack.ts";

export interface TranspiledProgram {
  readonly kind: "program";
  /** To be put behind the runtime, which ends with a line break. */
  readonly script: string;
  /** Lines of `script` before the learner's first. */
  readonly linesBefore: number;
  readonly columns: ColumnMap;
}

export interface TranspileError {
  readonly kind: "error";
  readonly message: string;
  readonly line: number | null;
  readonly column: number | null;
}

export function transpileProgram(source: string): TranspiledProgram | TranspileError {
  try {
    // What the transpiler puts in front of the text goes into a line of its own.
    const { code, sourceMap } = transform(`\n${source}`, {
      transforms: ["typescript", "imports"],
      filePath: "program.ts",
      sourceMapOptions: { compiledFilename: SCRIPT_NAME },
      production: true,
      disableESTransforms: true,
    });
    return {
      kind: "program",
      script: `samsaProgram(async (require, exports) => {\n${code}\n});\n//# sourceURL=${SCRIPT_NAME}\n`,
      linesBefore: 2,
      columns: readColumnMap(sourceMap?.mappings ?? "").slice(1),
    };
  } catch (error) {
    const { message, loc } = error as { message: string; loc?: { line: number; column: number } };
    // The place stands in the message too; it is shown beside it.
    const text = message.replace(/^Error transforming program\.ts: /, "").replace(/ \(\d+:\d+\)$/, "");
    const line = loc === undefined ? null : Math.max(1, loc.line - 1);
    return { kind: "error", message: text, line, column: loc?.column ?? null };
  }
}
