// Somebody who changes the voters of a dynamic quorum (KIP-853), with kafka-metadata-quorum at hand: AddRaftVoter and
// RemoveRaftVoter, over the wire to the controllers themselves.
//
// A quorum can be ended by orders: whoever takes away the voters that still have their disks leaves a set without a
// majority, in Kafka as here. So this one is sane. A voter whose disk is lost never votes again (its id comes back as
// another replica), and a set of n voters lives as long as more than half of them have their disks; hence
// - no change is asked for after which that would not be so, as far as the leader's set tells;
// - while it is not known how an earlier change ended, a set in which a disk is lost is changed only by taking that away;
// - a leader removes itself only where the others have a majority of the set as it is: when it dies with the change in its
//   own log alone, it needs to be elected to go on and does not stand, being no voter there, and has more than the others,
//   to whom it refuses its vote (of two voters, neither is ever elected again, in Kafka as here);
// - a disk is lost only when no voter's is, all other controllers run and agree about the voters and the log, there are
//   three voters at least, and no change is under way.
import { randomBelow } from "../../base/random.ts";
import { utf8Decode } from "../../base/utf8.ts";
import { ZERO_UUID } from "../../base/uuid.ts";
import type { ControllerSnapshot, NodeSnapshot } from "../../inspect/snapshot.ts";
import { META_PROPERTIES } from "../../log/file-names.ts";
import { parseMetaProperties } from "../../log/meta-properties.ts";
import { Channel } from "../../net/channel.ts";
import { AddRaftVoter } from "../../protocol/schemas/80-add-raft-voter.ts";
import { RemoveRaftVoter } from "../../protocol/schemas/81-remove-raft-voter.ts";
import { CONTROLLER_LISTENER } from "../../raft/metadata-batch.ts";
import { controllerOf } from "../invariants/checker.ts";
import type { VoterAnswer } from "../invariants/voter-sets.ts";
import type { SimCluster } from "../start-cluster.ts";

export interface VoterRequest {
  readonly kind: "addVoter" | "removeVoter";
  /** The id of a controller; which directory is meant is looked up when it is given. */
  readonly voter: number;
}

export function isVoterRequest(happening: { readonly kind: string }): happening is VoterRequest {
  return happening.kind === "addVoter" || happening.kind === "removeVoter";
}

export interface VoterOperator {
  readonly answers: readonly VoterAnswer[];
  isSane(request: VoterRequest): boolean;
  mayLoseDisk(node: number): boolean;
  diskLost(node: number): void;
  /** Resolves when it is answered, or when nobody answers. */
  give(request: VoterRequest): Promise<void>;
}

const TIMEOUT_MS = 5000;
/** What was not answered may still be waiting for a process that was halted; after so long it is not, if that one runs. */
const UNSURE_MS = 15_000;
const RUNS_AGAIN_MS = 5000;
/** One request in so many goes to whoever comes first, and is refused unless that one leads. */
const ASKS_ANYBODY = 5;

const keyOf = ({ id, directoryId }: { readonly id: number; readonly directoryId: string }): string =>
  `${id} ${directoryId}`;
const majorityOf = (voters: number): number => Math.floor(voters / 2) + 1;

