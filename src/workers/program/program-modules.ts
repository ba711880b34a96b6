// What a program can import: "samsa", and nothing else.
import type { ClientPorts } from "../../engine/ports/ports.ts";
import type { ProgramStart } from "./messages.ts";

export class ModuleError extends Error {
  override readonly name = "ModuleError";
}

/** The `require` of the program. Names that a module does not have are told at once, not as `undefined` later. */
export function createProgramModules(ports: ClientPorts, start: ProgramStart): (name: string) => unknown {
  const samsa: Record<string, unknown> = { ports, bootstrapServers: start.bootstrapServers };
  const strict = new Proxy(samsa, {
    get(target, key) {
      if (key === "__esModule") return true;
      if (key === "default") return strict;
      if (typeof key === "symbol" || key in target) return target[key as string];
      throw new ModuleError(`"samsa" has no ${key}`);
    },
  });
  return (name) => {
    if (name === "samsa") return strict;
    throw new ModuleError(`a program can import "samsa" and nothing else, not "${name}"`);
  };
}
