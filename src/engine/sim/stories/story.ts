// A story: a short script over a whole cluster, played in virtual time, that ends with what is to be learnt from it. Its
// transcript is a file that a person can read, and a test compares it, line for line.

import type { ClusterCommand } from "../../cluster/command.ts";
import type { PartitionSnapshot, ReplicaSnapshot } from "../../inspect/snapshot.ts";
import type { SimCluster } from "../start-cluster.ts";

export interface Story {
  /** Also the name of its transcript. */
  readonly name: string;
  readonly title: string;
  /** Of the one partition of the topic `orders`; the first replica leads at the beginning. */
  readonly replicas: readonly number[];
  readonly topicConfigs: Readonly<Record<string, string>>;
  /** Of all nodes, where they differ from Kafka's defaults. */
  readonly properties?: Readonly<Record<string, string>>;
  play(stage: Stage): Promise<void>;
}

/** The partition of most stories: a replica on each broker, and two of them have to have what is acknowledged by all. */
export const OF_THREE = {
  replicas: [1, 2, 3],
  topicConfigs: { "min.insync.replicas": "2" },
} satisfies Partial<Story>;

/** What a story can do and see. Everything that is done goes into the transcript. */
export interface Stage {
  readonly cluster: SimCluster;
  /** Says what a reader should look at next. */
  say(text: string): void;
  /** Gives a command and waits until it is done. */
  do(...commands: readonly ClusterCommand[]): Promise<void>;
  wait(ms: number): Promise<void>;
  /** Plays on until it holds. */
  until(holds: () => boolean): Promise<void>;
  producer(name: string, configs: Readonly<Record<string, unknown>>): StoryProducer;
  /** Reads `orders` from its beginning to the high watermark. */
  read(): Promise<readonly string[]>;
  /** Asks for a new topic; answers the name of the error, NONE if there is none, null when nobody answers in time. */
  createTopic(name: string, timeoutMs: number): Promise<string | null>;
  /** The partition as the active controller (or `controller`) has it. */
  partition(controller?: number): PartitionSnapshot;
  /** The replica of a broker. */
  replica(broker: number): ReplicaSnapshot;
  /** The id of the active controller, null when there is none. */
  activeController(): number | null;
  /** What the story is about; it fails when that does not hold. */
  learnt(sentence: string, holds: boolean): void;
}

export interface StoryProducer {
  /** Sends the records `first` to `last`, numbered, a batch each, without waiting. */
  send(first: number, last?: number): Sending;
  /** Sends them and waits for what becomes of them. */
  deliver(first: number, last?: number): Promise<Outcome>;
}

export interface Sending {
  /** Null as long as it is not known of all records. */
  readonly outcome: Outcome | null;
}

export interface Outcome {
  /** The offsets of what was acknowledged; -1 with acks=0. */
  readonly offsets: readonly number[];
  /** The names of the exceptions of what was not. */
  readonly errors: readonly string[];
}

export const TOPIC = "orders";
export const textFor = (number: number): string => `record ${number}`;

/** As `textFor`, of a range. */
export function values(first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, i) => textFor(first + i));
}
