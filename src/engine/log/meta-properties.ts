// meta.properties: whose log directory this is. A node refuses one of another cluster or another node.
import type { Uuid } from "../base/uuid.ts";
import { MalformedFileError } from "./text-file.ts";

export interface MetaProperties {
  readonly clusterId: string;
  readonly nodeId: number;
  readonly directoryId: Uuid;
}

/** As java.util.Properties stores it: a comment, the date, then the keys in the order of its hash table. */
export function formatMetaProperties(meta: MetaProperties, wallMs: number): string {
  return [
    "#",
    `#${javaDate(wallMs)}`,
    `node.id=${meta.nodeId}`,
    `directory.id=${meta.directoryId}`,
    "version=1",
    `cluster.id=${meta.clusterId}`,
    "",
  ].join("\n");
}

/** What the file of an older version need not have is null: of version 0 everything, of version 1 the directory id. */
export type StoredMetaProperties = { readonly [K in keyof MetaProperties]: MetaProperties[K] | null };

/** Throws MalformedFileError. */
export function parseMetaProperties(text: string): StoredMetaProperties {
  const properties = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*([^#!=:\s][^=:\s]*)\s*[=:]\s*(.*)$/.exec(line);
    if (match !== null) properties.set(match[1]!, match[2]!);
  }
  const version = properties.get("version") ?? "0";
  if (version !== "0" && version !== "1") {
    throw new MalformedFileError(`Unknown meta.properties version number ${version}`);
  }
  const required = version === "1";
  const clusterId = properties.get("cluster.id");
  if (clusterId === undefined && required) throw new MalformedFileError("cluster.id was not found.");
  const nodeId = properties.get(required ? "node.id" : "broker.id");
  if (nodeId === undefined && required) throw new MalformedFileError("Failed to find node.id");
  if (nodeId !== undefined && !/^[-+]?\d+$/.test(nodeId)) {
    throw new MalformedFileError(`Unable to read ${required ? "node.id" : "broker.id"} as a base-10 number.`);
  }
  return {
    clusterId: clusterId ?? null,
    nodeId: nodeId === undefined ? null : Number(nodeId),
    directoryId: properties.get("directory.id") ?? null,
  };
}

const WEEKDAYS = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY_MS = 86_400_000;

/** `Sat Nov 21 05:40:16 UTC 2026` */
function javaDate(wallMs: number): string {
  const days = Math.floor(wallMs / DAY_MS);
  const { year, month, day } = civilDate(days);
  const seconds = Math.floor((wallMs - days * DAY_MS) / 1000);
  const time = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(twoDigits);
  return `${WEEKDAYS[days % 7]} ${MONTHS[month]} ${twoDigits(day)} ${time.join(":")} UTC ${year}`;
}

const twoDigits = (value: number): string => String(value).padStart(2, "0");

/** The Gregorian date of a day counted from 1970-01-01; `month` from 0. */
function civilDate(days: number): { year: number; month: number; day: number } {
  let year = 1970;
  let rest = days;
  for (;;) {
    const length = isLeap(year) ? 366 : 365;
    if (rest < length) break;
    rest -= length;
    year++;
  }
  const lengths = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  let month = 0;
  while (rest >= lengths[month]!) rest -= lengths[month++]!;
  return { year, month, day: rest + 1 };
}

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
