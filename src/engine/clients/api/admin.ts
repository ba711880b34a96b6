// Admin, with the methods of the Java class. They return at once; await the futures in what they return.
import { DescribeCluster } from "../../protocol/schemas/60-describe-cluster.ts";
import { AdminClient } from "../admin/admin-client.ts";
import { describeConfigs, incrementalAlterConfigs } from "../admin/configs.ts";
import { alterPartitionReassignments, listPartitionReassignments } from "../admin/reassignments.ts";
import {
  createPartitions,
  createTopics,
  deleteTopics,
  describeTopics,
  electLeaders,
  listTopics,
} from "../admin/topics.ts";
import type { ClientHost } from "../client-host.ts";
import { ADMIN_CONFIGS } from "../config/admin-table.ts";
import { isKnownClass } from "../config/class-choice.ts";
import { ClientConfig } from "../config/client-config.ts";
import {
  type AlterConfigsResult,
  type AlterPartitionReassignmentsResult,
  type ClusterFacts,
  type CreatePartitionsResult,
  type CreateTopicsResult,
  type DeleteTopicsResult,
  DescribeClusterResult,
  type DescribeConfigsResult,
  DescribeTopicsResult,
  ElectLeadersResult,
  KeyedResult,
  ListOffsetsResult,
  ListPartitionReassignmentsResult,
  ListTopicsResult,
} from "./admin-results.ts";
import {
  type AlterConfigOp,
  type ConfigResource,
  type CreateTopicsOptions,
  configResources,
  type ElectionTypeName,
  type ListTopicsOptions,
  type NewPartitionReassignment,
  type NewPartitions,
  type NewTopic,
  type OffsetSpec,
} from "./admin-types.ts";
import type { AdminClientConfig, KnownNames } from "./config-names.ts";
import { OffsetAndTimestamp } from "./consumer-record.ts";
import type { Duration } from "./duration.ts";
import { exceptionOf, IllegalStateException, KafkaException } from "./exceptions.ts";
import { Node, type TopicPartition, topicPartition } from "./topic-partition.ts";

/** The configs of an Admin: dotted names, or AdminClientConfig constants as computed keys. */
export interface AdminConfigs extends KnownNames<typeof AdminClientConfig> {
  readonly [name: string]: unknown;
}

/** Creates, describes and changes topics and configs: `Admin.create({ … })`. */
export class Admin {
  private readonly client: AdminClient;
  private readonly host: ClientHost;

  /** @internal */
  constructor(configs: AdminConfigs | ReadonlyMap<string, unknown>, host: ClientHost) {
    this.host = host;
    const config = new ClientConfig(ADMIN_CONFIGS, host.given(configs), isKnownClass);
    const number = host.nextNumber("admin");
    const context = host.context(config, config.text("client.id") || `adminclient-${number}`);
    try {
      this.client = new AdminClient(context);
    } catch (error) {
      throw new KafkaException("Failed to create new KafkaAdminClient", error);
    }
    context.ports.trace.emit({ kind: "client-started", role: "admin", config: config.shown() });
    host.opened(this.client);
  }

  /** Throws ConfigException. */
  static create(configs: AdminConfigs | ReadonlyMap<string, unknown>): Admin;
  /** @internal */
  static create(configs: AdminConfigs | ReadonlyMap<string, unknown>, host: ClientHost): Admin;
  static create(configs: AdminConfigs | ReadonlyMap<string, unknown>, host?: ClientHost): Admin {
    if (host === undefined) throw new IllegalStateException("An Admin needs a cluster to connect to");
    return new Admin(configs, host);
  }

  createTopics(
    newTopics: Iterable<NewTopic>,
    options: CreateTopicsOptions | null = null,
  ): CreateTopicsResult {
    const topics = [...newTopics];
    const names = topics.map((topic) => topic.name());
    return new KeyedResult(names, createTopics(this.client, topics, options));
  }

  deleteTopics(topics: Iterable<string>): DeleteTopicsResult {
    const names = [...topics];
    return new KeyedResult(names, deleteTopics(this.client, names));
  }

