// samsa kafka-dump-log.sh: what the files of a log directory hold, printed as Apache Kafka's tool prints it.
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { DUMP_USAGE, parseDumpArguments } from "../../engine/log/dump/dump-arguments.ts";
import { DumpFailure } from "../../engine/log/dump/dump-failure.ts";
import { dumpFile } from "../../engine/log/dump/dump-file.ts";
import { createFindings } from "../../engine/log/dump/dump-findings.ts";
import type { DumpOptions } from "../../engine/log/dump/dump-options.ts";
import type { FileReader } from "../../engine/log/dump/file-reader.ts";
import type { Command, CommandOutput } from "./command.ts";

/** The version of Apache Kafka that the tool's output is that of. */
const KAFKA_VERSION = "4.3.1";

interface OpenFiles {
  reader(path: string): FileReader;
  close(): void;
}

/** Opens a file when its first byte or its size is asked for: Kafka's tool prints a title before it looks. */
function openFiles(): OpenFiles {
  const descriptors: number[] = [];
  return {
    reader(path) {
      let opened: { readonly descriptor: number; readonly sizeBytes: number } | null = null;
      const open = () => {
        if (opened === null) {
          const descriptor = openOrFail(path);
          descriptors.push(descriptor);
          opened = { descriptor, sizeBytes: fstatSync(descriptor).size };
        }
        return opened;
      };
      return {
        get sizeBytes() {
          return open().sizeBytes;
        },
        read(position, length) {
          const { descriptor, sizeBytes } = open();
          const bytes = new Uint8Array(Math.max(0, Math.min(length, sizeBytes - position)));
          return bytes.subarray(0, readOrFail(descriptor, bytes, position));
        },
      };
    },
    close() {
      for (const descriptor of descriptors.splice(0)) closeSync(descriptor);
    },
  };
}

function openOrFail(path: string): number {
  try {
    return openSync(path, "r");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") throw new DumpFailure("java.nio.file.NoSuchFileException", path);
    if (code === "EACCES") throw new DumpFailure("java.nio.file.AccessDeniedException", path);
    throw new DumpFailure("java.io.IOException", message);
  }
}

function readOrFail(descriptor: number, bytes: Uint8Array, position: number): number {
  try {
    return readSync(descriptor, bytes, 0, bytes.length, position);
  } catch (error) {
    const isDirectory = (error as NodeJS.ErrnoException).code === "EISDIR";
    throw new DumpFailure("java.io.IOException", isDirectory ? "Is a directory" : (error as Error).message);
  }
}

const printed = (failure: DumpFailure): string => `Exception in thread "main" ${failure.message}`;

async function run(args: readonly string[], { out, err }: CommandOutput): Promise<number> {
  const parsed = parseDumpArguments(args);
  switch (parsed.kind) {
    case "help":
      err(DUMP_USAGE);
      return 0;
    case "version":
      out(KAFKA_VERSION);
      return 0;
    case "usage":
      err(`${parsed.message}\n${DUMP_USAGE}`);
      return 1;
    case "exception":
      err(printed(new DumpFailure(parsed.exception, parsed.message)));
      return 1;
    case "dump":
      return dump(parsed.files, parsed.options, { out, err });
  }
}

async function dump(
  names: readonly string[],
  options: DumpOptions,
  { out, err }: CommandOutput,
): Promise<number> {
  const findings = createFindings();
  const files = openFiles();
  try {
    for (const name of names) {
      const path = resolve(name);
      const lines = dumpFile(name, files.reader(name), {
        ...options,
        findings,
        absoluteName: path,
        siblings: (file) => files.reader(join(dirname(path), file)),
        onError: err,
      });
      for await (const line of lines) out(line);
      files.close();
    }
  } catch (error) {
    if (!(error instanceof DumpFailure)) throw error;
    err(printed(error));
    return 1;
  } finally {
    files.close();
  }
  for (const line of findings.lines()) err(line);
  return 0;
}

export const kafkaDumpLog: Command = {
  name: "kafka-dump-log.sh",
  summary: "what the files of a log directory hold",
  help: DUMP_USAGE,
  run,
};
