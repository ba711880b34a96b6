// Who votes: replicas, known by id and directory, with the listeners where they are found. A set never changes; a
// change of the quorum makes another set, which differs from the one before by one voter at most (KIP-853).
import { type Uuid, ZERO_UUID } from "../base/uuid.ts";
import type { ControlMessageInput, ControlRecord } from "../records/control.ts";

/** A replica is its id and its log directory: the same id on an emptied disk is another replica. */
export interface ReplicaKey {
  readonly id: number;
  /** ZERO_UUID: unknown, as in a static quorum. */
  readonly directoryId: Uuid;
}

export interface Endpoint {
  /** Of the listener. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

export interface VoterNode extends ReplicaKey {
  readonly endpoints: readonly Endpoint[];
  /** Versions of kraft.version that it can follow. */
  readonly minKraftVersion: number;
  readonly maxKraftVersion: number;
}

/** By id, ascending. */
export type VoterSet = ReadonlyMap<number, VoterNode>;

export const NO_VOTERS: VoterSet = new Map();

export function voterSet(nodes: Iterable<VoterNode>): VoterSet {
  return new Map([...nodes].sort((a, b) => a.id - b.id).map((node) => [node.id, node]));
}

/** The voters of `controller.quorum.voters`: their directories are not known. */
export function staticVoters(
  nodes: readonly { readonly id: number; readonly host: string; readonly port: number }[],
  listener: string,
): VoterSet {
  return voterSet(
    nodes.map(({ id, host, port }) => ({
      id,
      directoryId: ZERO_UUID,
      endpoints: [{ name: listener, host, port }],
      minKraftVersion: 0,
      maxKraftVersion: 0,
    })),
  );
}

export function sameKey(a: ReplicaKey, b: ReplicaKey): boolean {
  return a.id === b.id && a.directoryId === b.directoryId;
}

/** Whether `voter` is `key`. A voter without a known directory is whoever has its id. */
export function matchesKey(voter: ReplicaKey, key: ReplicaKey): boolean {
  return voter.id === key.id && (voter.directoryId === ZERO_UUID || voter.directoryId === key.directoryId);
}

export function isVoter(voters: VoterSet, key: ReplicaKey): boolean {
  const voter = voters.get(key.id);
  return voter !== undefined && matchesKey(voter, key);
}

export function isOnlyVoter(voters: VoterSet, key: ReplicaKey): boolean {
  return voters.size === 1 && isVoter(voters, key);
}

/** Null when there is a voter of that id. */
export function addVoter(voters: VoterSet, node: VoterNode): VoterSet | null {
  return voters.has(node.id) ? null : voterSet([...voters.values(), node]);
}

/** Null when it is no voter, or the last one. */
export function removeVoter(voters: VoterSet, key: ReplicaKey): VoterSet | null {
  const voter = voters.get(key.id);
  if (voter === undefined || !sameKey(voter, key) || voters.size === 1) return null;
  return voterSet([...voters.values()].filter(({ id }) => id !== key.id));
}

/** Null when it is no voter. */
export function updateVoter(voters: VoterSet, node: VoterNode): VoterSet | null {
  if (!isVoter(voters, node)) return null;
  return voterSet([...voters.values()].map((voter) => (voter.id === node.id ? node : voter)));
}

/** The set knows another directory, listener or version of this voter than the voter itself. */
export function needsUpdate(voters: VoterSet, node: VoterNode): boolean {
  const voter = voters.get(node.id);
  return voter !== undefined && matchesKey(voter, node) && !sameNode(voter, node);
}

function sameNode(a: VoterNode, b: VoterNode): boolean {
  return (
    sameKey(a, b) &&
    a.minKraftVersion === b.minKraftVersion &&
    a.maxKraftVersion === b.maxKraftVersion &&
    a.endpoints.length === b.endpoints.length &&
    a.endpoints.every(({ name, host, port }) => {
      const other = b.endpoints.find((endpoint) => endpoint.name === name);
      return other !== undefined && other.host === host && other.port === port;
    })
  );
}

/** Any majority of one set has a member of any majority of the other: at most one voter apart. */
export function hasOverlappingMajority(a: readonly ReplicaKey[], b: readonly ReplicaKey[]): boolean {
  const missing = (from: readonly ReplicaKey[], others: readonly ReplicaKey[]): number =>
    from.filter((key) => !others.some((other) => sameKey(key, other))).length;
  return missing(a, b) <= 1 && missing(b, a) <= 1;
}

/** As Kafka writes replicas in messages. */
export function keyText({ id, directoryId }: ReplicaKey): string {
  return `ReplicaKey(id=${id}, directoryId=${directoryId === ZERO_UUID ? "<undefined>" : directoryId})`;
}

export function keysText(voters: VoterSet): string {
  return `[${[...voters.values()].map(keyText).join(", ")}]`;
}

export function votersRecord(voters: VoterSet): ControlMessageInput<"KRAFT_VOTERS"> {
  return {
    version: 0,
    voters: [...voters.values()].map((voter) => ({
      voterId: voter.id,
      voterDirectoryId: voter.directoryId,
      endpoints: voter.endpoints.map(({ name, host, port }) => ({ name, host, port })),
      kRaftVersionFeature: {
        minSupportedVersion: voter.minKraftVersion,
        maxSupportedVersion: voter.maxKraftVersion,
      },
    })),
  };
}

type VotersMessage = Extract<ControlRecord, { readonly type: "KRAFT_VOTERS" }>["message"];

export function votersOfRecord({ voters }: VotersMessage): VoterSet {
  return voterSet(
    voters.map(({ voterId, voterDirectoryId, endpoints, kRaftVersionFeature }) => ({
      id: voterId,
      directoryId: voterDirectoryId,
      endpoints: endpoints.map(({ name, host, port }) => ({ name, host, port })),
      minKraftVersion: kRaftVersionFeature.minSupportedVersion,
      maxKraftVersion: kRaftVersionFeature.maxSupportedVersion,
    })),
  );
}
