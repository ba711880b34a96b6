// Runs `samsa gateway` as a process of its own, as a person would, for tests with real clients.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ClusterCommand } from "../../src/engine/cluster/command.ts";
import type { ClusterSnapshot, PartitionSnapshot } from "../../src/engine/inspect/snapshot.ts";
import { freePorts } from "../../src/node/net/testing/free-ports.ts";

/** The clone, from wherever this runs: as a source file, or bundled into the cache. */
function findRoot(folder: string): string {
  return existsSync(join(folder, "src/node/samsa.ts")) ? folder : findRoot(dirname(folder));
}

const ROOT = findRoot(dirname(fileURLToPath(import.meta.url)));

export interface GatewayProcess {
  readonly bootstrapServers: string;
  readonly port: number;
  readonly process: ChildProcess;
  inspect(): Promise<ClusterSnapshot>;
  /** Gives a command to the admin port; answers the status and the message. */
  fault(command: ClusterCommand): Promise<{ readonly status: number; readonly message: string | null }>;
  trace(since: number): Promise<readonly { readonly n: number; readonly event: { readonly kind: string } }[]>;
  /** SIGTERM and SIGKILL; resolves with the exit code. */
  end(signal: "SIGTERM" | "SIGKILL"): Promise<number | null>;
  stderr(): string;
}

export interface Exit {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const COMMAND = ["src/node/launch/run.mjs", "src/node/samsa.ts"];

function start(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [...COMMAND, ...args], { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
}

/** Starts it as the README says; resolves with the process of npm when the gateway is ready. */
export async function startThroughNpm(port: number): Promise<ChildProcess> {
  const args = ["run", "-s", "samsa", "--", "gateway", "--port", `${port}`];
  const child = spawn("npm", args, { cwd: ROOT, stdio: ["ignore", "pipe", "ignore"] });
  await new Promise<void>((ready) => child.stdout!.once("data", () => ready()));
  return child;
}

/** Runs `samsa …` to its end. */
export function samsa(...args: string[]): Promise<Exit> {
  const child = start(args);
  let stdout = "";
  let stderr = "";
  child.stdout!.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr!.on("data", (chunk) => {
    stderr += chunk;
  });
  return new Promise((done) => child.once("close", (code) => done({ code, stdout, stderr })));
}

export async function startGateway(...args: string[]): Promise<GatewayProcess> {
  const port = await freePorts(4);
  const adminPort = port + 3;
  const child = start(["gateway", "--port", `${port}`, "--admin-port", `${adminPort}`, ...args]);
  let stderr = "";
  child.stderr!.on("data", (chunk) => {
    stderr += chunk;
  });
  const exited = new Promise<number | null>((done) => child.once("close", (code) => done(code)));
  const bootstrapServers = await new Promise<string>((ready, reject) => {
    let stdout = "";
    child.stdout!.on("data", (chunk) => {
      stdout += chunk;
      const line = /^ready (.+)$/m.exec(stdout);
      if (line !== null) ready(line[1]!);
    });
    void exited.then((code) => reject(new Error(`the gateway ended with ${code}: ${stderr}`)));
  });
  const url = (path: string): string => `http://127.0.0.1:${adminPort}${path}`;
  return {
    bootstrapServers,
    port,
    process: child,
    stderr: () => stderr,
    inspect: async () => (await (await fetch(url("/inspect"))).json()) as ClusterSnapshot,
    async fault(command) {
      const response = await fetch(url("/fault"), { method: "POST", body: JSON.stringify(command) });
      const body = (await response.json()) as { message?: string };
      return { status: response.status, message: body.message ?? null };
    },
    async trace(since) {
      const text = await (await fetch(url(`/trace?since=${since}`))).text();
      return text
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line));
    },
    end(signal) {
      child.kill(signal);
      return exited;
    },
  };
}

/** The partitions of a topic as the controller knows them; empty when there is none. */
export function partitionsOf(snapshot: ClusterSnapshot, topic: string): readonly PartitionSnapshot[] {
  for (const { detail } of snapshot.nodes) {
    if (detail?.role === "controller")
      return detail.topics.find(({ name }) => name === topic)?.partitions ?? [];
  }
  return [];
}

/** Asks again and again until `holds`; for what takes its time in another process. */
export async function eventually<T>(ask: () => Promise<T>, holds: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (holds(answer)) return answer;
    await new Promise((done) => setTimeout(done, 50));
  }
}
