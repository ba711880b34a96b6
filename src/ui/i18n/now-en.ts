// The now line in English: the fact, then its cause.
import type { NowFact } from "../cluster/now-line.ts";
import { lossFateEn } from "./losses-en.ts";
import type { NowWords } from "./now-ko.ts";
import { count, ids, span } from "./numbers.ts";

const broker = (id: number): string => `Broker ${id}`;
const brokers = (list: readonly number[]): string =>
  `${list.length === 1 ? "Broker" : "Brokers"} ${list.join(", ")}`;

const STATUS: Readonly<Record<string, string>> = {
  killed: "was killed",
  stopped: "is stopped",
  failed: "has failed",
  frozen: "is frozen",
  starting: "is starting",
  running: "runs",
};

const HELD: Readonly<Record<string, (behind: string) => string>> = {
  killed: () => "was killed but is still in the ISR.",
  stopped: () => "is stopped but still in the ISR.",
  failed: () => "has failed but is still in the ISR.",
  frozen: () => "is frozen but still in the ISR.",
  starting: () => "is starting and still in the ISR.",
  cut: (behind) => `is in the ISR; its link to the leader is cut${behind}.`,
  slow: (behind) => `is in the ISR; its link to the leader is slow${behind}.`,
  behind: (behind) => `is in the ISR and has not caught up${behind}.`,
};

export function nowEn(fact: NowFact): NowWords {
  switch (fact.kind) {
    case "starting":
      return {
        fact: "The cluster is starting.",
        cause: `${brokers(fact.brokers)} read their disks and register with the controller.`,
      };
    case "no-quorum-leader":
      return {
        fact: "The controllers have no leader.",
        cause: `${fact.running} of ${fact.voters} voters run; a majority is ${Math.floor(fact.voters / 2) + 1}.`,
      };
    case "no-leader":
      return {
        fact: `${fact.partition} has no leader.`,
        cause:
          fact.down.length > 0
            ? `${brokers(fact.down)} could lead it and ${fact.down.length === 1 ? "is" : "are"} down.`
            : "The controller is choosing a new one.",
      };
    case "leader-gone":
      return {
        fact: `${broker(fact.leader)}, leader of ${fact.partition}, ${STATUS[fact.status] ?? ""}.`,
        cause: `The controller has not chosen a new leader yet, ${span(fact.forMs)} on.`,
      };
    case "refuses-acks-all":
      return {
        fact: `${fact.partition} refuses acks=all writes.`,
        cause: `Its ISR is ${ids(fact.isr)}, ${fact.isr.length} of the ${fact.minIsr} that min.insync.replicas asks for.`,
      };
    case "watermark-held": {
      const behind = fact.behindMs === null ? "" : `, ${span(fact.behindMs)} now`;
      return {
        fact: `HW of ${fact.partition} is held at ${fact.highWatermark}.`,
        cause: `${broker(fact.broker)} ${HELD[fact.why]?.(behind) ?? ""}`,
      };
    }
    case "isr-smaller": {
      const down = fact.out.filter(({ running }) => !running).map((entry) => entry.broker);
      const late = fact.out.filter(({ running }) => running).map((entry) => entry.broker);
      const causes = [
        ...(down.length > 0 ? [`${brokers(down)} ${down.length === 1 ? "is" : "are"} down.`] : []),
        ...(late.length > 0 ? [`${brokers(late)} ${late.length === 1 ? "is" : "are"} behind.`] : []),
      ];
      return { fact: `The ISR of ${fact.partition} is ${ids(fact.isr)}.`, cause: causes.join(" ") };
    }
    case "broker-down":
      return {
        fact: `${broker(fact.broker)} ${STATUS[fact.status] ?? ""}.`,
        cause: `${span(fact.forMs)} ago. No partition is without a leader.`,
      };
    case "broker-fenced":
      return {
        fact: `${broker(fact.broker)} is fenced.`,
        cause: "The controller gets no heartbeats from it and lets it lead nothing.",
      };
    case "records-lost": {
      const { node, topic, partition, fromOffset, toOffset, atLeast, damaged } = fact.loss;
      const lost = toOffset - fromOffset;
      const why =
        damaged > 0 ? "Its disk did not keep what was flushed." : "They were not flushed when it went down.";
      return {
        fact: `${broker(node)} lost ${atLeast ? "at least " : ""}${count(lost)} ${lost === 1 ? "record" : "records"} of ${topic}-${partition}.`,
        cause: `${why} ${lossFateEn(fact.loss)}`,
      };
    }
    case "disk-failed": {
      const nodes = [
        ...(fact.brokers.length > 0 ? [brokers(fact.brokers)] : []),
        ...(fact.controllers.length > 0
          ? [`${fact.controllers.length === 1 ? "controller" : "controllers"} ${fact.controllers.join(", ")}`]
          : []),
      ].join(" and ");
      return fact.browserFull
        ? {
            fact: `The browser's storage is full: ${nodes.replace(/^B/, "b")} cannot write.`,
            cause: "Their log directories are offline. What was flushed is intact.",
          }
        : {
            fact: `The log directory of ${nodes} is offline.`,
            cause: `The disk refused to write: ${fact.message}. It neither reads nor writes until it is restarted.`,
          };
    }
    case "link-cut": {
      const name = (id: number): string => fact.labels[id] ?? `broker ${id}`;
      const other = fact.unheard === fact.a ? fact.b : fact.a;
      return {
        fact:
          fact.unheard === null
            ? `The link between ${name(fact.a)} and ${name(fact.b)} is cut.`
            : `The link is cut one way only, from ${name(fact.unheard)} to ${name(other)}.`,
        cause: `${span(fact.forMs)} ago. No replica is behind yet.`,
      };
    }
    case "controller-down":
      return {
        fact: `Controller ${fact.label} ${STATUS[fact.status] ?? ""}.`,
        cause: "The other voters are a majority, so the cluster goes on.",
      };
    case "no-topics":
      return {
        fact: `${fact.brokers} brokers run and there are no topics.`,
        cause: "Run a program to see topics and records here.",
      };
    case "replicated":
      return {
        fact: `${fact.partition} is fully replicated.`,
        cause: `HW and LEO are both ${fact.logEndOffset}; the ISR is ${ids(fact.isr)}.`,
      };
    case "replicating":
      return {
        fact: `${fact.partition} is being replicated.`,
        cause: `HW ${fact.highWatermark}, LEO ${fact.logEndOffset}.`,
      };
  }
}
