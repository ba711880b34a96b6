// kafka-dump-log.sh for one file: the lines that it prints. Discrepancies between files go to `options.findings`.
import { asFailure } from "./dump-failure.ts";
import { dumpIndex, dumpTimeIndex, dumpTxnIndex } from "./dump-index.ts";
import { dumpLog } from "./dump-log.ts";
import type { DumpOptions } from "./dump-options.ts";
import { dumpSnapshot } from "./dump-snapshot.ts";
import { type FileReader, fileNameOf } from "./file-reader.ts";

/** Throws DumpFailure where the tool ends with an exception; the lines before it have been given. */
export async function* dumpFile(
  name: string,
  reader: FileReader,
  options: DumpOptions = {},
): AsyncIterable<string> {
  yield `Dumping ${name}`;
  try {
    yield* linesOf(name, reader, options);
  } catch (error) {
    throw asFailure(error);
  }
}

async function* linesOf(name: string, reader: FileReader, options: DumpOptions): AsyncGenerator<string> {
  const file = fileNameOf(name);
  switch (file.includes(".") ? file.slice(file.lastIndexOf(".")) : "") {
    case ".log":
    case ".checkpoint":
      return yield* dumpLog(name, reader, options);
    case ".index":
      return yield* dumpIndex(name, reader, options);
    case ".timeindex":
      return yield* dumpTimeIndex(name, reader, options);
    case ".snapshot":
      return yield* dumpSnapshot(reader, options);
    case ".txnindex":
      return yield* dumpTxnIndex(name, reader, options);
    default:
      options.onError?.(`Ignoring unknown file ${name}`);
  }
}
