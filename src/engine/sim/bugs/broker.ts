// Mistakes of a broker that leads, follows, or answers a producer.
import type { PlantedBug } from "./planted-bug.ts";

const PARTITION = "src/engine/broker/replication/partition.ts";
const FETCH_ANSWER = "src/engine/broker/replication/fetch-answer.ts";
const REPLICAS = "src/engine/broker/replication/replica-manager.ts";
const FOLLOWER = "src/engine/broker/replication/follower-state.ts";

export const BROKER_BUGS: readonly PlantedBug[] = [
  {
    name: "ack-before-isr",
    about: "acks=all is answered as soon as the leader itself has the record",
    file: PARTITION,
    find: "if (this.highWatermark < requiredOffset) return null;",
    replace: "",
    profile: "power-cuts",
  },
  {
    name: "high-watermark-is-log-end",
    about: "the leader commits what no follower has",
    file: PARTITION,
    find: "if (counts) next = has;",
    replace: "",
    profile: "power-cuts",
  },
  {
    name: "high-watermark-back",
    about: "the high watermark follows a slow replica backwards",
    file: "src/engine/broker/replication/replica.ts",
    find: "if (to <= from) return;",
    replace: "if (to === from) return;",
    profile: "storm",
  },
  {
    name: "joins-isr-too-early",
    about: "a follower joins the ISR before it has what is committed",
    file: PARTITION,
    find: "if (end < this.highWatermark || end < this.epochStartOffset || !this.isEligible(follower)) return;",
    replace: "if (!this.isEligible(follower)) return;",
    profile: "elections",
  },
  {
    name: "growing-isr-not-counted",
    about: "the high watermark passes a replica that is on its way into the ISR",
    file: "src/engine/broker/replication/isr-state.ts",
    find: 'return state.isr.includes(brokerId) || (state.kind === "growing" && state.adding === brokerId);',
    replace: "return state.isr.includes(brokerId) && state.kind === 'committed';",
    profile: "storm",
  },
  {
    name: "sent-is-received",
    about: "the leader takes what it sends to a follower for what the follower has",
    file: FOLLOWER,
    find: "this.logEndOffset = fetchOffset;",
    replace: "this.logEndOffset = leaderEndOffset;",
    profile: "power-cuts",
  },
  {
    name: "truncate-to-high-watermark",
    about:
      "a new follower cuts its log at its own high watermark instead of by leader epoch (before KIP-101)",
    file: PARTITION,
    find: "this.isrState = committed(image.isr);\n    if (!newEpoch) return;",
    replace:
      "this.isrState = committed(image.isr);\n    if (!newEpoch) return;\n    this.truncateTo(this.highWatermark, cause);",
    profile: "storm",
  },
  {
    name: "no-truncation",
    about: "a follower whose log has parted from its leader's keeps what it has",
    file: FETCH_ANSWER,
    find: "if (host.fits(followed)) partition.truncateTo(offset, cause);",
    replace: "",
    profile: "zombies",
  },
  {
    name: "no-epoch-check-in-fetch",
    about: "a leader gives a follower what follows its log end, whatever epoch its last record is of",
    file: "src/engine/broker/apis/01-fetch/reader.ts",
    find: "return end.epoch < lastFetchedEpoch || end.endOffset < fetchOffset ? end : null;",
    replace: "return null;",
    profile: "isolation",
  },
  {
    name: "commits-below-min-isr",
    about: "the high watermark goes on when the ISR has fallen below its minimum (before KIP-966)",
    file: PARTITION,
    find: "if (!this.isLeader || this.isr.length < this.minIsr) return;",
    replace: "if (!this.isLeader) return;",
    profile: "eligible",
  },
  {
    name: "shrinking-isr-not-counted",
    about:
      "the high watermark passes a replica that is on its way out of the ISR, before the controller agrees",
    file: "src/engine/broker/replication/isr-state.ts",
    find: "return state.isr.includes(brokerId) || (state",
    replace: 'return (state.kind !== "shrinking" && state.isr.includes(brokerId)) || (state',
    profile: "storm",
  },
  {
    name: "deleted-log-stays",
    about: "the log of a topic that is deleted stays on the disk",
    file: REPLICAS,
    find: "    this.logs.remove(topic, index);\n",
    replace: "",
    profile: "operator",
  },
  {
    name: "strays-stay",
    about: "a broker that comes back keeps the logs of topics that were deleted or moved meanwhile",
    file: "src/engine/broker/replication/replica-places.ts",
    find: "for (const { topic, partition } of strays) this.logs.remove(topic, partition);",
    replace: "",
    profile: "rot",
  },
  {
    name: "configs-not-applied",
    about: "what changes in a topic's configs is not told to its logs",
    file: REPLICAS,
    find: "if (delta.changedConfigs.length > 0) this.settings.changed(delta, this.hosted.byTopic());",
    replace: "",
    profile: "operator",
  },
];