export function createVoterOperator(cluster: SimCluster): VoterOperator {
  const { world } = cluster;
  const ports = world.ports("voter-operator");
  const answers: VoterAnswer[] = [];
  /** Replicas whose disk is lost. */
  const lost = new Set<string>();
  let open = 0;
  let unsure: { readonly node: number; readonly atMs: number }[] = [];
  /** A leader is asked, or may still have been, to remove itself. */
  let removesItself = false;
  const controllers = (): NodeSnapshot[] =>
    cluster.snapshot().nodes.filter(({ role }) => role === "controller");
  const detailOf = ({ detail }: NodeSnapshot): ControllerSnapshot | null =>
    detail?.role === "controller" ? detail : null;

  function isSure(): boolean {
    const nodes = controllers();
    unsure = unsure.filter(({ node, atMs }) => {
      const asked = nodes.find(({ id }) => id === node);
      const runs = asked?.status === "running" && world.nowMs() - asked.sinceMs > RUNS_AGAIN_MS;
      return !runs || world.nowMs() - atMs < UNSURE_MS;
    });
    const isSureNow = open === 0 && unsure.length === 0;
    if (isSureNow) removesItself = false;
    return isSureNow;
  }

  function isSane({ kind, voter }: VoterRequest): boolean {
    const leader = controllerOf(cluster.snapshot());
    if (leader === null) return false;
    const { voters } = leader;
    const gone = voters.filter((one) => lost.has(keyOf(one))).length;
    const named = voters.find(({ id }) => id === voter);
    const lives = (count: number): boolean => count - gone >= majorityOf(count);
    // It will be refused.
    if ((kind === "addVoter") === (named !== undefined)) return true;
    if (kind === "removeVoter" && voters.length === 1) return true;
    if (kind === "addVoter") return lives(voters.length + 1) && (gone === 0 || isSure());
    if (lost.has(keyOf(named!))) return true;
    if (!lives(voters.length - 1) || (gone > 0 && !isSure())) return false;
    if (voter === leader.id) return isSure() && voters.length - 1 - gone >= majorityOf(voters.length);
    return isSure() || !removesItself;
  }

  function mayLoseDisk(node: number): boolean {
    const others = controllers().filter(({ id }) => id !== node);
    const leader = controllerOf(cluster.snapshot());
    if (leader === null || !isSure() || leader.voters.length < 3) return false;
    const knows = ({ voters, highWatermark, logEndOffset }: ControllerSnapshot): string =>
      `${voters.map(keyOf)} ${highWatermark} ${logEndOffset}`;
    if (leader.highWatermark !== leader.logEndOffset) return false;
    if (leader.voters.some((one) => lost.has(keyOf(one)))) return false;
    return others.every((other) => {
      const detail = detailOf(other);
      return other.status === "running" && detail !== null && knows(detail) === knows(leader);
    });
  }

  async function directoryOf(node: number): Promise<string> {
    const bytes = await cluster.readFile(node, META_PROPERTIES, 0, 1000);
    return parseMetaProperties(utf8Decode(bytes)).directoryId ?? ZERO_UUID;
  }

  async function send(request: VoterRequest): Promise<void> {
    const { kind, voter: voterId } = request;
    const nodes = cluster.spec.nodes.filter(({ role }) => role === "controller");
    const present = kind === "addVoter" ? await directoryOf(voterId) : null;
    const leader = controllerOf(cluster.snapshot());
    if (leader === null || !isSane(request)) return;
    const voterDirectoryId =
      present ?? leader.voters.find(({ id }) => id === voterId)?.directoryId ?? (await directoryOf(voterId));
    const anybody = randomBelow(ports.rng, ASKS_ANYBODY) === 0;
    const other = anybody ? nodes[randomBelow(ports.rng, nodes.length)]! : leader;
    // Whoever it is may have come to lead.
    const asked = kind === "removeVoter" && other.id === voterId ? leader : other;
    if (kind === "removeVoter" && asked.id === voterId) removesItself = true;
    const before = { node: asked.id, atMs: world.nowMs() };
    const epoch = leader.epoch;
    open++;
    let errorCode: number | null = null;
    try {
      const channel = await Channel.open(ports, asked.host, asked.port, "voter-operator");
      try {
        errorCode = await exchange(channel, kind, voterId, voterDirectoryId);
      } finally {
        channel.close();
      }
    } finally {
      open--;
      if (errorCode === null) unsure.push(before);
      else
        answers.push({
          ...before,
          epoch,
          kind,
          key: { id: voterId, directoryId: voterDirectoryId },
          errorCode,
        });
    }
  }

  async function exchange(
    channel: Channel,
    kind: VoterRequest["kind"],
    voterId: number,
    voterDirectoryId: string,
  ): Promise<number> {
    const clusterId = cluster.spec.clusterId;
    if (kind === "removeVoter") {
      const body = { clusterId, voterId, voterDirectoryId };
      return (await channel.request(RemoveRaftVoter, 0, body, TIMEOUT_MS)).body.errorCode;
    }
    const { host, port } = cluster.spec.nodes.find(({ id }) => id === voterId)!;
    const listeners = [{ name: CONTROLLER_LISTENER, host, port }];
    const body = { clusterId, timeoutMs: TIMEOUT_MS, voterId, voterDirectoryId, listeners };
    return (await channel.request(AddRaftVoter, 1, { ...body, ackWhenCommitted: true }, TIMEOUT_MS)).body
      .errorCode;
  }

  return {
    answers,
    isSane,
    mayLoseDisk,
    diskLost(node) {
      for (const one of controllers()) {
        const detail = detailOf(one);
        for (const key of [...(detail?.voters ?? []), ...(detail?.observers ?? [])])
          if (key.id === node) lost.add(keyOf(key));
      }
    },
    // Nobody listens, or the connection broke: that is what this quorum is made to suffer.
    give: (request) => send(request).catch(() => undefined),
  };
}
