// An answer of ours against the recorded one. What depends on the machine, the moment or the luck of the draw is left
// out; sets have no order.
import type { Json } from "../../../src/engine/protocol/json.ts";
import { Mismatch } from "../tally.ts";
import { compareRecords } from "./decode.ts";
import type { Identities } from "./identities.ts";

type JsonObject = { readonly [name: string]: Json };

const IGNORED = new Set([
  "throttleTimeMs",
  "clusterId",
  "controllerId",
  "finalizedFeaturesEpoch",
  "host",
  "port",
  "logAppendTimeMs",
  "logDir",
  "totalBytes",
  "usableBytes",
  "documentation",
]);
/** What members of a set are told apart by. */
const KEYS = [
  "apiKey",
  "name",
  "topic",
  "nodeId",
  "brokerId",
  "partitionIndex",
  "partition",
  "index",
  "resourceName",
];

/** Our bytes, for comparing, never a record's text. */
const isObject = (json: Json | undefined): json is JsonObject =>
  typeof json === "object" && json !== null && !Array.isArray(json);

const keyOf = (json: Json): string => {
  if (!isObject(json)) return "";
  const key = KEYS.find((name) => name in json);
  return key === undefined ? "" : String(json[key]);
};

const sorted = (list: readonly Json[]): Json[] =>
  [...list].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0));

/** Of what our brokers do not offer nothing can be compared. */
export interface Offered {
  readonly apiKeys: ReadonlySet<number>;
  /** Topics of other scenarios were in the recorded cluster. */
  readonly prefix: string;
}

export function compareAnswers(
  ours: Json,
  recorded: Json,
  ids: Identities,
  offered: Offered,
  path = "answer",
): void {
  if (Array.isArray(recorded) && Array.isArray(ours)) {
    const theirs = sorted(recorded.filter((one) => isComparable(one, offered)));
    const own = sorted(ours.filter((one) => isComparable(one, offered)));
    if (theirs.length !== own.length)
      throw new Mismatch(
        `${path}: expected ${theirs.length} (${theirs.map(keyOf)}), got ${own.length} (${own.map(keyOf)})`,
      );
    for (const [i, one] of theirs.entries())
      compareAnswers(own[i]!, one, ids, offered, `${path}[${keyOf(one) || i}]`);
    return;
  }
  if (!isObject(recorded) || !isObject(ours)) {
    if (JSON.stringify(ours ?? null) === JSON.stringify(recorded)) return;
    throw new Mismatch(`${path}: expected ${JSON.stringify(recorded)}, got ${JSON.stringify(ours)}`);
  }
  for (const [name, value] of Object.entries(recorded)) {
    if (IGNORED.has(name) || name === "batches") continue;
    if (name === "recordsSizeInBytes") {
      const bytes = new Uint8Array(Buffer.from(String(ours["records"] ?? ""), "base64"));
      compareRecords(Buffer.from(ids.recordedRecords(bytes)).toString("base64"), { ...recorded }, path);
    } else if (name === "topicId" || name === "producerId" || name === "sessionId") {
      compareIdentity(name, ours[name] ?? null, value, ids, path);
    } else {
      compareAnswers(ours[name] ?? null, value, ids, offered, `${path}.${name}`);
    }
  }
}

const ZERO_ID = "AAAAAAAAAAAAAAAAAAAAAA";

/** The same names at the same places, and none where there was none. */
function compareIdentity(name: string, ours: Json, recorded: Json, ids: Identities, path: string): void {
  const noNumber = name === "sessionId" ? 0 : -1;
  const none = (json: Json): boolean => json === null || json === ZERO_ID || Number(json) === noNumber;
  if (none(ours) !== none(recorded))
    throw new Mismatch(`${path}.${name}: expected ${JSON.stringify(recorded)}, got ${JSON.stringify(ours)}`);
  if (!none(recorded)) ids.learn(name, recorded, ours);
}

function isComparable(json: Json, { apiKeys, prefix }: Offered): boolean {
  if (!isObject(json)) return true;
  if ("apiKey" in json && "maxVersion" in json) return apiKeys.has(Number(json["apiKey"]));
  if ("partitions" in json && "errorCode" in json && typeof json["name"] === "string")
    return json["name"].startsWith(prefix) || json["errorCode"] !== 0;
  if (isOfLogDir(json)) return String(json["name"]).startsWith(prefix);
  return true;
}

/** A topic as DescribeLogDirs lists it: all that are on the disk, whoever made them. */
function isOfLogDir(json: JsonObject): boolean {
  const [first] = Array.isArray(json["partitions"]) ? json["partitions"] : [];
  return isObject(first) && "partitionSize" in first;
}
