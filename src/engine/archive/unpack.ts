// The second reading of an archive: its files go into stores. Nothing that is there already is touched: a caller lets
// them go into a store that is new, or under names that only a last, single commit makes the real ones.
import type { StoreWriter } from "./store-writer.ts";
import { type ByteStream, readTar } from "./tar-reader.ts";

export interface Destination {
  readonly writer: StoreWriter;
  readonly name: string;
}

/** `route` says where each file goes, none for what is left out. Throws ArchiveError and DiskError. */
export async function unpack(
  stream: ByteStream,
  route: (name: string) => readonly Destination[],
  onProgress: (bytes: number) => void = () => {},
): Promise<void> {
  let done = 0;
  for await (const entry of readTar(stream)) {
    const destinations = route(entry.name);
    for (const { writer, name } of destinations) writer.create(name);
    if (destinations.length > 0) {
      for await (const bytes of entry.content()) {
        for (const { writer } of destinations) await writer.write(bytes);
      }
      for (const { writer } of destinations) await writer.end();
    }
    done += entry.sizeBytes;
    onProgress(done);
  }
}
