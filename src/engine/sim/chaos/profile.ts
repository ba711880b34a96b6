// What a run is made of: how large the cluster is, who works on it, what goes wrong and for how long.
import type { Latency } from "../network.ts";

/** How many times out of the sum of all a fault is tried. */
export interface FaultWeights {
  readonly kill?: number;
  /** A power cut in the middle of writes. */
  readonly tear?: number;
  /** A power cut, and power is back at once. */
  readonly blink?: number;
  readonly stop?: number;
  readonly start?: number;
  readonly freeze?: number;
  readonly thaw?: number;
  readonly cutLink?: number;
  readonly healLink?: number;
  readonly slowLink?: number;
  /** A node is cut off from all others, clients excepted: a leader goes on writing what nobody else will have. */
  readonly isolate?: number;
  /** All links that are cut are healed. */
  readonly rejoin?: number;
  /** From now on what two nodes say to each other, or one to the other, waits; then all of it, or one message, goes on. */
  readonly holdLink?: number;
  readonly releaseLink?: number;
  readonly releaseMessage?: number;
  /** One message that waits is lost, and its connection with it. */
  readonly dropMessage?: number;
  readonly slowDisk?: number;
  /** The disk of a broker takes no more. */
  readonly fullDisk?: number;
  /** Somebody makes room on it, and starts its broker anew. */
  readonly makeRoom?: number;
  /** Wall clocks jump by minutes to days, forwards and back. */
  readonly jump?: number;
  /** The clock of one node runs up to a twentieth too fast or too slow. */
  readonly driftClock?: number;
  /** The wall clock of one node is set to something else. */
  readonly setClock?: number;
  readonly createTopic?: number;
  readonly deleteTopic?: number;
  readonly alterConfig?: number;
  readonly createPartitions?: number;
  readonly electLeaders?: number;
  readonly reassign?: number;
  /** A controller loses power and its disk: it comes back with another directory id, as an observer. */
  readonly loseDisk?: number;
  /** Bits of flushed batches turn over on the disk of a broker that is down. */
  readonly rot?: number;
  /** Somebody empties a rotten disk. */
  readonly emptyRotten?: number;
  readonly addVoter?: number;
  readonly removeVoter?: number;
}

export interface Profile {
  readonly name: string;
  /** One line for the list of profiles. */
  readonly about: string;
  readonly brokers: number;
  readonly controllers: number;
  /** Further controllers that begin without a vote: only in a quorum that can change its voters, and that makes it one. */
  readonly observers?: number;
  readonly partitions: number;
  readonly minIsr: number;
  readonly producers: number;
  readonly consumers: number;
  /** After so long each of them begins again with the first record; left out: every few seconds. */
  readonly readAgainMs?: number;
  /**
   * Every record is to be there once. That needs one request in flight at a time: with more, a broker that stopped and
   * started again knows only the last batch of each producer, as in Kafka, and takes a retry of an earlier one for a
   * gap, whereupon the producer begins anew with another epoch.
   */
  readonly exactlyOnce: boolean;
  /** Producers halt now and then, for so long at most: what they hear of the cluster is old when they go on. */
  readonly longestHaltMs?: number;
  /** So often the oldest producer gives way to a new one, which needs an id of its own. */
  readonly newProducerEachMs?: number;
  /** A record from each producer within this, again and again. */
  readonly longestPauseMs: number;
  readonly producerConfigs: Readonly<Record<string, unknown>>;
  readonly properties: Readonly<Record<string, string>>;
  readonly topicConfigs: Readonly<Record<string, string>>;
  readonly weights: FaultWeights;
  /** Of each message; as in one room when left out. */
  readonly latency?: Latency;
  /** Faults come for so long, each within `longestCalmMs` of the one before. */
  readonly faultsMs: number;
  readonly longestCalmMs: number;
  /** After the last fault everything must be well within this. */
  readonly recoveryMs: number;
}
