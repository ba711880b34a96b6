// The directory of `samsa gateway --data DIR`: one folder per node, laid out as Kafka's log.dirs, and a file that says
// which cluster it is. Whatever looks like something else is refused, before anything is written into it.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, realpath, rename, rm, writeFile } from "node:fs/promises";
import { createConnection, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const CLUSTER_FILE = "samsa.properties";
const CLUSTER_ID = /^cluster\.id=(.+)$/m;

export class DataDirectoryError extends Error {
  override readonly name = "DataDirectoryError";
}

export interface DataDirectory {
  readonly clusterId: string;
  folderOf(role: string, node: number): string;
}

/** Opens or makes the directory. `newClusterId` names a cluster that begins here. */
export async function openDataDirectory(path: string, newClusterId: () => string): Promise<DataDirectory> {
  const names = await prepare(path);
  await lock(path);
  const clusterId = await clusterIdOf(path, names, newClusterId);
  for (const name of names) {
    const found = CLUSTER_ID.exec(await readIfThere(join(path, name, "meta.properties")))?.[1]?.trim();
    if (found !== undefined && found !== clusterId)
      throw new DataDirectoryError(`${join(path, name)} belongs to cluster ${found}, not to ${clusterId}`);
  }
  return { clusterId, folderOf: (role, node) => join(path, `${role}-${node}`) };
}

async function prepare(path: string): Promise<string[]> {
  try {
    await mkdir(path, { recursive: true });
    return await readdir(path);
  } catch (error) {
    throw new DataDirectoryError(`cannot use ${path} as data directory: ${(error as Error).message}`);
  }
}

async function clusterIdOf(
  path: string,
  names: readonly string[],
  newClusterId: () => string,
): Promise<string> {
  const file = join(path, CLUSTER_FILE);
  if (names.includes(CLUSTER_FILE)) {
    const clusterId = CLUSTER_ID.exec(await readIfThere(file))?.[1]?.trim();
    if (clusterId === undefined) throw new DataDirectoryError(`${file} names no cluster.id`);
    return clusterId;
  }
  if (names.length > 0)
    throw new DataDirectoryError(`${path} is neither empty nor a data directory of samsa`);
  const clusterId = newClusterId();
  try {
    // Written beside and renamed: half a file would make the directory unusable.
    await writeFile(`${file}.tmp`, `cluster.id=${clusterId}\n`);
    await rename(`${file}.tmp`, file);
  } catch (error) {
    throw new DataDirectoryError(`cannot write to ${path}: ${(error as Error).message}`);
  }
  return clusterId;
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return "";
    throw new DataDirectoryError(`cannot read ${path}: ${(error as Error).message}`);
  }
}

/**
 * Keeps a second gateway out as long as this process lives. A socket whose owner died refuses connections, so unlike a
 * file with a process id in it, it cannot be mistaken for a living one.
 */
async function lock(path: string): Promise<void> {
  const name = `samsa-${createHash("sha256")
    .update(await realpath(path))
    .digest("hex")
    .slice(0, 16)}`;
  const address = process.platform === "win32" ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.lock`);
  if (await answers(address)) throw new DataDirectoryError(`${path} is in use by another gateway`);
  if (process.platform !== "win32") await rm(address, { force: true });
  await new Promise<void>((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", (error) => reject(new DataDirectoryError(`cannot lock ${path}: ${error.message}`)));
    server.listen(address, resolve);
    server.unref();
  });
}

function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(address);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
