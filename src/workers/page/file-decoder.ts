// Reads files of nodes for those who look at bytes: what they mean, and what kafka-dump-log.sh says of them. It fetches
// ranges as the decoder asks for them, and nothing twice for one question.
import type { Cluster } from "../../engine/cluster/cluster.ts";
import type { ByteRange, ByteTree } from "../../engine/inspect/byte-tree.ts";
import { type DecodeOptions, decodeFile } from "../../engine/log/dump/decode-file.ts";
import { DumpFailure } from "../../engine/log/dump/dump-failure.ts";
import { dumpFile } from "../../engine/log/dump/dump-file.ts";
import { createFindings } from "../../engine/log/dump/dump-findings.ts";
import type { FileReader, Siblings } from "../../engine/log/dump/file-reader.ts";
import { decoderOf } from "../../engine/log/dump/payload.ts";

export type FileSource = Pick<Cluster, "files" | "readFile">;

export interface FilePlace {
  readonly node: number;
  readonly name: string;
}

interface Opened {
  readonly reader: FileReader;
  readonly siblings: Siblings;
}

async function openFile(source: FileSource, { node, name }: FilePlace): Promise<Opened> {
  const sizes = new Map((await source.files(node)).map((file) => [file.name, file.sizeBytes]));
  const readerOf = (path: string): FileReader | null => {
    const sizeBytes = sizes.get(path);
    if (sizeBytes === undefined) return null;
    return { sizeBytes, read: (position, length) => source.readFile(node, path, position, length) };
  };
  const folder = name.slice(0, name.lastIndexOf("/") + 1);
  const reader = readerOf(name);
  if (reader === null) throw new Error(`${name}: no such file`);
  return { reader, siblings: (file) => readerOf(folder + file) };
}

export async function decode(
  source: FileSource,
  place: FilePlace,
  range: ByteRange,
  options: Pick<DecodeOptions, "firstRecord">,
): Promise<ByteTree> {
  const { reader, siblings } = await openFile(source, place);
  return decodeFile(place.name, reader, range, { ...options, siblings });
}

export async function* dump(source: FileSource, place: FilePlace): AsyncIterable<string> {
  const { reader, siblings } = await openFile(source, place);
  const findings = createFindings();
  const errors: string[] = [];
  const decoder = decoderOf(place.name);
  try {
    yield* dumpFile(place.name, reader, {
      decoder,
      printDataLog: true,
      findings,
      siblings,
      onError: (line) => errors.push(line),
    });
    yield* [...errors, ...findings.lines()];
  } catch (error) {
    if (!(error instanceof DumpFailure)) throw error;
    yield `Exception in thread "main" ${error.message}`;
  }
}
