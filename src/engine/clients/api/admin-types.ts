// What Admin takes and gives: topics, their descriptions, configs.
import { IllegalArgumentException } from "./exceptions.ts";
import { interned } from "./interned.ts";
import type { Node } from "./topic-partition.ts";

/** A topic to be created. Null for the partitions or the replication factor leaves it to the broker's default. */
export class NewTopic {
  private readonly topicName: string;
  private readonly partitionCount: number;
  private readonly factor: number;
  private readonly assignments: ReadonlyMap<number, readonly number[]> | null;
  private given: ReadonlyMap<string, string> = new Map();

  constructor(name: string, numPartitions: number | null, replicationFactor: number | null);
  /** Replicas by partition; the first of each leads. */
  constructor(name: string, replicasAssignments: ReadonlyMap<number, readonly number[]>);
  constructor(
    name: string,
    partitions: number | null | ReadonlyMap<number, readonly number[]>,
    replicationFactor: number | null = null,
  ) {
    this.topicName = name;
    const assigned = partitions !== null && typeof partitions === "object";
    this.assignments = assigned ? partitions : null;
    this.partitionCount = assigned ? -1 : (partitions ?? -1);
    this.factor = assigned ? -1 : (replicationFactor ?? -1);
  }

  name(): string {
    return this.topicName;
  }
  /** -1 when it is left to the broker or follows from the assignments. */
  numPartitions(): number {
    return this.partitionCount;
  }
  replicationFactor(): number {
    return this.factor;
  }
  replicasAssignments(): ReadonlyMap<number, readonly number[]> | null {
    return this.assignments;
  }
  /** Sets the topic's configs, or reads them. */
  configs(configs: ReadonlyMap<string, string> | Readonly<Record<string, string>>): NewTopic;
  configs(): ReadonlyMap<string, string>;
  configs(
    configs?: ReadonlyMap<string, string> | Readonly<Record<string, string>>,
  ): NewTopic | ReadonlyMap<string, string> {
    if (configs === undefined) return this.given;
    this.given = configs instanceof Map ? configs : new Map(Object.entries(configs));
    return this;
  }
}

/** How many partitions a topic shall have. */
export class NewPartitions {
  private constructor(
    private readonly total: number,
    private readonly assigned: readonly (readonly number[])[] | null,
  ) {}
  /** `newAssignments`: the replicas of each new partition; null lets the controller choose. */
  static increaseTo(
    totalCount: number,
    newAssignments: readonly (readonly number[])[] | null = null,
  ): NewPartitions {
    return new NewPartitions(totalCount, newAssignments);
  }
  totalCount(): number {
    return this.total;
  }
  assignments(): readonly (readonly number[])[] | null {
    return this.assigned;
  }
}

/** Where a partition's replicas shall be. */
export class NewPartitionReassignment {
  private readonly target: readonly number[];
  /** Broker ids; the first is preferred as leader. */
  constructor(targetReplicas: readonly number[]) {
    if (targetReplicas.length === 0)
      throw new IllegalArgumentException("Cannot create a new partition reassignment without any replicas");
    this.target = [...targetReplicas];
  }
  targetReplicas(): readonly number[] {
    return this.target;
  }
}

/** A move that is under way. */
export class PartitionReassignment {
  constructor(
    private readonly all: readonly number[],
    private readonly adding: readonly number[],
    private readonly removing: readonly number[],
  ) {}
  /** Those to be added and those to be removed among them. */
  replicas(): readonly number[] {
    return this.all;
  }
  addingReplicas(): readonly number[] {
    return this.adding;
  }
  removingReplicas(): readonly number[] {
    return this.removing;
  }
  toString(): string {
    const ids = (list: readonly number[]): string => `[${list.join(", ")}]`;
    return `PartitionReassignment(replicas=${ids(this.all)}, addingReplicas=${ids(this.adding)}, removingReplicas=${ids(this.removing)})`;
  }
}

