// partition.metadata: which topic id a partition's directory belongs to, so that a topic that was deleted and made
// again under the same name does not inherit its records.
import { ByteError } from "../base/bytes.ts";
import { type Uuid, uuidToBytes, ZERO_UUID } from "../base/uuid.ts";
import { MalformedFileError } from "./text-file.ts";

const LAYOUT = /^version: *(\d+)\r?\ntopic_id: *(\S+)\s*$/;

export function formatPartitionMetadata(topicId: Uuid): string {
  return `version: 0\ntopic_id: ${topicId}`;
}

/** Throws MalformedFileError. */
export function parsePartitionMetadata(text: string, name: string): Uuid {
  const match = LAYOUT.exec(text);
  if (match === null)
    throw new MalformedFileError(`Malformed line in partition metadata file [${name}]: ${text}`);
  const topicId = match[2]!;
  try {
    uuidToBytes(topicId);
  } catch (error) {
    if (error instanceof ByteError) throw new MalformedFileError(error.message);
    throw error;
  }
  if (topicId === ZERO_UUID)
    throw new MalformedFileError(`Invalid topic ID in partition metadata file (${name})`);
  return topicId;
}
