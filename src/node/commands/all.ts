// The sub-commands, each loaded only when it is called.
import type { Command } from "./command.ts";

export const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  gateway: async () => (await import("./gateway.ts")).gateway,
  "kafka-dump-log.sh": async () => (await import("./kafka-dump-log.ts")).kafkaDumpLog,
  lesson: async () => (await import("./lesson.ts")).lesson,
  run: async () => (await import("./run.ts")).runProgram,
  sim: async () => (await import("./sim.ts")).sim,
  storage: async () => (await import("./storage.ts")).storage,
};
