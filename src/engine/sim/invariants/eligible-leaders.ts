// KIP-966, directly: whoever is in the ISR or among the eligible leader replicas (ELR) of a partition has everything that
// is committed, unless its power was cut and it is not registered again; then it is in neither. Below the minimum of the
// ISR nobody who has everything is forgotten. And only when nobody is left does the last known leader lead again,
// uncleanly: with records lost, as they can be when the power of all who had them was cut.

import { LeaderRecoveryState, NO_LEADER_CHANGE } from "../../controller/image-partition.ts";
import type { ControllerSnapshot } from "../../inspect/snapshot.ts";
import type { MetadataRecord, MetadataRecordOf } from "../../raft/metadata-record.ts";
import type { EngineEvent } from "../../trace/event.ts";
import { type Checker, controllerOf, InvariantViolation, type Moment, nameOf } from "./checker.ts";
import { readCommittedMetadata } from "./committed-metadata.ts";
import { PowerCuts } from "./power-cuts.ts";

interface Membership {
  /** Of the record with which it began. */
  readonly since: number;
  /** Power cuts of the broker before, at the least. */
  readonly cutsBefore: number;
}

interface Known {
  readonly topic: string;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  readonly elr: readonly number[];
  readonly lastKnownElr: readonly number[];
  /** Of ISR and ELR. */
  readonly members: ReadonlyMap<number, Membership>;
}

