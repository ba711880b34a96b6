// What the metadata log in an archive says of its topics: which configs were set for them. Only a partition's records and
// its topic id are in its own directory.
import { ByteError } from "../base/bytes.ts";
import { DecodeError } from "../protocol/codec.ts";
import { decodeMetadataRecord, type MetadataRecord } from "../raft/metadata-record.ts";
import { batchHeaders } from "../records/batch.ts";
import { streamRecords } from "../records/record.ts";
import { RecordError } from "../records/record-error.ts";

export const METADATA_FOLDER = "__cluster_metadata-0";
const SNAPSHOT = /^(\d{20})-\d{10}\.checkpoint$/;
const TOPIC_RESOURCE = 2;

export type TopicConfigs = ReadonlyMap<string, Readonly<Record<string, string>>>;

interface LoggedRecord {
  readonly offset: number;
  readonly record: MetadataRecord;
}

/** The metadata log of one node, file by file in any order. */
export class MetadataFacts {
  /** Behind the last record. */
  endOffset = 0;
  private snapshotEnd = -1;
  private snapshot: readonly LoggedRecord[] = [];
  private readonly log: LoggedRecord[] = [];

  /** `name` without its directory. */
  add(name: string, bytes: Uint8Array): void {
    const records = recordsOf(bytes);
    const end = SNAPSHOT.exec(name)?.[1];
    if (end === undefined) {
      this.log.push(...records);
      this.endOffset = Math.max(this.endOffset, (records.at(-1)?.offset ?? -1) + 1);
    } else if (Number(end) > this.snapshotEnd) {
      this.snapshotEnd = Number(end);
      this.snapshot = records;
      this.endOffset = Math.max(this.endOffset, this.snapshotEnd);
    }
  }

  topicConfigs(): TopicConfigs {
    const names = new Map<string, string>();
    const configs = new Map<string, Record<string, string>>();
    const later = this.log.filter(({ offset }) => offset >= this.snapshotEnd);
    for (const { record } of [...this.snapshot, ...later.sort((a, b) => a.offset - b.offset)]) {
      if (record.type === "TopicRecord") {
        const { name, topicId } = record.data;
        names.set(topicId, name);
        configs.set(name, {});
      } else if (record.type === "RemoveTopicRecord") {
        configs.delete(names.get(record.data.topicId) ?? "");
      } else if (record.type === "ConfigRecord" && record.data.resourceType === TOPIC_RESOURCE) {
        const { resourceName, name, value } = record.data;
        const own = { ...configs.get(resourceName) };
        if (value === null) delete own[name];
        else own[name] = value;
        configs.set(resourceName, own);
      }
    }
    return configs;
  }
}

/** Up to the first place that cannot be read: what came before still counts. */
function recordsOf(bytes: Uint8Array): LoggedRecord[] {
  const records: LoggedRecord[] = [];
  try {
    for (const header of batchHeaders(bytes)) {
      if (header.control) continue;
      for (const { offset, value } of streamRecords(bytes, header)) {
        if (value === null) continue;
        const record = decodeMetadataRecord(value);
        if (OF_INTEREST.has(record.type)) records.push({ offset, record });
      }
    }
  } catch (error) {
    const isTheirs =
      error instanceof RecordError || error instanceof DecodeError || error instanceof ByteError;
    if (!isTheirs) throw error;
  }
  return records;
}

const OF_INTEREST: ReadonlySet<string> = new Set(["TopicRecord", "RemoveTopicRecord", "ConfigRecord"]);
