// samsa storage: what the disks of a data directory hold, as files to take away and to bring.

import { createWriteStream } from "node:fs";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { ArchiveError } from "../../engine/archive/archive-error.ts";
import type { ExportRequest } from "../../engine/archive/export-archive.ts";
import { type Archive, importArchive } from "../../engine/archive/import-archive.ts";
import { MANIFEST } from "../../engine/archive/manifest.ts";
import { StoreWriter } from "../../engine/archive/store-writer.ts";
import { surveyArchive } from "../../engine/archive/survey.ts";
import { unpack } from "../../engine/archive/unpack.ts";
import { randomUuid } from "../../engine/base/uuid.ts";
import { DiskError } from "../../engine/ports/disk.ts";
import { createFileStore } from "../disk/file-store.ts";
import { DataDirectoryError, openDataDirectory } from "../gateway/data-directory.ts";
import { createCryptoRng } from "../random/crypto-rng.ts";
import { archiveOf } from "../storage/archive-file.ts";
import { nodesIn, startDataCluster } from "../storage/data-cluster.ts";
import { exportData } from "../storage/export-data.ts";
import { CaseError, replayCase } from "../storage/replay-case.ts";
import { parseArguments, wholeNumber } from "./arguments.ts";
import { type Command, type CommandOutput, UsageError } from "./command.ts";

const HELP = `usage: samsa storage export --data DIR --out FILE.tar [--topic NAME | --node ID]
       samsa storage import --data DIR [--brokers 3] FILE.tar|FILE.tar.gz|LOGDIR…
       samsa storage replay CASE.json --out DIR

Takes real files, as Kafka lays them out, from a data directory of "samsa gateway --data", and into one. The gateway
must not be running on it.

export writes the whole cluster, the log directory of one node, or the partitions of one topic.
import takes what export wrote, or log directories of Apache Kafka (log.dirs):
  - a whole cluster goes into a directory that is new or empty;
  - the log directory of one of the cluster's own brokers replaces it;
  - of anything else the topics are created, with their own topic ids, and get their files as they are. Metadata,
    committed offsets and transactions of another cluster stay behind. A new directory gets --brokers brokers.
replay drives the log layer with the steps of a recorded case (CASE.json or CASE.json.gz) and leaves its files in DIR.`;

const MOST_BROKERS = 64;
/** As many as the gateway has when nobody says otherwise. */
const DEFAULT_CONTROLLERS = 3;

const ACTIONS: Readonly<Record<string, (args: readonly string[], output: CommandOutput) => Promise<number>>> =
  {
    export: exportFiles,
    import: importFiles,
    replay,
  };

async function run([action, ...args]: readonly string[], output: CommandOutput): Promise<number> {
  if (action === undefined) throw new UsageError("export, import or replay is missing");
  if (!Object.hasOwn(ACTIONS, action)) throw new UsageError(`there is no "storage ${action}"`);
  try {
    return await ACTIONS[action]!(args, output);
  } catch (error) {
    const isExpected =
      error instanceof ArchiveError ||
      error instanceof DiskError ||
      error instanceof DataDirectoryError ||
      error instanceof CaseError ||
      (error as NodeJS.ErrnoException).code !== undefined;
    if (!isExpected) throw error;
    output.err(`samsa storage ${action}: ${(error as Error).message}`);
    return 1;
  }
}

function newClusterId(): string {
  const rng = createCryptoRng();
  return randomUuid(() => rng.nextUint32());
}

function needed(flag: string, value: string | undefined): string {
  if (value === undefined || value === "") throw new UsageError(`${flag} is missing`);
  return value;
}

