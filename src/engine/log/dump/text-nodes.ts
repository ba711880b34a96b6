// Kafka's small text files as trees: a line at a time, and in a line the fields that it has.
import { utf8Decode } from "../../base/utf8.ts";
import type { ByteMeaning, ByteNode } from "../../inspect/byte-tree.ts";
import { fileNameOf } from "./file-reader.ts";

interface Line {
  readonly text: string;
  readonly position: number;
}

/** How the lines of a checkpoint file are called. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  "leader-epoch-checkpoint": ["epoch", "startOffset"],
  "recovery-point-offset-checkpoint": ["topic", "partition", "recoveryPoint"],
  "replication-offset-checkpoint": ["topic", "partition", "highWatermark"],
  "log-start-offset-checkpoint": ["topic", "partition", "logStartOffset"],
  "cleaner-offset-checkpoint": ["topic", "partition", "firstDirtyOffset"],
};

const PROPERTIES: ReadonlySet<string> = new Set(["partition.metadata", "meta.properties"]);
const JSON_FILES: ReadonlySet<string> = new Set(["quorum-state", ".kafka_cleanshutdown"]);

export function isTextFile(name: string): boolean {
  const file = fileNameOf(name);
  return file in COLUMNS || PROPERTIES.has(file) || JSON_FILES.has(file);
}

export function textNodes(name: string, bytes: Uint8Array): ByteNode[] {
  const file = fileNameOf(name);
  const lines = linesOf(bytes);
  const columns = COLUMNS[file];
  if (columns !== undefined) return lines.map((line, i) => checkpointLine(line, i, columns));
  if (PROPERTIES.has(file)) return lines.map(propertyLine);
  return lines.flatMap(jsonMembers);
}

function linesOf(bytes: Uint8Array): Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (let at = 0; at <= bytes.length; at++) {
    if (at < bytes.length && bytes[at] !== 0x0a) continue;
    if (at > start) lines.push({ text: utf8Decode(bytes.subarray(start, at)), position: start });
    start = at + 1;
  }
  return lines;
}

function part(name: string, text: string, position: number, meaning?: ByteMeaning): ByteNode {
  const length = new TextEncoder().encode(text).length;
  return {
    name,
    position,
    length,
    type: "text",
    value: text,
    ...(meaning === undefined ? {} : { meaning }),
  };
}

function checkpointLine(line: Line, i: number, columns: readonly string[]): ByteNode {
  if (i === 0) return part("version", line.text, line.position, "checkpoint.version");
  if (i === 1) return part("count", line.text, line.position, "checkpoint.count");
  const meaning: ByteMeaning = columns[0] === "epoch" ? "epoch.entry" : "checkpoint.entry";
  const children: ByteNode[] = [];
  for (const match of line.text.matchAll(/\S+/g)) {
    const name = columns[children.length] ?? "?";
    children.push(part(name, match[0], line.position + byteIndex(line.text, match.index)));
  }
  return { ...part(`[${i - 2}]`, line.text, line.position, meaning), children };
}

function propertyLine(line: Line): ByteNode {
  const match = /^([^#=:]+?)\s*[=:]\s*(.*)$/.exec(line.text);
  if (match === null) return part("#", line.text, line.position, "properties");
  const [, key, value] = match as unknown as [string, string, string];
  const at = byteIndex(line.text, line.text.length - value.length);
  const children = [part("key", key, line.position), part("value", value, line.position + at)];
  return {
    ...part(key, value, line.position, "properties"),
    length: children[1]!.position + children[1]!.length - line.position,
    children,
  };
}

function jsonMembers(line: Line): ByteNode[] {
  const members = [...line.text.matchAll(/"([^"]+)"\s*:\s*("[^"]*"|-?\d+|true|false|null)/g)];
  return members.map((match) => {
    const [whole, key, value] = match as unknown as [string, string, string];
    const position = line.position + byteIndex(line.text, match.index);
    const node = part(key, value, position, "properties");
    return { ...node, length: new TextEncoder().encode(whole).length };
  });
}

/** UTF-16 index to byte index. */
const byteIndex = (text: string, index: number): number =>
  new TextEncoder().encode(text.slice(0, index)).length;
