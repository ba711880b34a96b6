// Archives as files: a tar file, a compressed one, or a log directory as it lies there, which is read as if it were one.
import { createReadStream } from "node:fs";
import { open, readdir, stat } from "node:fs/promises";
import { basename, join, relative, resolve, sep } from "node:path";
import { createGunzip } from "node:zlib";
import { ArchiveError } from "../../engine/archive/archive-error.ts";
import type { Archive } from "../../engine/archive/import-archive.ts";
import { type TarSource, writeTar } from "../../engine/archive/tar-writer.ts";

const PIECE_BYTES = 1024 * 1024;
const GZIP_MAGIC = Uint8Array.of(0x1f, 0x8b);

/** `paths` are one tar file, or any number of directories. Rejects when one cannot be read. */
export async function archiveOf(paths: readonly string[]): Promise<Archive> {
  const kinds = await Promise.all(paths.map(async (path) => (await stat(path)).isDirectory()));
  const [path] = paths;
  if (paths.length === 1 && kinds[0] === false) return fileArchive(path!);
  const file = paths.find((_, i) => !kinds[i]);
  if (file !== undefined) throw new ArchiveError("no-tar", `${file} is no directory, as the others are`);
  return { sizeBytes: null, open: () => writeTar(directoryFiles(paths), 0) };
}

async function fileArchive(path: string): Promise<Archive> {
  const { size } = await stat(path);
  const isCompressed = await beginsWith(path, GZIP_MAGIC);
  return {
    sizeBytes: isCompressed ? null : size,
    open: () => {
      const bytes = createReadStream(path, { highWaterMark: PIECE_BYTES });
      return isCompressed ? gunzipped(bytes) : bytes;
    },
  };
}

async function* gunzipped(bytes: NodeJS.ReadableStream): AsyncGenerator<Uint8Array> {
  const plain = bytes.pipe(createGunzip());
  bytes.on("error", (error) => plain.destroy(error));
  try {
    yield* plain;
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).code?.startsWith("Z_")) throw error;
    throw new ArchiveError("damaged", (error as Error).message);
  }
}

async function beginsWith(path: string, magic: Uint8Array): Promise<boolean> {
  const file = await open(path);
  try {
    const begin = new Uint8Array(magic.length);
    await file.read(begin);
    return magic.every((byte, i) => begin[i] === byte);
  } finally {
    await file.close();
  }
}

/** With more than one directory, as with several log.dirs, each has a folder of its own: of its name, if that is one. */
async function* directoryFiles(directories: readonly string[]): AsyncGenerator<TarSource> {
  const names = directories.map((directory) => basename(resolve(directory)));
  const areDistinct = new Set(names).size === names.length;
  for (const [i, directory] of directories.entries()) {
    const prefix = directories.length === 1 ? "" : `${areDistinct ? names[i] : i + 1}/`;
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const { size } = await stat(path);
      yield {
        name: prefix + relative(directory, path).split(sep).join("/"),
        sizeBytes: size,
        content: () =>
          size === 0 ? [] : createReadStream(path, { highWaterMark: PIECE_BYTES, end: size - 1 }),
      };
    }
  }
}
