// What raft promises of the quorum: at most one leader in an epoch, at most one vote of a node in an epoch, no step back
// of a node's epoch, not even when it dies, or of what it knows to be committed, while it lives; and whoever leads the
// newest epoch has everything that was ever committed. That committed bytes never change is watched by log matching.
import type { ControllerSnapshot } from "../../inspect/snapshot.ts";
import type { EngineEvent } from "../../trace/event.ts";
import { type Checker, InvariantViolation, type Moment } from "./checker.ts";

interface Known {
  readonly epoch: number;
  readonly highWatermark: number;
  readonly state: ControllerSnapshot["state"];
}

export function raftQuorum(): Checker {
  const invariant = "raft quorum";
  const leaders = new Map<number, number>();
  const votes = new Map<string, number>();
  /** Of nodes that run, since they started. */
  const known = new Map<string, Known>();
  /** What was told of a node's epoch is on its disk. */
  const durable = new Map<string, number>();
  let committedEnd = 0;
  let committedEpoch = -1;

  const violated = (message: string): never => {
    throw new InvariantViolation(invariant, message);
  };

  function leads(epoch: number, leader: number): void {
    const other = leaders.get(epoch) ?? leader;
    leaders.set(epoch, other);
    if (other !== leader) violated(`epoch ${epoch} has two leaders: ${other} and ${leader}`);
  }

  function voted(node: string, epoch: number, candidate: number): void {
    const key = `${node} in epoch ${epoch}`;
    const before = votes.get(key) ?? candidate;
    votes.set(key, before);
    if (before !== candidate) violated(`${key} voted for ${before} and for ${candidate}`);
  }

  function onEvent({ source, event }: EngineEvent): void {
    switch (event.kind) {
      case "raft-state-changed":
        durable.set(source, event.epoch);
        if (event.leader >= 0) leads(event.epoch, event.leader);
        return;
      case "vote-granted":
        if (event.preVote) return;
        durable.set(source, event.epoch);
        voted(source, event.epoch, event.candidate);
        return;
      case "election-started":
        if (!event.preVote) voted(source, event.epoch, Number(source));
        return;
      case "node-starting":
      case "node-stopped":
        known.delete(source);
        return;
      case "command":
        // A disk that was emptied remembers no vote.
        if (event.command["kind"] === "wipeDisk") forgetVotes(`${event.command["node"]}`);
    }
  }

  function forgetVotes(node: string): void {
    durable.delete(node);
    for (const key of votes.keys()) if (key.startsWith(`${node} `)) votes.delete(key);
  }

  /** Whoever stands or leads learns from nobody what is committed: it knows when a record of its own epoch is (5.4.2). */
  function commitsItsOwn({ id, epoch, state, highWatermark, leaderEpochs }: ControllerSnapshot): void {
    const before = known.get(`${id}`);
    if (state !== "leader" || before?.epoch !== epoch) return;
    if (before.state !== "leader" && before.state !== "candidate") return;
    const own = leaderEpochs.at(-1);
    if (own?.epoch !== epoch || highWatermark <= before.highWatermark || highWatermark > own.startOffset)
      return;
    violated(
      `${id} leads epoch ${epoch} from ${own.startOffset} on, and has committed ${highWatermark} offsets`,
    );
  }

  function goesForward(id: number, now: Known): void {
    const before = known.get(`${id}`);
    known.set(`${id}`, now);
    if (before === undefined) return;
    if (now.epoch < before.epoch) violated(`${id} went back from epoch ${before.epoch} to ${now.epoch}`);
    if (now.highWatermark < before.highWatermark) {
      violated(`at ${id} the high watermark went back from ${before.highWatermark} to ${now.highWatermark}`);
    }
  }

  function leaderHasAll({ id, epoch, logEndOffset }: ControllerSnapshot): void {
    // One that was cut off may not know yet that it leads no more.
    if (epoch < committedEpoch || logEndOffset >= committedEnd) return;
    violated(`${id} leads epoch ${epoch} with ${logEndOffset} offsets, but ${committedEnd} were committed`);
  }

  function onMoment({ snapshot }: Moment): void {
    const controllers = snapshot.nodes.flatMap(({ status, detail }) =>
      (status === "running" || status === "starting") && detail?.role === "controller" ? [detail] : [],
    );
    for (const controller of controllers) {
      const { id, epoch, highWatermark, state } = controller;
      commitsItsOwn(controller);
      goesForward(id, { epoch, highWatermark, state });
      const told = durable.get(`${id}`) ?? 0;
      if (epoch >= 0 && epoch < told)
        violated(`${id} has come back in epoch ${epoch}, and had been in ${told}`);
    }
    for (const controller of controllers) if (controller.state === "leader") leaderHasAll(controller);
    for (const { epoch, highWatermark, state } of controllers) {
      if (highWatermark > committedEnd) committedEnd = highWatermark;
      if (state === "leader") committedEpoch = Math.max(committedEpoch, epoch);
    }
  }

  return { invariant, onEvent, onMoment };
}