async function exportFiles(args: readonly string[], output: CommandOutput): Promise<number> {
  const { values } = parseArguments(args, {
    data: { type: "string" },
    out: { type: "string" },
    topic: { type: "string" },
    node: { type: "string" },
  });
  const path = needed("--data", values.data);
  const out = resolve(needed("--out", values.out));
  if (values.topic !== undefined && values.node !== undefined)
    throw new UsageError("--topic or --node, not both");
  let request: ExportRequest = { kind: "workspace" };
  if (values.topic !== undefined) request = { kind: "topic", topic: values.topic };
  if (values.node !== undefined)
    request = { kind: "node", node: wholeNumber("--node", values.node, 0, 0x7fffffff) };
  const counts = await nodesIn(path);
  if (counts.brokers === 0) throw new DataDirectoryError(`${path} has no brokers`);
  const data = await openDataDirectory(path, newClusterId);
  const draft = join(dirname(out), `.${basename(out)}.${process.pid}`);
  try {
    await pipeline(await exportData(path, data, request), createWriteStream(draft));
    const { size } = await stat(draft);
    await rename(draft, out);
    output.out(`${out}: ${size} bytes`);
  } finally {
    await rm(draft, { force: true });
  }
  return 0;
}

async function importFiles(args: readonly string[], output: CommandOutput): Promise<number> {
  const { flags, paths } = splitPaths(args);
  const { values } = parseArguments(flags, {
    data: { type: "string" },
    brokers: { type: "string", default: "3" },
  });
  const path = needed("--data", values.data);
  const brokers = wholeNumber("--brokers", values.brokers, 1, MOST_BROKERS);
  if (paths.length === 0) throw new UsageError("a tar file or a log directory is missing");
  const archive = await archiveOf(paths);
  const isNew = await isEmpty(path);
  const survey = await surveyArchive(archive.open());
  if (survey.manifest?.kind === "workspace") {
    if (!isNew) throw new DataDirectoryError(`${path} is not empty: a whole cluster needs a new directory`);
    await unpackCluster(path, archive);
    output.out(`cluster ${survey.manifest.clusterId} imported into ${path}`);
    return 0;
  }
  const data = await openDataDirectory(path, newClusterId);
  const counts = isNew ? { brokers, controllers: DEFAULT_CONTROLLERS } : await nodesIn(path);
  const { cluster, host } = await startDataCluster(data, counts);
  try {
    const outcome = await importArchive({ ...host, replaceWorkspace: neverAWorkspace }, archive);
    output.out(
      outcome.kind === "topics"
        ? `imported ${outcome.topics.join(", ")}`
        : `imported node ${outcome.kind === "node" ? outcome.node : ""}`,
    );
  } finally {
    await cluster.stopAll();
  }
  return 0;
}

async function replay(args: readonly string[], output: CommandOutput): Promise<number> {
  const { positionals, values } = parseArguments(args, { out: { type: "string" } }, ["CASE.json"]);
  const out = resolve(needed("--out", values.out));
  const { steps, files } = await replayCase(positionals[0]!, out);
  output.out(`${out}: ${steps} steps, ${files} files`);
  return 0;
}

/** Whole clusters were dealt with before any cluster ran. */
async function neverAWorkspace(): Promise<void> {
  throw new ArchiveError("changed", "the archive itself");
}

/** What is no flag is a path, however many there are. */
function splitPaths(args: readonly string[]): { flags: string[]; paths: string[] } {
  const flags: string[] = [];
  const paths: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (!arg.startsWith("--")) paths.push(arg);
    else if (arg.includes("=")) flags.push(arg);
    else flags.push(arg, ...args.slice(++i, i + 1));
  }
  return { flags, paths };
}

async function isEmpty(path: string): Promise<boolean> {
  try {
    return (await readdir(path)).length === 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return true;
    throw error;
  }
}

/** Beside the directory first, so that it is there as a whole or not at all. */
async function unpackCluster(path: string, archive: Archive): Promise<void> {
  const target = resolve(path);
  const draft = `${target}.import-${process.pid}`;
  try {
    await mkdir(dirname(target), { recursive: true });
    const store = createFileStore(draft);
    await store.load();
    const writer = new StoreWriter(store);
    await unpack(archive.open(), (name) => [{ writer, name }]);
    await writer.commit();
    await stat(join(draft, MANIFEST));
    await rm(target, { recursive: true, force: true });
    await rename(draft, target);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

export const storage: Command = {
  name: "storage",
  summary: "exports and imports the files of a data directory, Kafka's own too; replays recorded cases",
  help: HELP,
  run,
};
