// What the controllers wrote of partitions, record by record, read from the bytes of the metadata log. Whoever leads is in
// the ISR, the ISR and the eligible leaders are replicas, nobody is both; and a reassignment takes a replica away only
// when everybody that it adds is in sync (KIP-455): else it would leave fewer copies than there were. Nobody who is fenced
// leads: its leaderships go in the same breath. And no block of producer ids is given out twice.
import { NO_LEADER, NO_LEADER_CHANGE } from "../../controller/image-partition.ts";
import type { MetadataRecord, MetadataRecordOf } from "../../raft/metadata-record.ts";
import { type Checker, InvariantViolation } from "./checker.ts";
import { readCommittedMetadata } from "./committed-metadata.ts";

interface Known {
  readonly replicas: readonly number[];
  readonly adding: readonly number[];
  readonly isr: readonly number[];
  readonly elr: readonly number[];
  readonly leader: number;
}

export function partitionRecords(): Checker {
  const invariant = "partition records";
  const topics = new Map<string, string>();
  /** By topic id and partition. */
  const partitions = new Map<string, Known>();
  const fenced = new Set<number>();
  let nextProducerId = 0n;

  function changed(before: Known, { data }: MetadataRecordOf<"PartitionChangeRecord">): Known {
    return {
      replicas: data.replicas ?? before.replicas,
      adding: data.addingReplicas ?? before.adding,
      isr: data.isr ?? before.isr,
      elr: data.eligibleLeaderReplicas ?? before.elr,
      leader: data.leader === NO_LEADER_CHANGE ? before.leader : data.leader,
    };
  }

  function check(name: string, before: Known | null, now: Known): void {
    const violated = (message: string): never => {
      throw new InvariantViolation(invariant, `${name}: ${message}; ${JSON.stringify({ before, now })}`);
    };
    if (now.leader !== NO_LEADER && !now.isr.includes(now.leader))
      violated(`${now.leader} leads outside the ISR`);
    for (const id of [...now.isr, ...now.elr])
      if (!now.replicas.includes(id)) violated(`${id} has no replica, but counts as one that has everything`);
    for (const id of now.elr) if (now.isr.includes(id)) violated(`${id} is in the ISR, and eligible besides`);
    if (before === null) return;
    const gone = before.replicas.filter((id) => !now.replicas.includes(id));
    const isUndone = gone.every((id) => before.adding.includes(id));
    if (isUndone) return;
    for (const id of now.replicas) {
      const isNew = before.adding.includes(id) || !before.replicas.includes(id);
      if (isNew && !now.isr.includes(id)) violated(`${gone} went before ${id}, which is added, was in sync`);
    }
  }

  function fence(id: number, isFenced: boolean): void {
    if (isFenced) fenced.add(id);
    else fenced.delete(id);
  }

  function noteBroker(record: MetadataRecord): void {
    if (record.type === "RegisterBrokerRecord") fence(record.data.brokerId, record.data.fenced);
    else if (record.type === "FenceBrokerRecord") fence(record.data.id, true);
    else if (record.type === "UnfenceBrokerRecord") fence(record.data.id, false);
    else if (record.type === "BrokerRegistrationChangeRecord" && record.data.fenced !== 0)
      fence(record.data.brokerId, record.data.fenced > 0);
  }

  /** What is decided together is committed together. */
  function nobodyFencedLeads(): void {
    for (const [key, { leader }] of partitions) {
      if (!fenced.has(leader)) continue;
      const [topicId = "", partition] = key.split(" ");
      throw new InvariantViolation(
        invariant,
        `${topics.get(topicId) ?? topicId}-${partition} is led by ${leader}, which is fenced`,
      );
    }
  }

  function tookProducerIds({ data }: MetadataRecordOf<"ProducerIdsRecord">): void {
    if (data.nextProducerId <= nextProducerId)
      throw new InvariantViolation(
        invariant,
        `the producer ids below ${data.nextProducerId} go to broker ${data.brokerId}; those below ${nextProducerId} were given out`,
      );
    nextProducerId = data.nextProducerId;
  }

  function took(record: MetadataRecord): void {
    noteBroker(record);
    if (record.type === "ProducerIdsRecord") tookProducerIds(record);
    if (record.type === "RemoveTopicRecord") {
      for (const key of [...partitions.keys()])
        if (key.startsWith(`${record.data.topicId} `)) partitions.delete(key);
    }
    if (record.type === "TopicRecord") topics.set(record.data.topicId, record.data.name);
    if (record.type !== "PartitionRecord" && record.type !== "PartitionChangeRecord") return;
    const { topicId, partitionId } = record.data;
    const key = `${topicId} ${partitionId}`;
    const before = partitions.get(key) ?? null;
    let now: Known;
    if (record.type === "PartitionRecord") {
      const { replicas, addingReplicas: adding, isr, leader, eligibleLeaderReplicas } = record.data;
      now = { replicas, adding, isr, elr: eligibleLeaderReplicas ?? [], leader };
    } else {
      // It was made before a snapshot from which on this log is there.
      if (before === null) return;
      now = changed(before, record);
    }
    partitions.set(key, now);
    check(`${topics.get(topicId) ?? topicId}-${partitionId}`, before, now);
  }

  // Nothing is known of the partitions and brokers any more.
  const forget = (): void => {
    partitions.clear();
    fenced.clear();
  };
  const read = readCommittedMetadata({ onRecord: took, onGap: forget });
  return {
    invariant,
    onMoment({ logs }) {
      read(logs);
      nobodyFencedLeads();
    },
  };
}
