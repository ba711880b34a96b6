// Opening a node's log directories: whose they are, what of them cannot be opened, and what must not be there twice. What
// happens within one is in log-directory.ts, what happens to its logs afterwards in local-log-manager.ts.
import type { Uuid } from "../base/uuid.ts";
import { DiskError } from "../ports/disk.ts";
import { asLogDirError, directoryDisk } from "./directory-disk.ts";
import { ForeignLogError, identifyDirectory } from "./directory-identity.ts";
import { LocalLogManager } from "./local-log-manager.ts";
import type { LogConfig, LogManager, LogRecovery } from "./log.ts";
import { placeLogDirs } from "./log-dir-places.ts";
import { LocalLogDirectory } from "./log-directory.ts";
import type { LogPorts } from "./log-ports.ts";
import type { ProducerStateOptions } from "./producer-state.ts";
import { MalformedFileError } from "./text-file.ts";

export interface LogManagerOptions {
  readonly nodeId: number;
  readonly clusterId: string;
  readonly ports: LogPorts;
  /** log.dirs; one, without a name, when left out. */
  readonly logDirs?: readonly string[];
  /** metadata.log.dir: the one of them that the metadata log is in, the first when left out. */
  readonly metadataLogDir?: string | null;
  /** For the logs found on disk, until their own configs are known (updateConfig). */
  readonly configFor?: (topic: string) => LogConfig;
  /** Kafka's default when left out. */
  readonly producerIdExpirationMs?: number;
  /** The first batch of a transaction needs a guard (transaction.partition.verification.enable); no when left out. */
  readonly verifiesTransactions?: boolean;
}

/**
 * Opens the log directories on `ports.disk` and recovers every log in them. A directory that cannot be opened is offline.
 * Rejects with ForeignLogError, and with what is wrong with the directory of the metadata log: DiskError, or
 * MalformedFileError when a file that recovery cannot replace is damaged.
 */
export async function openLogManager(options: LogManagerOptions): Promise<LogManager> {
  const { ports, logDirs = [""], metadataLogDir = null } = options;
  const directories = makeDirectories(logDirs, ports, producerOptions(options));
  const metadata = directories.find(({ path }) => path === metadataLogDir) ?? directories[0]!;
  for (const directory of directories) {
    await unlessItFails(directory, metadata, async () => {
      directory.id = await identifyDirectory(directory.ports, options);
    });
  }
  assertDistinct(directories);
  const recoveries: LogRecovery[] = [];
  const manager = new LocalLogManager(ports, directories, metadata, recoveries);
  const configFor = (topic: string): LogConfig | undefined => options.configFor?.(topic);
  for (const directory of directories) {
    if (directory.offline !== null) continue;
    await unlessItFails(directory, metadata, async () => {
      await manager.cleaner.load(directory.ports.disk);
      recoveries.push(...(await directory.load(configFor)));
      await directory.flushAll();
    });
  }
  assertNothingTwice(directories);
  for (const log of manager.local()) manager.cleaner.added(log);
  return manager;
}

function makeDirectories(
  paths: readonly string[],
  ports: LogPorts,
  producers: ProducerStateOptions,
): LocalLogDirectory[] {
  const places = placeLogDirs(paths, ports.disk);
  return places.map(({ path, prefix }) => {
    if (places.length === 1 && prefix === "") {
      return new LocalLogDirectory({ path, ports, view: null, producers });
    }
    const others = places.map((place) => place.prefix).filter((other) => other !== prefix);
    const view = directoryDisk(ports.disk, path, prefix, others);
    return new LocalLogDirectory({ path, ports: { ...ports, disk: view }, view, producers });
  });
}

/** A node can do without a directory, but not without that of the metadata log. */
async function unlessItFails(
  directory: LocalLogDirectory,
  metadata: LocalLogDirectory,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    const isItsOwn = error instanceof DiskError || error instanceof MalformedFileError;
    if (!isItsOwn || directory === metadata) throw error;
    if (error instanceof DiskError && error.kind === "closed") throw error;
    directory.fail(error);
    const reason = error instanceof DiskError ? error.kind : "damaged";
    const { message } = asLogDirError(directory.path, error);
    directory.ports.trace.emit({ kind: "disk-failed", reason, message });
  }
}

function assertDistinct(directories: readonly LocalLogDirectory[]): void {
  const owners = new Map<Uuid, string>();
  for (const { id, path } of directories) {
    if (id === null) continue;
    const other = owners.get(id);
    if (other !== undefined) {
      throw new ForeignLogError(
        `Duplicate directory ID ${id} found. It was the ID of ${other}, but also of ${path}`,
      );
    }
    owners.set(id, path);
  }
}

function assertNothingTwice(directories: readonly LocalLogDirectory[]): void {
  const places = new Map<string, string>();
  for (const { path, byName, offline } of directories) {
    if (offline !== null) continue;
    for (const name of byName.keys()) {
      const other = places.get(name);
      if (other !== undefined) {
        throw new ForeignLogError(`Duplicate log directories found: ${other}/${name}, ${path}/${name}!`);
      }
      places.set(name, path);
    }
  }
}

function producerOptions(options: LogManagerOptions): ProducerStateOptions {
  const { producerIdExpirationMs: expirationMs, verifiesTransactions: verifies } = options;
  return {
    ...(expirationMs === undefined ? {} : { expirationMs }),
    ...(verifies === undefined ? {} : { verifies }),
  };
}
