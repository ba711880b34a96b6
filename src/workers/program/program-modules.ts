// What a program can import: "samsa", and nothing else.
import { createSamsaModule } from "../../engine/clients/api/samsa-module.ts";
import type { ClientSnapshot } from "../../engine/inspect/snapshot.ts";
import type { ClientPorts } from "../../engine/ports/ports.ts";
import type { Trace } from "../../engine/ports/trace.ts";
import type { EventSource } from "../../engine/trace/event.ts";

class ModuleError extends Error {
  override readonly name = "ModuleError";
}

type Exports = Readonly<Record<string, unknown>>;

export interface ProgramModules {
  readonly modules: Readonly<Record<string, Exports>>;
  inspectClients(): readonly ClientSnapshot[];
}

export interface ModuleNeeds {
  readonly ports: ClientPorts;
  readonly bootstrapServers: string;
  readonly traceOf: (source: EventSource) => Trace;
  readonly log: (level: "warn" | "error", text: string) => void;
}

export type CreateModules = (needs: ModuleNeeds) => ProgramModules;

export const createClientModules: CreateModules = ({ ports, bootstrapServers, traceOf, log }) => {
  const samsa = createSamsaModule(ports, {
    configs: { "bootstrap.servers": bootstrapServers },
    traceOf,
    log(level, clientId, text) {
      // What log4j would print at its usual level for the clients of a console program.
      if (level !== "info") log(level, `[${clientId}] ${text}`);
    },
  });
  return { modules: { samsa: samsa.exports }, inspectClients: samsa.inspectClients };
};

/** The `require` of the program. Names that a module does not have are told at once, not as `undefined` later. */
export function requireOf(modules: ProgramModules["modules"]): (name: string) => unknown {
  return (name) => {
    const exports = Object.hasOwn(modules, name) ? modules[name] : undefined;
    if (exports !== undefined) return strict(name, exports);
    throw new ModuleError(`a program can import "samsa" and nothing else, not "${name}"`);
  };
}

function strict(name: string, exports: Exports): unknown {
  const module: unknown = new Proxy(exports, {
    get(target, key) {
      if (key === "__esModule") return true;
      if (key === "default") return module;
      if (typeof key === "symbol" || Object.hasOwn(target, key)) return target[key as string];
      throw new ModuleError(`"${name}" has no ${key}`);
    },
  });
  return module;
}
