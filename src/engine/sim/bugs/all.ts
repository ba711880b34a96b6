// Every planted bug, by the part of the engine that it spoils.
import { BROKER_BUGS } from "./broker.ts";
import { CLIENT_BUGS } from "./client.ts";
import { CONTROLLER_BUGS } from "./controller.ts";
import { LOG_BUGS } from "./log.ts";
import type { PlantedBug } from "./planted-bug.ts";
import { RAFT_BUGS } from "./raft.ts";

export const PLANTED_BUGS: readonly PlantedBug[] = [
  ...BROKER_BUGS,
  ...LOG_BUGS,
  ...CONTROLLER_BUGS,
  ...RAFT_BUGS,
  ...CLIENT_BUGS,
];

export function bugNamed(name: string): PlantedBug | undefined {
  return PLANTED_BUGS.find((bug) => bug.name === name);
}
