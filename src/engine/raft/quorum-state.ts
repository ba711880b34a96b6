// The file `quorum-state`: the epoch that this node has seen, who leads in it and whom it voted for. It must be durable
// before any message that depends on it is sent, or a node could vote twice. Form: JSON, data_version 0 in a static
// quorum and 1 in a dynamic one (KIP-853).
import { utf8Decode, utf8Encode } from "../base/utf8.ts";
import { type Uuid, ZERO_UUID } from "../base/uuid.ts";
import type { Disk } from "../ports/disk.ts";
import { METADATA_DIRECTORY } from "./metadata-topic.ts";

export interface QuorumState {
  /** -1: unknown. */
  readonly leaderId: number;
  readonly leaderEpoch: number;
  /** -1: no vote in this epoch. */
  readonly votedId: number;
  readonly votedDirectoryId: Uuid;
}

export const QUORUM_STATE_FILE = `${METADATA_DIRECTORY}/quorum-state`;

/** The file is there but says nothing sensible: the node must not take part. */
export class QuorumStateError extends Error {
  override readonly name = "QuorumStateError";
}

/** `voterIds` are told in a static quorum only. */
export function quorumStateText(
  state: QuorumState,
  kraftVersion: number,
  voterIds: readonly number[],
): string {
  const { leaderId, leaderEpoch, votedId, votedDirectoryId } = state;
  if (kraftVersion > 0) {
    return JSON.stringify({ leaderId, leaderEpoch, votedId, votedDirectoryId, data_version: 1 });
  }
  return JSON.stringify({
    clusterId: "",
    leaderId,
    leaderEpoch,
    votedId,
    appliedOffset: 0,
    currentVoters: voterIds.map((voterId) => ({ voterId })),
    data_version: 0,
  });
}

/** Throws QuorumStateError. */
export function parseQuorumState(text: string): QuorumState {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new QuorumStateError(`quorum-state is not JSON: ${text}`);
  }
  if (typeof json !== "object" || json === null) throw new QuorumStateError("quorum-state is no JSON object");
  const fields = json as Record<string, unknown>;
  const version = fields["data_version"];
  if (version !== 0 && version !== 1) {
    throw new QuorumStateError(`quorum-state has an unknown data_version: ${String(version)}`);
  }
  const number = (name: string): number => {
    const value = fields[name];
    if (typeof value !== "number") throw new QuorumStateError(`quorum-state lacks ${name}`);
    return value;
  };
  const votedDirectoryId = fields["votedDirectoryId"];
  return {
    leaderId: number("leaderId"),
    leaderEpoch: number("leaderEpoch"),
    votedId: number("votedId"),
    votedDirectoryId: typeof votedDirectoryId === "string" ? votedDirectoryId : ZERO_UUID,
  };
}

/** Null when there is none yet. Throws QuorumStateError. */
export async function readQuorumState(disk: Disk): Promise<QuorumState | null> {
  if (!disk.exists(QUORUM_STATE_FILE)) return null;
  const file = disk.open(QUORUM_STATE_FILE);
  return parseQuorumState(utf8Decode(await file.read(0, file.sizeBytes)));
}

/** Durable with the next flush of QUORUM_STATE_FILE. */
export function writeQuorumState(disk: Disk, text: string): void {
  const draft = disk.open(`${QUORUM_STATE_FILE}.tmp`);
  draft.truncate(0);
  draft.append(utf8Encode(text));
  disk.rename(`${QUORUM_STATE_FILE}.tmp`, QUORUM_STATE_FILE);
}
