// Apache Kafka's own classes, run with the Java of this machine: its tools on our files, its broker on our directories.
// Maven brings the jars (pom.xml) into its own cache, once.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(command: string, args: readonly string[]): Promise<Run> {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  return new Promise((done) => {
    const end = (code: number | null): void =>
      done({
        code,
        stdout: Buffer.concat(stdout).toString("utf8"),
        stderr: Buffer.concat(stderr).toString("utf8"),
      });
    child.once("error", () => end(-1));
    child.once("close", end);
  });
}

export interface ApacheKafka {
  /** Runs a main class to its end. */
  main(name: string, ...args: string[]): Promise<Run>;
  /** Formats the directories that a file of properties names. */
  format(propertiesFile: string, clusterId: string, ...options: string[]): Promise<Run>;
  /** Starts a node; resolves when it says that it has started. */
  start(properties: Readonly<Record<string, string>>): Promise<KafkaNode>;
}

export interface KafkaNode {
  /** A controlled shutdown. */
  stop(): Promise<void>;
}

/** As a file that Kafka reads. */
export function writeProperties(file: string, properties: Readonly<Record<string, string>>): Promise<void> {
  const lines = Object.entries(properties).map(([key, value]) => `${key}=${value}\n`);
  return writeFile(file, lines.join(""));
}

/** Apache Kafka, or null where it cannot be had: then it is said why, and nothing is proved. */
export async function askedApacheKafka(): Promise<ApacheKafka | null> {
  const found = await findApacheKafka();
  if (typeof found !== "string") return found;
  console.log(`Apache Kafka is not asked: ${found}`);
  return null;
}

/** The jars, or why they cannot be had here. */
async function findApacheKafka(): Promise<ApacheKafka | string> {
  if ((await run("java", ["-version"])).code !== 0) return "there is no Java on this machine";
  if ((await run("mvn", ["-v"])).code !== 0) return "there is no Maven on this machine to bring the jars";
  const folder = await mkdtemp(join(tmpdir(), "samsa-kafka-"));
  try {
    const file = join(folder, "classpath");
    const pom = fileURLToPath(new URL("pom.xml", import.meta.url));
    const { code, stdout } = await run("mvn", [
      ...["-q", "-B", "-f", pom, "dependency:build-classpath", `-Dmdep.outputFile=${file}`],
    ]);
    if (code !== 0) return `Maven cannot bring the jars: ${stdout.split("\n")[0]}`;
    return kafkaOf((await readFile(file, "utf8")).trim());
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const MEMORY = "-Xmx384m";

function kafkaOf(classpath: string): ApacheKafka {
  const main: ApacheKafka["main"] = (name, ...args) => run("java", [MEMORY, "-cp", classpath, name, ...args]);
  return {
    main,
    format: (file, clusterId, ...options) =>
      main("kafka.tools.StorageTool", "format", "-t", clusterId, "-c", file, ...options),
    async start(properties) {
      const folder = await mkdtemp(join(tmpdir(), "samsa-kafka-"));
      const file = join(folder, "server.properties");
      await writeProperties(file, properties);
      const child = spawn("java", [MEMORY, "-cp", classpath, "kafka.Kafka", file], {
        stdio: ["ignore", "ignore", "pipe"],
      });
      return startedNode(child, () => rm(folder, { recursive: true, force: true }));
    },
  };
}

function startedNode(child: ChildProcess, cleanUp: () => Promise<void>): Promise<KafkaNode> {
  const ended = new Promise<void>((done) => child.once("close", () => done()));
  let said = "";
  return new Promise((ready, reject) => {
    child.stderr!.on("data", (chunk) => {
      said = (said + chunk).slice(-20_000);
      if (!said.includes("Kafka Server started")) return;
      ready({
        async stop() {
          child.kill("SIGTERM");
          await ended;
          await cleanUp();
        },
      });
    });
    void ended.then(() => reject(new Error(`Kafka ended: ${said}`)));
  });
}
