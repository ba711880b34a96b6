// samsa gateway: a cluster on loopback TCP, for whatever client speaks to Kafka.
import type { Server } from "node:http";
import { randomUuid } from "../../engine/base/uuid.ts";
import { type Cluster, createCluster } from "../../engine/cluster/cluster.ts";
import type { ClusterSpec, Properties } from "../../engine/cluster/cluster-config.ts";
import { clusterSpec } from "../../engine/cluster/cluster-spec.ts";
import type { HostTime } from "../../engine/cluster/node-host.ts";
import { startNode } from "../../engine/cluster/start-node.ts";
import { createTraceLog } from "../../engine/cluster/trace-log.ts";
import { startAdminServer } from "../gateway/admin-server.ts";
import { type DataDirectory, DataDirectoryError, openDataDirectory } from "../gateway/data-directory.ts";
import { createGatewayHost } from "../gateway/gateway-host.ts";
import { keepLossNote, type LossNote, lossLine, readLossNote } from "../gateway/loss-note.ts";
import { createCryptoRng } from "../random/crypto-rng.ts";
import { nodesIn } from "../storage/data-cluster.ts";
import { parseArguments, wholeNumber } from "./arguments.ts";
import { type Command, type CommandOutput, UsageError } from "./command.ts";

const HELP = `usage: samsa gateway [--brokers 3] [--controllers 3] [--port 9092] [--data DIR] [--set key=value]… [--admin-port N]

Runs a cluster on loopback TCP: broker 1 on the port, broker 2 on the next, and so on. Prints "ready" and the
addresses when all brokers serve. Ends on SIGTERM or SIGINT after a controlled shutdown. What a power cut took (a killed
broker, SIGKILL) is told on the standard error output.

  --brokers N       how many brokers (1 to 64)
  --controllers N   how many controllers (1 to 9); a data directory keeps its own
  --controller-port N  lets the controllers be reached too, on this port and the next ones
  --kraft-version N 1: the quorum can change its voters; 0, the default of several controllers: it cannot
  --port N          of the first broker
  --data DIR        keeps the cluster's files there; without it, everything is in memory
  --set key=value   a property for every node, as in server.properties; may be repeated
  --admin-port N    HTTP on the loopback: GET /inspect, GET /trace?since=N, POST /fault; GET /fault lists what
                    can be done to nodes, links, disks and time`;

const MOST_BROKERS = 64;
const MOST_CONTROLLERS = 9;
const DEFAULT_CONTROLLERS = 3;
const HOST = "localhost";

interface GatewayArguments {
  readonly brokers: number;
  /** Null: as many as the data directory has, or the default. */
  readonly controllers: number | null;
  readonly controllerPort: number | null;
  readonly kraftVersion: 0 | 1 | null;
  readonly port: number;
  readonly data: string | null;
  readonly adminPort: number | null;
  readonly properties: Properties;
}

function readArguments(args: readonly string[]): GatewayArguments {
  const { values } = parseArguments(args, {
    brokers: { type: "string", default: "3" },
    controllers: { type: "string" },
    "controller-port": { type: "string" },
    "kraft-version": { type: "string" },
    port: { type: "string", default: "9092" },
    data: { type: "string" },
    set: { type: "string", multiple: true, default: [] },
    "admin-port": { type: "string" },
  });
  const brokers = wholeNumber("--brokers", values.brokers, 1, MOST_BROKERS);
  const optional = (name: "controllers" | "controller-port" | "kraft-version", min: number, max: number) =>
    values[name] === undefined ? null : wholeNumber(`--${name}`, values[name], min, max);
  const controllers = optional("controllers", 1, MOST_CONTROLLERS);
  const controllerPort = optional("controller-port", 1, 65_535 - MOST_CONTROLLERS);
  const kraftVersion = optional("kraft-version", 0, 1) as 0 | 1 | null;
  const port = wholeNumber("--port", values.port, 1, 65_535 - brokers + 1);
  const adminPort =
    values["admin-port"] === undefined ? null : wholeNumber("--admin-port", values["admin-port"], 1, 65_535);
  if (adminPort !== null && adminPort >= port && adminPort < port + brokers)
    throw new UsageError(`--admin-port ${adminPort} is the port of a broker`);
  if (controllerPort !== null && controllerPort < port + brokers && controllerPort + MOST_CONTROLLERS > port)
    throw new UsageError(`--controller-port ${controllerPort} and the ports of the brokers overlap`);
  if (values.data === "") throw new UsageError("--data needs a directory");
  return {
    brokers,
    controllers,
    controllerPort,
    kraftVersion,
    port,
    adminPort,
    data: values.data ?? null,
    properties: readProperties(values.set),
  };
}

