// samsa run: a learner's program from the command line, against whatever speaks Kafka: a gateway or the real thing.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import vm from "node:vm";
import { transform } from "sucrase";
import { createSamsaModule } from "../../engine/clients/api/samsa-module.ts";
import { createSchedule } from "../../engine/cluster/schedule.ts";
import { createTraceLog } from "../../engine/cluster/trace-log.ts";
import type { Network } from "../../engine/ports/network.ts";
import type { ClientPorts } from "../../engine/ports/ports.ts";
import { createTcpNetwork } from "../net/tcp-network.ts";
import { createCryptoRng } from "../random/crypto-rng.ts";
import { nodeRealTime } from "../time/real-time.ts";
import { parseArguments } from "./arguments.ts";
import { type Command, type CommandOutput, UsageError } from "./command.ts";

const HELP = `usage: samsa run FILE.ts --bootstrap-server HOST:PORT[,HOST:PORT]…

Runs a program as the playground does: TypeScript or JavaScript that imports "samsa". The playground's own addresses
(broker1:9092, broker2:9092, …) lead to the servers given here. Exits 1 when the program fails.`;

type Main = (require: (name: string) => unknown, exports: object) => Promise<void>;

/** A program's own text, with line and column of it, in whatever it throws. */
class ProgramError extends Error {}

interface Address {
  readonly host: string;
  readonly port: number;
}

function readServers(text: string): readonly [Address, ...Address[]] {
  const servers = text.split(",").map((server) => {
    const parts = /^\s*(?:\[([^\]]+)\]|([^:[\]\s]+)):(\d{1,5})\s*$/.exec(server);
    if (parts === null) throw new UsageError(`--bootstrap-server needs host:port, not "${server}"`);
    return { host: (parts[1] ?? parts[2])!, port: Number(parts[3]) };
  });
  return servers as [Address, ...Address[]];
}

/** In the playground broker N is reached as brokerN; here there is no such name, so its place in the list stands for it. */
function playgroundNames(network: Network, servers: readonly [Address, ...Address[]]): Network {
  return {
    listen: network.listen,
    connect(host, port) {
      const number = /^broker(\d+)$/.exec(host)?.[1];
      if (number === undefined) return network.connect(host, port);
      const server = servers[Number(number) - 1] ?? servers[0];
      return network.connect(server.host, server.port);
    },
  };
}

function compile(path: string, source: string): Main {
  try {
    const { code } = transform(source, {
      transforms: ["typescript", "imports"],
      production: true,
      disableESTransforms: true,
    });
    // On the same line as the program's first, so that lines count alike; a function, so that it may await.
    return vm.runInThisContext(`(async (require, exports) => {${code}\n})`, { filename: path });
  } catch (error) {
    throw new ProgramError(`${path}: ${(error as Error).message}`);
  }
}

/** Only the frames of the program's own text: the rest is not the learner's. */
function uncaught(error: unknown, path: string): string {
  if (!(error instanceof Error)) return `Uncaught ${String(error)}`;
  const own = (error.stack ?? "").split("\n").filter((line) => line.includes(path));
  return [`Uncaught ${error.name}: ${error.message}`, ...own].join("\n");
}

async function run(args: readonly string[], output: CommandOutput): Promise<number> {
  const options = { "bootstrap-server": { type: "string" } } as const;
  const { values, positionals } = parseArguments(args, options, ["FILE.ts"]);
  if (values["bootstrap-server"] === undefined) throw new UsageError("--bootstrap-server is missing");
  const servers = readServers(values["bootstrap-server"]);
  const path = resolve(positionals[0]!);
  const { clock } = createSchedule(nodeRealTime(), Date.now());
  const ports: ClientPorts = {
    clock,
    rng: createCryptoRng(),
    network: playgroundNames(createTcpNetwork(), servers),
    trace: createTraceLog(1).traceOf("program", clock.monotonicMs),
  };
  const samsa = createSamsaModule(ports, {
    configs: { "bootstrap.servers": values["bootstrap-server"] },
    log: (level, clientId, text) => output.err(`[${level}] ${clientId}: ${text}`),
  });
  const nodeRequire = createRequire(path);
  const require = (name: string): unknown => (name === "samsa" ? samsa.exports : nodeRequire(name));
  return new Promise((exit) => {
    const fail = (error: unknown): void => {
      output.err(error instanceof ProgramError ? error.message : uncaught(error, path));
      exit(1);
    };
    // A callback of the program may throw, and a promise be left alone, outside of its main function.
    process.once("uncaughtException", fail);
    readFile(path, "utf8")
      .catch((error: Error) => {
        throw new ProgramError(`cannot read ${path}: ${error.message}`);
      })
      .then((source) => compile(path, source)(require, {}))
      .then(() => exit(0), fail);
  });
}

export const runProgram: Command = {
  name: "run",
  summary: 'a program that imports "samsa", against any Kafka',
  help: HELP,
  run,
};
