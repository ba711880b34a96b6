// The first of two readings of an archive: goes through all of it without keeping it, and says what is there. Only an
// archive that was read to its end, and makes sense, is taken over in the second reading.
import { utf8Decode } from "../base/utf8.ts";
import { type Uuid, ZERO_UUID } from "../base/uuid.ts";
import { type OffsetEntry, parseEpochCheckpoint, parseOffsetCheckpoint } from "../log/checkpoint-file.ts";
import {
  baseOffsetOf,
  LEADER_EPOCH_CHECKPOINT,
  LOG_START_OFFSET_CHECKPOINT,
  LOG_SUFFIX,
  META_PROPERTIES,
  PARTITION_METADATA,
} from "../log/file-names.ts";
import { parseMetaProperties } from "../log/meta-properties.ts";
import { parsePartitionMetadata } from "../log/partition-metadata.ts";
import { MalformedFileError } from "../log/text-file.ts";
import { ArchiveError } from "./archive-error.ts";
import { LogCheck } from "./log-check.ts";
import { isLogFile, isPartitionFile, type PartitionName, partitionOf } from "./log-files.ts";
import { MANIFEST, type Manifest, parseManifest } from "./manifest.ts";
import { METADATA_FOLDER, MetadataFacts, type TopicConfigs } from "./metadata-facts.ts";
import { type ByteStream, readTar, type TarEntry } from "./tar-reader.ts";

export interface FoundPartition extends PartitionName {
  /** `kafka-logs/orders-0` */
  readonly path: string;
  /** Null where the directory does not say. */
  readonly topicId: Uuid | null;
  readonly sizeBytes: number;
  readonly files: number;
  readonly batches: number;
  /** The newest epoch of a leader in it, -1 in an empty one. */
  readonly lastEpoch: number;
  /** Where records were deleted up to, null when that is the first segment's start. */
  readonly logStartOffset: number | null;
}

/** A directory as in Kafka's log.dirs. */
export interface FoundDirectory {
  /** "" when the archive itself is the log directory, else with a "/" at its end. */
  readonly prefix: string;
  readonly meta: { readonly clusterId: string | null; readonly nodeId: number | null } | null;
  readonly partitions: readonly FoundPartition[];
}

export interface Survey {
  readonly manifest: Manifest | null;
  readonly directories: readonly FoundDirectory[];
  /** What was set for the topics, by the newest metadata log in it; null when it has none. */
  readonly topicConfigs: TopicConfigs | null;
  /** Content of all files. */
  readonly totalBytes: number;
}

/** Text files are read whole. */
const LARGEST_TEXT_BYTES = 4 * 1024 * 1024;
/** So are the files of the metadata log. A larger one is not looked into. */
const LARGEST_METADATA_BYTES = 64 * 1024 * 1024;

interface Draft {
  topicId: Uuid | null;
  sizeBytes: number;
  files: number;
  logs: number;
  batches: number;
  lastEpoch: number;
}

/** Throws ArchiveError. `onProgress` hears how many bytes of content were read. */
export async function surveyArchive(
  stream: ByteStream,
  onProgress: (bytes: number) => void = () => {},
): Promise<Survey> {
  let manifest: Manifest | null = null;
  let totalBytes = 0;
  const metas = new Map<string, FoundDirectory["meta"]>();
  const starts = new Map<string, readonly OffsetEntry[]>();
  const drafts = new Map<string, Draft>();
  const metadata = new Map<string, MetadataFacts>();
  const seen = new Set<string>();
  for await (const entry of readTar(stream)) {
    const { name, sizeBytes } = entry;
    if (seen.has(name)) throw new ArchiveError("damaged", `${name} is there twice`);
    seen.add(name);
    totalBytes += sizeBytes;
    const slash = name.lastIndexOf("/");
    const folder = slash < 0 ? "" : name.slice(0, slash);
    const file = name.slice(slash + 1);
    const prefix = folder === "" ? "" : `${folder}/`;
    if (file === MANIFEST && folder === "") manifest = parseManifest(await textOf(entry));
    else if (file === META_PROPERTIES) metas.set(prefix, await malformedIsBad(entry, parseMetaProperties));
    else if (file === LOG_START_OFFSET_CHECKPOINT)
      starts.set(prefix, await malformedIsBad(entry, (text) => parseOffsetCheckpoint(text, name)));
    else if (partitionOf(lastPart(folder)) !== null && isPartitionFile(file)) {
      const draft = draftOf(drafts, folder);
      if (lastPart(folder) === METADATA_FOLDER) await lookAtMetadata(entry, file, draft, metadata, folder);
      else await look(entry, file, draft);
    }
    onProgress(totalBytes);
  }
  const directories = group(drafts, metas, starts);
  if (directories.length === 0) throw new ArchiveError("no-logs", `${seen.size} other files`);
  const newest = [...metadata.values()].sort((a, b) => b.endOffset - a.endOffset)[0];
  return { manifest, directories, topicConfigs: newest?.topicConfigs() ?? null, totalBytes };
}

