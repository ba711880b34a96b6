// What a node is told of its quorum before it knows anything else: where the controllers are and, in a static quorum,
// that they are its voters (controller.quorum.voters). In a dynamic one (KIP-853) the log tells who votes.
import type { Uuid } from "../base/uuid.ts";
import type { RaftNodeAddress } from "./connections.ts";
import { CONTROLLER_LISTENER } from "./metadata-batch.ts";
import { type RaftSettings, raftSettings } from "./settings.ts";
import type { SnapshotRetention } from "./snapshot-writer.ts";
import { NO_VOTERS, staticVoters, type VoterSet } from "./voter-set.ts";

export interface ConfiguredVoter extends RaftNodeAddress {
  /** Of the disk that it is formatted with: told in a dynamic quorum (kraft.version 1), and there only. */
  readonly directoryId?: Uuid;
}

export interface QuorumLayout {
  readonly voters: readonly ConfiguredVoter[];
}

export function isDynamic({ voters }: QuorumLayout): boolean {
  return voters.length > 0 && voters.every(({ directoryId }) => directoryId !== undefined);
}

export interface QuorumStart {
  /** Nodes that may know who leads. */
  readonly bootstrap: readonly RaftNodeAddress[];
  /** Of controller.quorum.voters; none in a dynamic quorum. */
  readonly staticVoters: VoterSet;
  readonly settings: RaftSettings;
  readonly retention: SnapshotRetention;
}

const RETENTION_BYTES = 100 * 1024 * 1024;
const RETENTION_MS = 7 * 24 * 60 * 60 * 1000;

const BOOTSTRAP_SERVERS = "controller.quorum.bootstrap.servers";
/** Of a server whose id is not known; those after it have smaller ones. */
const FIRST_UNKNOWN_ID = -2;

/** Whoever knows no leader asks the configured servers and nobody else; without any, the first voters. */
function bootstrapServers(voters: readonly ConfiguredVoter[], servers: string): RaftNodeAddress[] {
  const known = voters.map(({ id, host, port }) => ({ id, host, port }));
  const listed = servers.split(",").flatMap((server, i) => {
    const [, host, port] = /^\s*\[?(.+?)\]?:(\d+)\s*$/.exec(server) ?? [];
    if (host === undefined) return [];
    const voter = known.find((one) => one.host === host && one.port === Number(port));
    return [voter ?? { id: FIRST_UNKNOWN_ID - i, host, port: Number(port) }];
  });
  return listed.length > 0 ? listed : known;
}

export function quorumLayout(
  layout: QuorumLayout,
  properties: Readonly<Record<string, string>>,
): QuorumStart {
  const number = (name: string, fallback: number): number => {
    const value = Number(properties[name] ?? fallback);
    return Number.isFinite(value) ? value : fallback;
  };
  const { voters } = layout;
  return {
    bootstrap: bootstrapServers(voters, properties[BOOTSTRAP_SERVERS] ?? ""),
    staticVoters: isDynamic(layout) ? NO_VOTERS : staticVoters(voters, CONTROLLER_LISTENER),
    settings: raftSettings(properties),
    retention: {
      maxBytes: number("metadata.max.retention.bytes", RETENTION_BYTES),
      maxMs: number("metadata.max.retention.ms", RETENTION_MS),
    },
  };
}
