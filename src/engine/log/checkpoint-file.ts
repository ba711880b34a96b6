// Kafka's checkpoint files: a version, the number of entries, then one entry a line.
import { MalformedFileError } from "./text-file.ts";

const VERSION = 0;

export interface OffsetEntry {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

export interface EpochEntry {
  readonly epoch: number;
  readonly startOffset: number;
}

/** `recovery-point-offset-checkpoint` and its like. Throws MalformedFileError. */
export function parseOffsetCheckpoint(text: string, name: string): OffsetEntry[] {
  return parseLines(text, name, 3, ([topic, partition, offset]) => ({
    topic: topic!,
    partition: integer(partition!),
    offset: integer(offset!),
  }));
}

export function formatOffsetCheckpoint(entries: readonly OffsetEntry[]): string {
  return format(entries.map(({ topic, partition, offset }) => `${topic} ${partition} ${offset}`));
}

/** `leader-epoch-checkpoint`. Throws MalformedFileError. */
export function parseEpochCheckpoint(text: string, name: string): EpochEntry[] {
  return parseLines(text, name, 2, ([epoch, startOffset]) => ({
    epoch: integer(epoch!),
    startOffset: integer(startOffset!),
  }));
}

export function formatEpochCheckpoint(entries: readonly EpochEntry[]): string {
  return format(entries.map(({ epoch, startOffset }) => `${epoch} ${startOffset}`));
}

function format(lines: readonly string[]): string {
  return [String(VERSION), String(lines.length), ...lines, ""].join("\n");
}

function parseLines<T>(
  text: string,
  name: string,
  fields: number,
  parse: (fields: readonly string[]) => T,
): T[] {
  const lines = text.split(/\r\n|\n/);
  if (lines.at(-1) === "") lines.pop();
  const [version, count, ...rest] = lines;
  // A file that ends before its entries holds none.
  if (version === undefined) return [];
  if (integer(version) !== VERSION) {
    throw new MalformedFileError(
      `Unrecognised version:${version}, expected version: ${VERSION} in checkpoint file at: ${name}`,
    );
  }
  if (count === undefined) return [];
  const expected = integer(count);
  const entries = rest.map((line) => {
    const parts = line.split(/\s+/);
    if (parts.length !== fields) throw malformedLine(name, line);
    return parse(parts);
  });
  if (entries.length !== expected) {
    throw new MalformedFileError(
      `Expected [${expected}] entries in checkpoint file [${name}], but found only [${entries.length}]`,
    );
  }
  return entries;

  function malformedLine(file: string, line: string): Error {
    return new MalformedFileError(`Malformed line in checkpoint file [${file}]: ${line}`);
  }
}

function integer(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) throw new MalformedFileError(`"${text}" is no number`);
  return Number(text);
}
