// Writes a tar file piece by piece: whatever its size, only what is being written is in memory.
import { ArchiveError } from "./archive-error.ts";
import { END_BYTES, fileHeader, paddedBytes } from "./tar-format.ts";

export interface TarSource {
  readonly name: string;
  readonly sizeBytes: number;
  /** Exactly sizeBytes, in pieces of any length. */
  content(): Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

export async function* writeTar(
  files: Iterable<TarSource> | AsyncIterable<TarSource>,
  mtimeMs: number,
): AsyncGenerator<Uint8Array> {
  for await (const file of files) {
    yield fileHeader(file.name, file.sizeBytes, mtimeMs);
    let written = 0;
    for await (const bytes of file.content()) {
      written += bytes.length;
      if (bytes.length > 0) yield bytes;
    }
    if (written !== file.sizeBytes) throw new ArchiveError("changed", file.name);
    const padding = paddedBytes(written) - written;
    if (padding > 0) yield new Uint8Array(padding);
  }
  yield new Uint8Array(END_BYTES);
}

/** The size of the archive that writeTar makes, for a progress bar. */
export function tarBytes(files: readonly { readonly name: string; readonly sizeBytes: number }[]): number {
  let bytes = END_BYTES;
  for (const { name, sizeBytes } of files) {
    bytes += fileHeader(name, sizeBytes, 0).length + paddedBytes(sizeBytes);
  }
  return bytes;
}
