// A learner's program in the virtual world: the same transpiler and the same module "samsa" as in the page, in this
// thread and in virtual time. Only trusted programs run here: lessons' own, and a file its owner names.
import vm from "node:vm";
import { createSamsaModule } from "../../engine/clients/api/samsa-module.ts";
import type { ClientPorts } from "../../engine/ports/ports.ts";
import { transpileProgram } from "../../workers/program/compose-script.ts";

export type ProgramOutcome = "running" | "finished" | "failed";

export interface SimProgram {
  readonly outcome: () => ProgramOutcome;
  readonly error: () => string | null;
}

type Main = (require: (name: string) => unknown, exports: object) => Promise<void>;

/** Starts a program. It goes on only while the world runs. Each line that it prints comes to `print`. */
export function startSimProgram(
  name: string,
  source: string,
  ports: ClientPorts,
  print: (line: string) => void,
): SimProgram {
  let outcome: ProgramOutcome = "running";
  let error: string | null = null;
  const started = ports.trace.emit({ kind: "program-started", name });

  function end(reached: "finished" | "failed", reason: string | null): void {
    if (outcome !== "running") return;
    outcome = reached;
    error = reason;
    ports.trace.emit({ kind: "program-ended", name, outcome: reached, error: reason }, started);
  }

  const transpiled = transpileProgram(source);
  if (transpiled.kind === "error") {
    end("failed", `line ${transpiled.line}: ${transpiled.message}`);
    return { outcome: () => outcome, error: () => error };
  }
  const samsa = createSamsaModule(ports);
  const require = (module: string): unknown => {
    if (module === "samsa") return samsa.exports;
    throw new Error(`a program can import "samsa" and nothing else, not "${module}"`);
  };
  const line = (...values: unknown[]): void => print(values.map(String).join(" "));
  const console = { log: line, info: line, warn: line, error: line, debug: line };
  const setTimeout = (fire: () => void, delayMs = 0): unknown => ports.clock.setTimer(delayMs, fire);

  let main: Main | null = null;
  const wrapper = vm.runInThisContext(
    `(function (samsaProgram, console, setTimeout) {${transpiled.script}\n})`,
  );
  wrapper(
    (given: Main) => {
      main = given;
    },
    console,
    setTimeout,
  );
  (main as Main | null)?.(require, {}).then(
    () => end("finished", null),
    (reason: unknown) =>
      end("failed", reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason)),
  );
  return { outcome: () => outcome, error: () => error };
}
