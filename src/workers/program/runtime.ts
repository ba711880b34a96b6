// The entry of the script that goes before every program.
import { createClientModules } from "./program-modules.ts";
import { serveProgram } from "./serve-program.ts";

serveProgram(createClientModules);