/** `minIsr`: of all topics that are looked at. */
export function eligibleLeaders(minIsr: number): Checker {
  const invariant = "eligible leaders";
  const cuts = new PowerCuts();
  const topics = new Map<string, string>();
  /** By topic id and partition. */
  const partitions = new Map<string, Known>();
  /** Of brokers: offset and broker epoch of the newest registration. */
  const registered = new Map<number, { readonly offset: number; readonly epoch: number }>();
  /** As of the last moment: whatever was read since may have come after it. */
  let cutsThen = new Map<number, number>();
  /** By name: the end of what is committed; by broker and name: where its log ends. */
  const committed = new Map<string, number>();
  const ends = new Map<string, number>();
  /** A topic that is made anew under its name is another: what is told late of the one before would be taken for its. */
  const deleted = new Set<string>();
  let newestEpoch = 0;

  const violated = (message: string): never => {
    throw new InvariantViolation(invariant, message);
  };

  function took(record: MetadataRecord, offset: number): void {
    switch (record.type) {
      case "TopicRecord":
        topics.set(record.data.topicId, record.data.name);
        return;
      case "RemoveTopicRecord":
        for (const key of [...partitions.keys()])
          if (key.startsWith(`${record.data.topicId} `)) partitions.delete(key);
        return;
      case "RegisterBrokerRecord":
        registered.set(record.data.brokerId, { offset, epoch: Number(record.data.brokerEpoch) });
        return;
      case "PartitionRecord": {
        const { topicId, partitionId, replicas, isr, eligibleLeaderReplicas: elr } = record.data;
        const topic = topics.get(topicId) ?? topicId;
        const lists = { topic, replicas, isr, elr: elr ?? [], lastKnownElr: [] };
        const key = `${topicId} ${partitionId}`;
        partitions.set(key, { ...lists, members: membersOf(lists, new Map(), offset) });
        return;
      }
      case "PartitionChangeRecord":
        return changed(record, offset);
      default:
    }
  }

  function membersOf(
    { isr, elr }: Pick<Known, "isr" | "elr">,
    before: Known["members"],
    since: number,
  ): Known["members"] {
    const begins = (id: number): Membership => ({ since, cutsBefore: cutsThen.get(id) ?? 0 });
    return new Map([...isr, ...elr].map((id) => [id, before.get(id) ?? begins(id)]));
  }

  function changed({ data }: MetadataRecordOf<"PartitionChangeRecord">, offset: number): void {
    const key = `${data.topicId} ${data.partitionId}`;
    const before = partitions.get(key);
    // It was made before a snapshot from which on this log is there.
    if (before === undefined) return;
    const lists = {
      topic: before.topic,
      replicas: data.replicas ?? before.replicas,
      isr: data.isr ?? before.isr,
      elr: data.eligibleLeaderReplicas ?? before.elr,
      lastKnownElr: data.lastKnownElr ?? before.lastKnownElr,
    };
    const now: Known = { ...lists, members: membersOf(lists, before.members, offset) };
    partitions.set(key, now);
    const name = `${before.topic}-${data.partitionId}`;
    const tell = (message: string): never =>
      violated(`${name}: ${message}; ${textOf(before)} -> ${textOf(now)} at offset ${offset}`);
    const isUnclean =
      data.leader !== NO_LEADER_CHANGE && data.leaderRecoveryState === LeaderRecoveryState.RECOVERING;
    if (isUnclean) {
      if (before.isr.length + before.elr.length > 0) tell("an unclean election, and somebody was eligible");
      if (before.lastKnownElr[0] !== data.leader) tell(`${data.leader} is not the last known leader`);
      return;
    }
    const enough = Math.min(minIsr, now.replicas.length);
    if (now.isr.length >= enough) {
      if (now.elr.length > 0) tell("the ISR has its minimum, and others are eligible besides");
      return;
    }
    if (now.lastKnownElr.length > 0 && now.isr.length > 0)
      tell("a last known leader, and somebody is in sync");
    for (const [id, { cutsBefore }] of before.members) {
      if (now.members.has(id) || !now.replicas.includes(id) || cuts.countOf(id) > cutsBefore) continue;
      tell(`${id} has everything, and is eligible no more`);
    }
  }

  /** Whoever is registered after a power cut has to join again. */
  function nobodyStays(): void {
    for (const { topic, members } of partitions.values()) {
      for (const [id, { since }] of members) {
        const life = registered.get(id);
        if (life === undefined || life.offset < since || !cuts.isUnclean(id, life.epoch)) continue;
        violated(
          `${id} kept its place in ISR or ELR of ${topic} over a power cut (registered at ${life.offset})`,
        );
      }
    }
  }

  /** The newest controller, when all that it decided is committed. */
  function settledController({ snapshot }: Moment): ControllerSnapshot | null {
    const controller = controllerOf(snapshot);
    if (controller === null || controller.epoch < newestEpoch) return null;
    return controller.highWatermark === controller.logEndOffset ? controller : null;
  }

  function membersHaveAll(controller: ControllerSnapshot): void {
    for (const { name: topic, partitions: list } of controller.topics) {
      if (deleted.has(topic)) continue;
      for (const { partition, isr, elr } of list) {
        const name = nameOf({ topic, partition });
        const until = committed.get(name) ?? 0;
        for (const id of [...isr, ...elr]) {
          const end = ends.get(`${id} ${name}`) ?? 0;
          if (end >= until || cuts.isAwaited(id)) continue;
          const role = isr.includes(id) ? "in the ISR" : "eligible";
          violated(`${id} is ${role} for ${name}, and ends at ${end}; committed is what lies below ${until}`);
        }
      }
    }
  }

  function onEvent(told: EngineEvent): void {
    cuts.onEvent(told);
    const { source, event } = told;
    switch (event.kind) {
      case "raft-state-changed":
        newestEpoch = Math.max(newestEpoch, event.epoch);
        return;
      case "high-watermark-advanced":
        committed.set(nameOf(event), Math.max(event.to, committed.get(nameOf(event)) ?? 0));
        return;
      case "records-appended":
        ends.set(`${source} ${nameOf(event)}`, event.lastOffset + 1);
        return;
      case "log-recovered":
        ends.set(`${source} ${nameOf(event)}`, event.logEndOffset);
        return;
      case "log-truncated":
        ends.set(`${source} ${nameOf(event)}`, event.toOffset);
        return;
      case "log-deleted":
        ends.delete(`${source} ${nameOf(event)}`);
        return;
      case "topic-deleted":
        deleted.add(event.topic);
        return;
      default:
    }
  }

  const read = readCommittedMetadata({ onRecord: took, onGap: () => partitions.clear() });
  return {
    invariant,
    onEvent,
    onMoment(moment) {
      read(moment.logs);
      nobodyStays();
      const controller = settledController(moment);
      if (controller !== null) membersHaveAll(controller);
      // A life that is over and not yet known to be counts as the present one still.
      cutsThen = new Map(
        [...registered.keys()].map((id) => [id, cuts.countOf(id) - (cuts.isAwaited(id) ? 1 : 0)]),
      );
    },
  };
}

const textOf = ({ isr, elr, lastKnownElr }: Known): string =>
  `ISR [${isr}], ELR [${elr}], last known [${lastKnownElr}]`;
