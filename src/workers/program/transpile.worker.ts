// Transpiling has a worker of its own, so that a long text does not hold up the page.
import { expose } from "comlink";
import { transpileProgram } from "./compose-script.ts";

export interface Transpiler {
  transpile(source: string): ReturnType<typeof transpileProgram>;
}

expose({ transpile: transpileProgram } satisfies Transpiler);