function readProperties(assignments: readonly string[]): Properties {
  const properties: Record<string, string> = {};
  for (const assignment of assignments) {
    const at = assignment.indexOf("=");
    if (at < 1) throw new UsageError(`--set needs key=value, not "${assignment}"`);
    properties[assignment.slice(0, at).trim()] = assignment.slice(at + 1).trim();
  }
  return properties;
}

/** Voters that come without being asked could elect themselves over a log that they never saw. */
function controllersOf(path: string, found: number, given: number | null): number {
  if (found === 0) return given ?? DEFAULT_CONTROLLERS;
  if (given !== null && given !== found) {
    const count = `${found} controller${found === 1 ? "" : "s"}`;
    throw new DataDirectoryError(`${path} has ${count}: --controllers cannot be ${given}`);
  }
  return found;
}

/** Resolves at the first signal that asks for the end; a second one ends at once. */
function endSignal(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const ask = (): void => {
      if (asked) process.exit(1);
      asked = true;
      resolve();
    };
    process.on("SIGTERM", ask);
    process.on("SIGINT", ask);
  });
}

const LOOK_FOR_PARENT_MS = 200;

/** `npm run` killed with SIGKILL can pass nothing on: whoever pulls that plug means the gateway. */
function endWithNpm(): void {
  if (process.env["npm_lifecycle_event"] === undefined) return;
  const npm = process.ppid;
  const look = (): void => {
    if (process.ppid !== npm) process.kill(process.pid, "SIGKILL");
  };
  setInterval(look, LOOK_FOR_PARENT_MS).unref();
}

async function run(args: readonly string[], output: CommandOutput): Promise<number> {
  const given = readArguments(args);
  const { brokers, port, data: path, adminPort, controllerPort, kraftVersion, properties } = given;
  const asked = endSignal();
  endWithNpm();
  const rng = createCryptoRng();
  const newClusterId = (): string => randomUuid(() => rng.nextUint32());
  let data: DataDirectory | null = null;
  let controllers = given.controllers ?? DEFAULT_CONTROLLERS;
  try {
    if (path !== null) {
      data = await openDataDirectory(path, newClusterId);
      controllers = controllersOf(path, (await nodesIn(path)).controllers, given.controllers);
    }
  } catch (error) {
    if (!(error instanceof DataDirectoryError)) throw error;
    output.err(`samsa gateway: ${error.message}`);
    return 1;
  }
  const spec = clusterSpec({
    clusterId: data?.clusterId ?? newClusterId(),
    brokers,
    controllers,
    host: HOST,
    port,
    // Unless they are asked for, no socket has the controllers' ports: the names are known inside the process only.
    controllerPort: controllerPort ?? port + brokers,
    properties,
    ...(kraftVersion === null ? {} : { kraftVersion }),
  });
  const trace = createTraceLog();
  const host = createGatewayHost({ spec, trace, data, startNode, openControllers: controllerPort !== null });
  const noted = path === null ? [] : await readLossNote(path);
  const cluster = createCluster({ spec, host, trace, noted });
  trace.onEvent((event) => {
    const line = lossLine(event);
    if (line !== null) output.err(`samsa gateway: ${line}`);
  });
  let note: LossNote | null = null;
  let admin: Server | null = null;
  try {
    if (adminPort !== null) admin = await startAdminServer(adminPort, cluster, trace);
    const isAsked = asked.then(() => "asked to end" as const);
    const outcome = await Promise.race([cluster.startAll(), isAsked]);
    if (path !== null) note = keepLossNote(path, cluster.unflushed);
    if (outcome !== "asked to end") output.out(`ready ${brokerAddresses(spec).join(",")}`);
  } catch (error) {
    output.err(`samsa gateway: ${(error as Error).message}`);
    await shutDown(cluster, host.time);
    return 1;
  }
  await asked;
  admin?.close();
  await shutDown(cluster, host.time);
  await note?.stop();
  return 0;
}

function brokerAddresses({ nodes }: ClusterSpec): string[] {
  return nodes.filter(({ role }) => role === "broker").map(({ host, port }) => `${host}:${port}`);
}

/** Time must run for a controlled shutdown. */
async function shutDown(cluster: Cluster, time: HostTime): Promise<void> {
  if (time.isPaused()) time.resume();
  time.setSpeed(1);
  await cluster.stopAll();
}

export const gateway: Command = {
  name: "gateway",
  summary: "a cluster on loopback TCP, for any Kafka client",
  help: HELP,
  run,
};