async function lookAtMetadata(
  entry: TarEntry,
  file: string,
  draft: Draft,
  metadata: Map<string, MetadataFacts>,
  folder: string,
): Promise<void> {
  if (isLogFile(file)) draft.logs++;
  else if (!file.endsWith(".checkpoint")) return;
  if (entry.sizeBytes > LARGEST_METADATA_BYTES) return;
  const facts = metadata.get(folder) ?? new MetadataFacts();
  metadata.set(folder, facts);
  facts.add(file, await bytesOf(entry));
}

const lastPart = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

function draftOf(drafts: Map<string, Draft>, folder: string): Draft {
  let draft = drafts.get(folder);
  if (draft === undefined) {
    draft = { topicId: null, sizeBytes: 0, files: 0, logs: 0, batches: 0, lastEpoch: -1 };
    drafts.set(folder, draft);
  }
  return draft;
}

async function look(entry: TarEntry, file: string, draft: Draft): Promise<void> {
  const { name } = entry;
  draft.files++;
  draft.sizeBytes += entry.sizeBytes;
  if (file === PARTITION_METADATA) {
    draft.topicId = await malformedIsBad(entry, (text) => parsePartitionMetadata(text, name));
    if (draft.topicId === ZERO_UUID) draft.topicId = null;
  } else if (file === LEADER_EPOCH_CHECKPOINT) {
    const epochs = await malformedIsBad(entry, (text) => parseEpochCheckpoint(text, name));
    draft.lastEpoch = Math.max(draft.lastEpoch, ...epochs.map(({ epoch }) => epoch));
  } else if (isLogFile(file)) {
    const check = new LogCheck(name, baseOffsetOf(file, LOG_SUFFIX)!);
    for await (const bytes of entry.content()) check.push(bytes);
    draft.logs++;
    draft.batches += check.batches;
    draft.lastEpoch = Math.max(draft.lastEpoch, check.lastEpoch);
  }
}

function group(
  drafts: ReadonlyMap<string, Draft>,
  metas: ReadonlyMap<string, FoundDirectory["meta"]>,
  starts: ReadonlyMap<string, readonly OffsetEntry[]>,
): FoundDirectory[] {
  const partitions = new Map<string, FoundPartition[]>();
  for (const prefix of metas.keys()) partitions.set(prefix, []);
  for (const [path, { logs, ...draft }] of drafts) {
    // A directory of a partition has a segment, even when it is empty.
    if (logs === 0) continue;
    const prefix = path.slice(0, path.length - lastPart(path).length);
    const found = partitions.get(prefix) ?? [];
    partitions.set(prefix, found);
    const name = partitionOf(lastPart(path))!;
    const start = starts
      .get(prefix)
      ?.find(({ topic, partition }) => topic === name.topic && partition === name.partition);
    found.push({ ...name, path, ...draft, logStartOffset: start?.offset ?? null });
  }
  return Array.from(partitions, ([prefix, found]) => ({
    prefix,
    meta: metas.get(prefix) ?? null,
    partitions: found,
  }));
}

async function textOf(entry: TarEntry): Promise<string> {
  if (entry.sizeBytes > LARGEST_TEXT_BYTES) throw new ArchiveError("too-large", entry.name);
  return utf8Decode(await bytesOf(entry));
}

async function bytesOf(entry: TarEntry): Promise<Uint8Array> {
  const bytes = new Uint8Array(entry.sizeBytes);
  let at = 0;
  for await (const piece of entry.content()) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

async function malformedIsBad<T>(entry: TarEntry, parse: (text: string) => T): Promise<T> {
  const text = await textOf(entry);
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof MalformedFileError)) throw error;
    throw new ArchiveError("bad-log", `${entry.name}: ${error.message}`);
  }
}