/** A partition in a TopicDescription. */
export class TopicPartitionInfo {
  constructor(
    private readonly index: number,
    private readonly leaderNode: Node | null,
    private readonly replicaNodes: readonly Node[],
    private readonly inSync: readonly Node[],
    private readonly eligible: readonly Node[] | null,
    private readonly lastKnown: readonly Node[] | null,
  ) {}
  partition(): number {
    return this.index;
  }
  /** Null while no broker leads it. */
  leader(): Node | null {
    return this.leaderNode;
  }
  replicas(): readonly Node[] {
    return this.replicaNodes;
  }
  isr(): readonly Node[] {
    return this.inSync;
  }
  /** Eligible leader replicas (KIP-966); null if the broker does not tell. */
  elr(): readonly Node[] | null {
    return this.eligible;
  }
  lastKnownElr(): readonly Node[] | null {
    return this.lastKnown;
  }
  toString(): string {
    const ids = (nodes: readonly Node[]): string => `[${nodes.map((node) => node.idString()).join(", ")}]`;
    const leader = this.leaderNode?.idString() ?? "none";
    return `(partition=${this.index}, leader=${leader}, replicas=${ids(this.replicaNodes)}, isr=${ids(this.inSync)})`;
  }
}

/** A topic as the cluster has it. */
export class TopicDescription {
  constructor(
    private readonly topicName: string,
    private readonly id: string,
    private readonly internal: boolean,
    private readonly infos: readonly TopicPartitionInfo[],
  ) {}
  name(): string {
    return this.topicName;
  }
  /** 22 letters and digits. */
  topicId(): string {
    return this.id;
  }
  isInternal(): boolean {
    return this.internal;
  }
  partitions(): readonly TopicPartitionInfo[] {
    return this.infos;
  }
  toString(): string {
    return `(name=${this.topicName}, internal=${this.internal}, partitions=${this.infos.join(",")}, topicId=${this.id})`;
  }
}

/** A topic's name and id. */
export class TopicListing {
  constructor(
    private readonly topicName: string,
    private readonly id: string,
    private readonly internal: boolean,
  ) {}
  name(): string {
    return this.topicName;
  }
  topicId(): string {
    return this.id;
  }
  isInternal(): boolean {
    return this.internal;
  }
  toString(): string {
    return `(name=${this.topicName}, topicId=${this.id}, internal=${this.internal})`;
  }
}

export type ConfigResourceType = "TOPIC" | "BROKER" | "BROKER_LOGGER" | "CLIENT_METRICS" | "GROUP";

/** What configs belong to: a topic by name, a broker by id (as text; empty for all brokers' default). */
export class ConfigResource {
  static readonly Type = {
    TOPIC: "TOPIC",
    BROKER: "BROKER",
    BROKER_LOGGER: "BROKER_LOGGER",
    CLIENT_METRICS: "CLIENT_METRICS",
    GROUP: "GROUP",
  } as const;
  constructor(
    private readonly resourceType: ConfigResourceType,
    private readonly resourceName: string,
  ) {}
  type(): ConfigResourceType {
    return this.resourceType;
  }
  name(): string {
    return this.resourceName;
  }
  isDefault(): boolean {
    return this.resourceName === "";
  }
  toString(): string {
    return `ConfigResource(type=${this.resourceType}, name='${this.resourceName}')`;
  }
}

/** @internal Gives the one object of a type and name. */
export const configResources = interned(ConfigResource);

/** Where a config's value comes from. */
export type ConfigSource =
  | "DYNAMIC_TOPIC_CONFIG"
  | "DYNAMIC_BROKER_CONFIG"
  | "DYNAMIC_DEFAULT_BROKER_CONFIG"
  | "STATIC_BROKER_CONFIG"
  | "DEFAULT_CONFIG"
  | "DYNAMIC_BROKER_LOGGER_CONFIG"
  | "DYNAMIC_CLIENT_METRICS_CONFIG"
  | "DYNAMIC_GROUP_CONFIG"
  | "UNKNOWN";

