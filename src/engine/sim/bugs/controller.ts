// Mistakes of the controller: whom it elects, whose word it takes, what it forgets to say.
import type { PlantedBug } from "./planted-bug.ts";

const CHANGE = "src/engine/controller/topics/partition-change.ts";
const UPDATES = "src/engine/controller/topics/partition-updates.ts";
const ALTER = "src/engine/controller/topics/alter-partition.ts";

export const CONTROLLER_BUGS: readonly PlantedBug[] = [
  {
    name: "elects-outside-isr",
    about: "any replica that lives may become leader, and nobody calls it unclean",
    file: CHANGE,
    find: "(target.isr.includes(id) || inElr(id)) && isAcceptableLeader(id);",
    replace: "isAcceptableLeader(id);",
    profile: "zombies",
  },
  {
    name: "epoch-not-raised",
    about: "a new leader leads in the epoch of the one before",
    file: "src/engine/controller/image-partition.ts",
    find: "electsLeader ? before.leaderEpoch + 1 : before.leaderEpoch",
    replace: "electsLeader ? before.leaderEpoch : before.leaderEpoch",
    profile: "power-cuts",
  },
  {
    name: "old-leader-heard",
    about: "a leader of an earlier epoch may still change the ISR",
    file: ALTER,
    find: `  if (asked.leaderEpoch < partition.leaderEpoch) return ErrorCode.FENCED_LEADER_EPOCH;
  if (brokerId !== partition.leader) return ErrorCode.INVALID_REQUEST;
  if (asked.partitionEpoch < partition.partitionEpoch) return ErrorCode.INVALID_UPDATE_VERSION;`,
    replace: "",
    profile: "isolation",
  },
  {
    name: "reassignment-ends-early",
    about: "a reassignment is over before those it adds are in sync",
    file: CHANGE,
    find: "if (!awaited.every((id) => isr.includes(id))) return;",
    replace: "if (awaited.length === 0) return;",
    profile: "operator",
  },
  {
    name: "isr-survives-power-cut",
    about: "a broker that comes back after a power cut keeps its place in the ISR",
    file: UPDATES,
    find: "(id) => id !== brokerToRemove && id !== uncleanBroker)",
    replace: "(id) => id !== brokerToRemove)",
    profile: "eligible",
  },
  {
    name: "eligible-after-power-cut",
    about: "a replica that lost what it had not flushed may still be elected as if it had everything",
    file: CHANGE,
    find: "(id) => !target.isr.includes(id) && change.uncleanShutdownReplicas?.includes(id) !== true,",
    replace: "(id) => !target.isr.includes(id),",
    profile: "eligible",
  },
  {
    name: "eligible-forgotten",
    about: "whoever leaves an ISR that is below its minimum is forgotten, although it has everything",
    file: CHANGE,
    find: "const candidates = javaIntSetOrder([...target.elr, ...change.partition.isr]);",
    replace: "const candidates: number[] = [];",
    profile: "eligible",
  },
  {
    name: "last-known-leader-too-soon",
    about: "the last known leader leads again, uncleanly, while others who have everything are awaited",
    file: CHANGE,
    find: "change.elrEnabled && target.elr.length === 0 && target.lastKnownElr.length === 1;",
    replace: "change.elrEnabled && target.lastKnownElr.length === 1;",
    profile: "eligible",
  },
  {
    name: "producer-ids-not-in-snapshot",
    about: "a controller that begins with a snapshot gives producer ids out again",
    file: "src/engine/controller/snapshot/image-records.ts",
    find: "if (nextProducerId <= 0n) return [];",
    replace: "return [];",
    profile: "quorum",
  },
  {
    name: "configs-outlive-topic",
    about: "a topic that is made anew has the configs of the one before",
    file: "src/engine/controller/image-draft.ts",
    find: "      this.configs.writable.delete(key);\n      this.changedConfigs.add(key);",
    replace: "      this.changedConfigs.add(key);",
    profile: "operator",
  },
  {
    name: "fenced-leads-on",
    about: "a broker that is fenced keeps its leaderships",
    file: "src/engine/controller/topics/partition-updates.ts",
    find: "          (id === brokerToAdd || isActive(image, id)) &&\n",
    replace: "",
    profile: "isolation",
  },
];
