// The file `quorum-state`: the epoch that this node has seen, who leads in it and whom it voted for. It must be durable
// before any message that depends on it is sent, or a node could vote twice. Form: JSON with data_version 1 (KIP-853).
import { utf8Decode, utf8Encode } from "../base/utf8.ts";
import { type Uuid, ZERO_UUID } from "../base/uuid.ts";
import type { Disk } from "../ports/disk.ts";

export interface QuorumState {
  /** -1: unknown. */
  readonly leaderId: number;
  readonly leaderEpoch: number;
  /** -1: no vote in this epoch. */
  readonly votedId: number;
  readonly votedDirectoryId: Uuid;
}

export const INITIAL_QUORUM_STATE: QuorumState = {
  leaderId: -1,
  leaderEpoch: 0,
  votedId: -1,
  votedDirectoryId: ZERO_UUID,
};

const DATA_VERSION = 1;
const FILE = "__cluster_metadata-0/quorum-state";

/** The file is there but says nothing sensible: the node must not take part. */
export class QuorumStateError extends Error {
  override readonly name = "QuorumStateError";
}

export function quorumStateText(state: QuorumState): string {
  const { leaderId, leaderEpoch, votedId, votedDirectoryId } = state;
  return JSON.stringify({ leaderId, leaderEpoch, votedId, votedDirectoryId, data_version: DATA_VERSION });
}

/** Also reads data_version 0, which has no directory. Throws QuorumStateError. */
export function parseQuorumState(text: string): QuorumState {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new QuorumStateError(`quorum-state is not JSON: ${text}`);
  }
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

export async function readQuorumState(disk: Disk): Promise<QuorumState> {
  if (!disk.exists(FILE)) return INITIAL_QUORUM_STATE;
  const file = disk.open(FILE);
  return parseQuorumState(utf8Decode(await file.read(0, file.sizeBytes)));
}

/** Resolves when the state is durable. */
export async function writeQuorumState(disk: Disk, state: QuorumState): Promise<void> {
  const draft = disk.open(`${FILE}.tmp`);
  draft.truncate(0);
  draft.append(utf8Encode(quorumStateText(state)));
  disk.rename(`${FILE}.tmp`, FILE);
  await disk.flush([FILE]);
}