  listTopics(options: ListTopicsOptions | null = null): ListTopicsResult {
    return new ListTopicsResult(listTopics(this.client, options?.shouldListInternal() ?? false));
  }

  describeTopics(topics: Iterable<string>): DescribeTopicsResult {
    const names = [...topics];
    return new DescribeTopicsResult(names, describeTopics(this.client, names));
  }

  describeCluster(): DescribeClusterResult {
    const facts = this.client.call(
      DescribeCluster,
      () => ({}),
      ({ errorCode, errorMessage, clusterId, controllerId, brokers }): ClusterFacts => {
        if (errorCode !== 0) throw exceptionOf(errorCode, errorMessage);
        const nodes = brokers.map(
          ({ brokerId, host, port, rack, isFenced }) => new Node(brokerId, host, port, rack, isFenced),
        );
        return { clusterId, nodes, controller: nodes.find((node) => node.id() === controllerId) ?? null };
      },
    );
    return new DescribeClusterResult(facts);
  }

  describeConfigs(resources: Iterable<ConfigResource>): DescribeConfigsResult {
    const list = [...resources].map(knownResource);
    return new KeyedResult(list, describeConfigs(this.client, list));
  }

  incrementalAlterConfigs(configs: ReadonlyMap<ConfigResource, Iterable<AlterConfigOp>>): AlterConfigsResult {
    const changes = new Map([...configs].map(([resource, ops]) => [knownResource(resource), ops]));
    return new KeyedResult(changes.keys(), incrementalAlterConfigs(this.client, changes));
  }

  /** Only ever more partitions: keys then go elsewhere than before. */
  createPartitions(
    newPartitions: ReadonlyMap<string, NewPartitions> | Readonly<Record<string, NewPartitions>>,
  ): CreatePartitionsResult {
    const wanted = newPartitions instanceof Map ? newPartitions : new Map(Object.entries(newPartitions));
    return new KeyedResult(wanted.keys(), createPartitions(this.client, wanted));
  }

  /** Moves partitions to other brokers, as leaders and followers copy; null stops a move that is under way. */
  alterPartitionReassignments(
    reassignments: ReadonlyMap<TopicPartition, NewPartitionReassignment | null>,
  ): AlterPartitionReassignmentsResult {
    const wanted = new Map(
      [...reassignments].map(([at, target]) => [topicPartition(at.topic(), at.partition()), target]),
    );
    return new KeyedResult(wanted.keys(), alterPartitionReassignments(this.client, wanted));
  }

  /** All if `partitions` is null. */
  listPartitionReassignments(
    partitions: Iterable<TopicPartition> | null = null,
  ): ListPartitionReassignmentsResult {
    const list = partitions === null ? null : [...partitions];
    return new ListPartitionReassignmentsResult(listPartitionReassignments(this.client, list));
  }

  /** All partitions if `partitions` is null. */
  electLeaders(
    electionType: ElectionTypeName,
    partitions: Iterable<TopicPartition> | null,
  ): ElectLeadersResult {
    const list = partitions === null ? null : [...partitions];
    return new ElectLeadersResult(electLeaders(this.client, electionType, list));
  }

  listOffsets(topicPartitionOffsets: ReadonlyMap<TopicPartition, OffsetSpec>): ListOffsetsResult {
    const wanted = new Map(
      [...topicPartitionOffsets].map(([at, spec]) => [
        topicPartition(at.topic(), at.partition()),
        spec.wireTimestamp(),
      ]),
    );
    const verdicts = this.client
      .offsets(wanted)
      .then(
        (found) =>
          new Map(
            [...found].map(([at, { errorCode, offset, timestamp, leaderEpoch }]) => [
              at,
              errorCode === 0
                ? { value: new OffsetAndTimestamp(offset, timestamp, leaderEpoch) }
                : { error: exceptionOf(errorCode) },
            ]),
          ),
      );
    return new ListOffsetsResult(wanted.keys(), verdicts);
  }

  async close(_timeout: Duration | null = null): Promise<void> {
    this.client.close();
    this.host.closed(this.client);
  }
}

/** The one object of a resource, whoever made this one. */
const knownResource = (resource: ConfigResource): ConfigResource =>
  new configResources(resource.type(), resource.name());