/** One config with its value. */
export class ConfigEntry {
  constructor(
    private readonly configName: string,
    private readonly configValue: string | null,
    private readonly configSource: ConfigSource = "UNKNOWN",
    private readonly sensitive: boolean = false,
    private readonly readOnly: boolean = false,
  ) {}
  name(): string {
    return this.configName;
  }
  /** Null if there is none, or if it is secret. */
  value(): string | null {
    return this.configValue;
  }
  source(): ConfigSource {
    return this.configSource;
  }
  isDefault(): boolean {
    return this.configSource === "DEFAULT_CONFIG";
  }
  isSensitive(): boolean {
    return this.sensitive;
  }
  isReadOnly(): boolean {
    return this.readOnly;
  }
  toString(): string {
    return `ConfigEntry(name=${this.configName}, value=${this.configValue}, source=${this.configSource})`;
  }
}

/** The configs of one resource. */
export class Config {
  private readonly byName: ReadonlyMap<string, ConfigEntry>;
  constructor(entries: Iterable<ConfigEntry>) {
    this.byName = new Map([...entries].map((entry) => [entry.name(), entry]));
  }
  entries(): readonly ConfigEntry[] {
    return [...this.byName.values()];
  }
  get(name: string): ConfigEntry | null {
    return this.byName.get(name) ?? null;
  }
}

export type AlterConfigOpType = "SET" | "DELETE" | "APPEND" | "SUBTRACT";

/** One change of a config. APPEND and SUBTRACT are for lists. */
export class AlterConfigOp {
  static readonly OpType = { SET: "SET", DELETE: "DELETE", APPEND: "APPEND", SUBTRACT: "SUBTRACT" } as const;
  constructor(
    private readonly entry: ConfigEntry,
    private readonly operation: AlterConfigOpType,
  ) {}
  configEntry(): ConfigEntry {
    return this.entry;
  }
  opType(): AlterConfigOpType {
    return this.operation;
  }
}

/** Which offset of a partition to list. */
export class OffsetSpec {
  private constructor(private readonly time: number) {}
  static earliest(): OffsetSpec {
    return new OffsetSpec(-2);
  }
  static latest(): OffsetSpec {
    return new OffsetSpec(-1);
  }
  static maxTimestamp(): OffsetSpec {
    return new OffsetSpec(-3);
  }
  /** The first record at or after that time, in milliseconds since 1970. */
  static forTimestamp(timestamp: number): OffsetSpec {
    return new OffsetSpec(timestamp);
  }
  /** @internal */
  wireTimestamp(): number {
    return this.time;
  }
}

export type ElectionTypeName = "PREFERRED" | "UNCLEAN";
/** PREFERRED: give the lead back to the first replica. UNCLEAN: let a replica lead that may lack records. */
export const ElectionType = { PREFERRED: "PREFERRED", UNCLEAN: "UNCLEAN" } as const;

/** validateOnly(true) checks without creating; timeoutMs limits the whole call, at the broker too (default.api.timeout.ms). */
export class CreateTopicsOptions {
  private onlyValidate = false;
  private callTimeoutMs: number | null = null;
  validateOnly(validateOnly: boolean): CreateTopicsOptions {
    this.onlyValidate = validateOnly;
    return this;
  }
  shouldValidateOnly(): boolean {
    return this.onlyValidate;
  }
  timeoutMs(timeoutMs: number): CreateTopicsOptions;
  timeoutMs(): number | null;
  timeoutMs(timeoutMs?: number): CreateTopicsOptions | number | null {
    if (timeoutMs === undefined) return this.callTimeoutMs;
    this.callTimeoutMs = timeoutMs;
    return this;
  }
}

/** listInternal(true) lists topics such as __consumer_offsets too. */
export class ListTopicsOptions {
  private internal = false;
  listInternal(listInternal: boolean): ListTopicsOptions {
    this.internal = listInternal;
    return this;
  }
  shouldListInternal(): boolean {
    return this.internal;
  }
}
