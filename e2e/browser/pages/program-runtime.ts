// The runtime of programs as it is, and one more module for the tests of the host: the program's raw ports.
import { createClientModules } from "../../../src/workers/program/program-modules.ts";
import { serveProgram } from "../../../src/workers/program/serve-program.ts";

serveProgram((needs) => {
  const clients = createClientModules(needs);
  return { ...clients, modules: { ...clients.modules, ports: { ports: needs.ports } } };
});
