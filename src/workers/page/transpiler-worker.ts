// The worker that transpiles: started when the first program is run, and kept.
import { wrap } from "comlink";
import type { TranspiledProgram, TranspileError } from "../program/compose-script.ts";
import type { Transpiler } from "../program/transpile.worker.ts";

export interface TranspilerWorker {
  transpile(source: string): Promise<TranspiledProgram | TranspileError>;
  terminate(): void;
}

/** `onBroken`: it could not be loaded, or crashed; what it was asked is rejected. */
export function startTranspiler(onBroken: () => void): TranspilerWorker {
  const worker = new Worker(new URL("../program/transpile.worker.ts", import.meta.url), {
    type: "module",
    name: "transpiler",
  });
  const remote = wrap<Transpiler>(worker);
  const broken = new Promise<never>((_, reject) => {
    worker.onerror = (event) => {
      event.preventDefault();
      worker.terminate();
      onBroken();
      reject(new Error(event.message || "the transpiler could not be loaded"));
    };
  });
  // Only who waits for an answer needs to hear of it.
  broken.catch(() => {});
  return {
    transpile: (source) => Promise.race([remote.transpile(source), broken]),
    terminate: () => worker.terminate(),
  };
}
