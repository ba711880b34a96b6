// Commands from outside (the admin port, the terminal) as plain JSON values: checked field by field, so that whatever
// is wrong is said in words instead of doing half of something.
import { type ClusterCommand, CommandError } from "./command.ts";

type FieldKind = "node" | "milliseconds" | "factor" | "yes-or-no" | "maybe-yes-or-no" | "message" | "log-dir";
type Fields = Readonly<Record<string, FieldKind>>;

const LINK: Fields = { a: "node", b: "node" };
const NODE: Fields = { node: "node" };

const FIELDS: Readonly<Record<ClusterCommand["kind"], Fields>> = {
  kill: NODE,
  tear: NODE,
  stop: NODE,
  start: NODE,
  restart: NODE,
  freeze: NODE,
  thaw: NODE,
  wipeDisk: NODE,
  slowDisk: { node: "node", delayMs: "milliseconds" },
  fullDisk: { node: "node", full: "yes-or-no" },
  failLogDir: { node: "node", dir: "log-dir", failed: "yes-or-no" },
  cutLink: { ...LINK, oneWay: "maybe-yes-or-no" },
  healLink: LINK,
  slowLink: { ...LINK, delayMs: "milliseconds" },
  holdLink: { ...LINK, oneWay: "maybe-yes-or-no" },
  releaseLink: LINK,
  releaseMessage: { id: "message" },
  dropMessage: { id: "message" },
  runCleaner: NODE,
  runRetention: NODE,
  pause: {},
  resume: {},
  speed: { factor: "factor" },
  step: {},
  jump: { byMs: "milliseconds" },
};

const WANTED: Readonly<Record<FieldKind, string>> = {
  node: "a node id",
  milliseconds: "a number of milliseconds, 0 or more",
  factor: "a number",
  "yes-or-no": "true or false",
  "maybe-yes-or-no": "true, false or left out",
  message: "the id of a held message, as /inspect has it",
  "log-dir": "a path, as log.dirs has it",
};

const EXAMPLES: Readonly<Record<FieldKind, string>> = {
  node: "2",
  milliseconds: "500",
  factor: "0.1",
  "yes-or-no": "true",
  "maybe-yes-or-no": "true",
  message: '"m1"',
  "log-dir": '"/data/1"',
};

/** One line for each command, as it is to be given. */
export function commandHelp(): string[] {
  return Object.entries(FIELDS).map(([kind, fields]) => {
    const examples = Object.entries(fields).map(([name, field]) => `,"${name}":${EXAMPLES[field]}`);
    return `{"kind":"${kind}"${examples.join("")}}`;
  });
}

/** Throws CommandError. */
export function parseCommand(value: unknown): ClusterCommand {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new CommandError('a command is an object such as {"kind":"kill","node":2}');
  const given = value as Record<string, unknown>;
  const { kind } = given;
  const fields =
    typeof kind === "string" && Object.hasOwn(FIELDS, kind) ? FIELDS[kind as keyof typeof FIELDS] : null;
  if (fields === null) {
    const kinds = Object.keys(FIELDS).join(", ");
    throw new CommandError(`unknown kind of command: ${JSON.stringify(kind) ?? "none"}; there are ${kinds}`);
  }
  for (const name of Object.keys(given))
    if (name !== "kind" && !Object.hasOwn(fields, name)) throw new CommandError(`${kind} takes no "${name}"`);
  for (const [name, field] of Object.entries(fields))
    if (!fits(given[name], field)) throw new CommandError(`${kind} needs "${name}": ${WANTED[field]}`);
  return given as unknown as ClusterCommand;
}

function fits(value: unknown, field: FieldKind): boolean {
  switch (field) {
    case "node":
      return Number.isInteger(value);
    case "milliseconds":
      return Number.isFinite(value) && (value as number) >= 0;
    case "factor":
      return Number.isFinite(value);
    case "yes-or-no":
      return typeof value === "boolean";
    case "message":
    case "log-dir":
      return typeof value === "string" && value !== "";
    case "maybe-yes-or-no":
      return value === undefined || typeof value === "boolean";
  }
}
