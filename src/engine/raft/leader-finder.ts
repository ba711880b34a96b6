// Who leads the quorum, and a connection to it. While nobody is known to lead, the voters are asked in turn: any of
// them names the leader in its answer to a Fetch.
import { randomBelow } from "../base/random.ts";
import { Channel, isConnectionFailure } from "../net/channel.ts";
import type { ClientPorts } from "../ports/ports.ts";
import type { LeaderAndEpoch } from "./metadata-log.ts";

export interface QuorumNode {
  readonly id: number;
  readonly host: string;
  readonly port: number;
}

export interface LeaderFinder {
  readonly leader: LeaderAndEpoch;
  readonly activeController: QuorumNode | null;
  /** To the leader, or to a voter that may know it. Null when it cannot be reached; the next call tries another. */
  channel(): Promise<Channel | null>;
  /** What an answer says about the leader; older epochs are ignored. True when that was news. */
  learn(
    told: { readonly leaderId: number; readonly leaderEpoch: number },
    endpoints: readonly { readonly nodeId: number; readonly host: string; readonly port: number }[],
  ): boolean;
  /** The node that was asked last does not answer, or refuses without naming a leader: ask another. */
  lost(): void;
  close(): void;
}

export function createLeaderFinder(
  voters: readonly QuorumNode[],
  ports: ClientPorts,
  clientId: string,
): LeaderFinder {
  const nodes = new Map(voters.map((voter) => [voter.id, voter]));
  let leader: LeaderAndEpoch = { leaderId: -1, epoch: 0 };
  let turn = voters.length > 0 ? randomBelow(ports.rng, voters.length) : 0;
  let askedId = -1;
  let open: { readonly nodeId: number; readonly channel: Channel } | null = null;
  let closed = false;

  function disconnect(): void {
    open?.channel.close();
    open = null;
  }

  function lost(): void {
    // A leader that went silent may be gone for good: whoever follows it is asked for.
    if (askedId === leader.leaderId) leader = { leaderId: -1, epoch: leader.epoch };
    if (leader.leaderId < 0) turn++;
    disconnect();
  }

  return {
    get leader() {
      return leader;
    },
    get activeController() {
      return nodes.get(leader.leaderId) ?? null;
    },
    async channel() {
      const target = nodes.get(leader.leaderId) ?? voters[turn % voters.length];
      if (target === undefined) return null;
      askedId = target.id;
      if (open !== null && open.nodeId === target.id && open.channel.isOpen) return open.channel;
      disconnect();
      try {
        const channel = await Channel.open(ports, target.host, target.port, clientId);
        if (closed) channel.close();
        else open = { nodeId: target.id, channel };
        return closed ? null : channel;
      } catch (error) {
        if (!isConnectionFailure(error)) throw error;
        lost();
        return null;
      }
    },
    learn({ leaderId, leaderEpoch: epoch }, endpoints) {
      for (const { nodeId: id, host, port } of endpoints) nodes.set(id, { id, host, port });
      if (epoch < leader.epoch || (epoch === leader.epoch && leaderId < 0)) return false;
      const isNews = epoch > leader.epoch || leaderId !== leader.leaderId;
      leader = { leaderId, epoch };
      return isNews;
    },
    lost,
    close() {
      closed = true;
      disconnect();
    },
  };
}
