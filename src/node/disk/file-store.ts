// A node's disk as real files under a directory, in Kafka's layout: its tools can read them, and a log directory that
// Apache Kafka wrote can be opened.
//
// What a commit promises here is what a file system can: when commit() resolves, everything is on the medium. A power
// cut in the middle leaves a part of it, in the order of the operations: content comes before the rename that shows it,
// so that a checkpoint file is the old one or the new one, and a log can have a torn tail. That is where Kafka itself
// stands, and its recovery (checksums from the recovery point on) puts it right at the next start.
import { closeSync, openSync, readSync } from "node:fs";
import { type FileHandle, mkdir, open, readdir, rename, rm, rmdir, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import type { DiskStore, StoredFile, StoreOp } from "../../engine/disk/store.ts";
import { DiskError, type DiskErrorKind } from "../../engine/ports/disk.ts";

const KINDS: Readonly<Record<string, DiskErrorKind>> = {
  ENOSPC: "full",
  EDQUOT: "full",
  EACCES: "denied",
  EPERM: "denied",
  EROFS: "denied",
};

/** `directory` is created when there is none. */
export function createFileStore(directory: string): DiskStore {
  // Once a name has changed, a commit that fails cannot be tried again as it was.
  let broken: DiskError | null = null;

  const pathOf = (name: string): string => join(directory, ...name.split("/"));

  async function guarded<T>(work: () => Promise<T>): Promise<T> {
    if (broken !== null) throw broken;
    try {
      return await work();
    } catch (error) {
      throw diskError(error);
    }
  }

  return {
    load: () =>
      guarded(async () => {
        await mkdir(directory, { recursive: true });
        const entries = await readdir(directory, { recursive: true, withFileTypes: true });
        const files = entries.filter((entry) => entry.isFile());
        return await Promise.all(
          files.map(async (entry): Promise<StoredFile> => {
            const path = join(entry.parentPath, entry.name);
            const { size } = await stat(path);
            return { name: relative(directory, path).split(sep).join("/"), sizeBytes: size };
          }),
        );
      }),

    // At once, so that it sees the files as they are before a commit that is called next.
    read: (name, position, length) =>
      guarded(async () => {
        const bytes = new Uint8Array(length);
        const file = openSync(pathOf(name), "r");
        try {
          for (let done = 0; done < length; ) {
            const count = readSync(file, bytes, done, length - done, position + done);
            if (count === 0) throw new DiskError("failed", `${name} ends at byte ${position + done}`);
            done += count;
          }
        } finally {
          closeSync(file);
        }
        return bytes;
      }),

    commit: (ops) =>
      guarded(async () => {
        const progress = { renamed: false };
        try {
          await carryOut(ops, pathOf, progress);
        } catch (error) {
          if (progress.renamed) broken = diskError(error);
          throw error;
        }
      }),
  };
}

async function carryOut(
  ops: readonly StoreOp[],
  pathOf: (name: string) => string,
  progress: { renamed: boolean },
): Promise<void> {
  const written = new Map<string, FileHandle>();
  const directories = new Set<string>();

  const openForWriting = async (name: string, flags: "r+" | "w"): Promise<FileHandle> => {
    const present = written.get(name);
    if (present !== undefined) return present;
    const path = pathOf(name);
    if (flags === "w") {
      await mkdir(dirname(path), { recursive: true });
      directories.add(dirname(path));
    }
    const handle = await open(path, flags);
    written.set(name, handle);
    return handle;
  };
  const syncAndClose = async (): Promise<void> => {
    for (const handle of written.values()) await handle.sync();
    await closeAll();
  };
  const closeAll = async (): Promise<void> => {
    for (const handle of written.values()) await handle.close();
    written.clear();
  };

  try {
    for (const op of ops) {
      switch (op.kind) {
        case "create":
          await openForWriting(op.name, "w");
          break;
        case "write":
          await writeFully(await openForWriting(op.name, "r+"), op.bytes, op.position);
          break;
        case "truncate":
          await (await openForWriting(op.name, "r+")).truncate(op.sizeBytes);
          break;
        case "rename":
          await syncAndClose();
          await mkdir(dirname(pathOf(op.to)), { recursive: true });
          await rename(pathOf(op.from), pathOf(op.to));
          progress.renamed = true;
          directories.add(dirname(pathOf(op.from))).add(dirname(pathOf(op.to)));
          break;
        case "remove":
          await syncAndClose();
          await rm(pathOf(op.name), { force: true });
          directories.add(dirname(pathOf(op.name)));
          break;
      }
    }
    await syncAndClose();
  } finally {
    await closeAll();
  }
  for (const directory of directories) await syncDirectory(directory, pathOf(""));
}

async function writeFully(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

/** Makes names durable. A directory that lost its last file goes: the engine knows only files. */
async function syncDirectory(directory: string, root: string): Promise<void> {
  if (relative(root, directory) !== "" && (await readdir(directory)).length === 0) {
    await rmdir(directory);
    return syncDirectory(dirname(directory), root);
  }
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function diskError(error: unknown): DiskError {
  if (error instanceof DiskError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  return new DiskError(KINDS[code ?? ""] ?? "failed", message);
}
